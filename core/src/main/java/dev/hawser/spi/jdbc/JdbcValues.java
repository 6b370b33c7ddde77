package dev.hawser.spi.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an engine's driver takes and gives values. Thread-safe. */
public interface JdbcValues {

    /**
     * Sets a parameter, position from 1. {@code value} is null, a number, text, {@code Boolean}, {@code byte[]}, {@code UUID}, an enum, a {@code java.time}
     * value, a collection or an array (where the engine has arrays), or a type of the driver's own.
     */
    void bind(PreparedStatement statement, int position, @Nullable Object value) throws SQLException;

    /**
     * Reads a column, position from 1, as the closest Java type: numbers, {@code String}, {@code Boolean}, {@code byte[]}, {@code UUID},
     * {@code java.time}, {@code List} for arrays. {@code sqlType} is the column's {@link java.sql.Types} code.
     */
    @Nullable
    Object read(ResultSet rows, int position, int sqlType) throws SQLException;

    /**
     * Whether every value of a column has the column's type, so that numbers, booleans and text may be read with the driver's getters for them. If not (SQLite),
     * everything is read with {@link #read}, whose {@code sqlType} is then only a hint: what the driver said at some earlier execution. The default is true.
     */
    default boolean fixedTypes() {
        return true;
    }

    /**
     * Inserts rows in the fastest way the driver has, inside the transaction that is open. Returns their number.
     *
     * @param table its name, quoted already
     * @param columns their names, quoted already
     */
    long bulkInsert(
            Connection connection,
            String table,
            List<String> columns,
            Iterable<? extends List<? extends @Nullable Object>> rows)
            throws SQLException;
}
