package dev.hawser;

import org.jspecify.annotations.Nullable;

/**
 * What a committed transaction gave. Immutable.
 *
 * @param value what the work returned
 * @param position where in the database's history the commit is, for reads that must see it
 * @param attempts how often the work ran, from 1
 */
public record TransactionResult<T extends @Nullable Object>(T value, Position position, int attempts) {}
