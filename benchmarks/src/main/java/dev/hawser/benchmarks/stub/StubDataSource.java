package dev.hawser.benchmarks.stub;

import java.sql.Connection;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** The stub for pools that want a {@code DataSource}. Thread-safe. */
public final class StubDataSource extends AbstractDataSource {

    @Override
    public Connection getConnection() {
        return new StubConnection();
    }

    @Override
    public Connection getConnection(String user, String password) {
        return getConnection();
    }
}
