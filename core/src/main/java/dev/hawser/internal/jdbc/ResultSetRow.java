package dev.hawser.internal.jdbc;

import dev.hawser.spi.jdbc.JdbcValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The row that a result is at. A {@code RowMapper} declares no checked exceptions; the driver's pass through it as they are, to be judged by whoever runs
 * the statement. For one thread at a time.
 */
final class ResultSetRow extends ReadRow {

    private final ResultSet rows;
    private final JdbcValues values;

    ResultSetRow(Columns columns, ResultSet rows, JdbcValues values) {
        super(columns);
        this.rows = rows;
        this.values = values;
    }

    @Override
    public @Nullable Object get(int index) {
        try {
            return values.read(rows, columns.checked(index) + 1, columns.type(index));
        } catch (SQLException failed) {
            throw unchanged(failed);
        }
    }

    @Override
    public long getLong(int index) {
        if (!columns.allows(columns.checked(index), Columns.LONG)) {
            return super.getLong(index);
        }
        try {
            long value = rows.getLong(index + 1);
            if (value == 0 && rows.wasNull()) {
                throw Conversions.isNull(columns.label(index), "long");
            }
            return value;
        } catch (SQLException failed) {
            throw unchanged(failed);
        }
    }

    @Override
    public int getInt(int index) {
        if (!columns.allows(columns.checked(index), Columns.INT)) {
            return super.getInt(index);
        }
        try {
            int value = rows.getInt(index + 1);
            if (value == 0 && rows.wasNull()) {
                throw Conversions.isNull(columns.label(index), "int");
            }
            return value;
        } catch (SQLException failed) {
            throw unchanged(failed);
        }
    }

    @Override
    public double getDouble(int index) {
        if (!columns.allows(columns.checked(index), Columns.DOUBLE)) {
            return super.getDouble(index);
        }
        try {
            double value = rows.getDouble(index + 1);
            if (value == 0 && rows.wasNull()) {
                throw Conversions.isNull(columns.label(index), "double");
            }
            return value;
        } catch (SQLException failed) {
            throw unchanged(failed);
        }
    }

    @Override
    public boolean getBoolean(int index) {
        if (!columns.allows(columns.checked(index), Columns.BOOLEAN)) {
            return super.getBoolean(index);
        }
        try {
            boolean value = rows.getBoolean(index + 1);
            if (!value && rows.wasNull()) {
                throw Conversions.isNull(columns.label(index), "boolean");
            }
            return value;
        } catch (SQLException failed) {
            throw unchanged(failed);
        }
    }

    @Override
    public @Nullable String getString(int index) {
        if (!columns.allows(columns.checked(index), Columns.STRING)) {
            return super.getString(index);
        }
        try {
            return rows.getString(index + 1);
        } catch (SQLException failed) {
            throw unchanged(failed);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the compiler is told that it is unchecked
    private static <X extends Throwable> RuntimeException unchanged(Throwable failed) throws X {
        throw (X) failed;
    }
}
