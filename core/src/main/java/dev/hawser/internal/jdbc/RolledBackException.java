package dev.hawser.internal.jdbc;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;

/** A transaction lost its connection, and it is proven that nothing of it was done: it may run again. */
public final class RolledBackException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    /** The SQL standard's class for it: transaction rollback, with no subclass. */
    private static final String ROLLED_BACK = "40000";

    RolledBackException(DatabaseException lost) {
        super(
                ErrorCategory.CONNECTION_LOST,
                String.valueOf(lost.description()).replace("; whether the transaction was committed is not known", "")
                        + "; the transaction was rolled back",
                lost.database(),
                lost.host(),
                ROLLED_BACK,
                lost.vendorCode(),
                "Nothing was done: it may run again",
                lost.getCause());
    }
}
