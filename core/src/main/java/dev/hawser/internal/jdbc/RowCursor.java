package dev.hawser.internal.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of a query as they arrive. Must be closed. For one thread at a time. */
public final class RowCursor<T extends @Nullable Object> implements AutoCloseable {

    private final PreparedStatement statement;
    private final ResultSet rows;
    private final RowReader<T> reader;

    RowCursor(PreparedStatement statement, ResultSet rows, RowReader<T> reader) {
        this.statement = statement;
        this.rows = rows;
        this.reader = reader;
    }

    /** Goes to the next row; false if there is none. */
    public boolean next() throws SQLException {
        return rows.next();
    }

    /** The value of the row it is at. */
    public T value() throws SQLException {
        return reader.read();
    }

    /** Ends the query. Again has no effect. */
    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
