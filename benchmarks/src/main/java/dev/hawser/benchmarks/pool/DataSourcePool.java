package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A pool that is used as a {@link DataSource}. */
public record DataSourcePool(DataSource source, AutoCloseable owner) implements LendingPool<Connection> {

    /** One that is closed through its data source. */
    static <D extends DataSource & AutoCloseable> DataSourcePool of(D source) {
        return new DataSourcePool(source, source);
    }

    @Override
    public Connection acquire(Deadline deadline) throws SQLException {
        return source.getConnection();
    }

    @Override
    public void query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
        }
    }

    @Override
    public void release(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public void close() throws Exception {
        owner.close();
    }
}
