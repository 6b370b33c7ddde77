package dev.hawser.internal.jdbc;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.mapping.TypeConverters;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.spi.jdbc.JdbcValues;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** Finds the key in what a driver returns for an insert: some return the key, others (PostgreSQL) the whole row. */
final class GeneratedKey {

    private GeneratedKey() {}

    static <K> K read(ParsedSql sql, ResultSet keys, Class<K> keyType, JdbcValues values) throws SQLException {
        if (!keys.next()) {
            throw none(sql);
        }
        ResultSetMetaData columns = keys.getMetaData();
        int position = sql.returning() ? 1 : position(columns);
        Class<K> boxed = TypeConverters.boxed(keyType);
        Object value = values.read(keys, position, columns.getColumnType(position));
        K key = boxed.cast(Conversions.convert(
                value, TypeConverters.to(boxed), columns.getColumnLabel(position), boxed.getSimpleName()));
        if (key == null) {
            throw none(sql);
        }
        return key;
    }

    /** The column that the server counts up; without one the first. */
    private static int position(ResultSetMetaData columns) throws SQLException {
        int count = columns.getColumnCount();
        for (int i = 1; count > 1 && i <= count; i++) {
            if (columns.isAutoIncrement(i)) {
                return i;
            }
        }
        return 1;
    }

    static DatabaseException none(ParsedSql sql) {
        return new DatabaseException(ErrorCategory.DATA, "the insert generated no key: " + sql.masked());
    }
}
