package dev.hawser.internal.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Makes a value of the row that a result is at. For one thread at a time. */
@FunctionalInterface
interface RowReader<T extends @Nullable Object> {

    T read() throws SQLException;
}
