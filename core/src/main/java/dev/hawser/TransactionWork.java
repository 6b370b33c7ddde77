package dev.hawser;

import org.jspecify.annotations.Nullable;

/**
 * What is to be done inside one transaction. It may run again when the server rolled the transaction back because of a conflict with another one
 * ({@code SERIALIZATION}, {@code DEADLOCK}), so effects outside the database belong after the transaction, not inside.
 */
@FunctionalInterface
public interface TransactionWork<T extends @Nullable Object, X extends Exception> {

    /** Does the work. Whatever it throws rolls the transaction back and reaches the caller unchanged. */
    T run(Session transaction) throws X;
}
