package dev.hawser.internal.jdbc;

import dev.hawser.spi.jdbc.JdbcValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A copy of a row. Immutable. */
final class DetachedRow extends ReadRow {

    private final @Nullable Object[] values;

    private DetachedRow(Columns columns, @Nullable Object[] values) {
        super(columns);
        this.values = values;
    }

    static DetachedRow copy(Columns columns, ResultSet rows, JdbcValues values) throws SQLException {
        @Nullable Object[] copied = new @Nullable Object[columns.size()];
        for (int i = 0; i < copied.length; i++) {
            copied[i] = values.read(rows, i + 1, columns.type(i));
        }
        return new DetachedRow(columns, copied);
    }

    @Override
    public @Nullable Object get(int index) {
        return values[columns.checked(index)];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DetachedRow row
                && columns.names().equals(row.columns.names())
                && Arrays.deepEquals(values, row.values);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values);
    }
}
