package dev.hawser.internal.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes values of the rows of one result. For one thread at a time. */
interface RowReader<T extends @Nullable Object> {

    /** Makes a value of the row that the result is at. */
    T read() throws SQLException;

    /** Makes values of all rows that are left in {@code rows}, which is the result it reads. */
    default List<T> readAll(ResultSet rows) throws SQLException {
        List<T> all = new ArrayList<>();
        while (rows.next()) {
            all.add(read());
        }
        return all;
    }
}
