package dev.hawser.benchmarks.stub;

import java.sql.Connection;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** The stub for pools that want a {@code DataSource}. Thread-safe. */
public final class StubDataSource extends AbstractDataSource {

    @Override
    public Connection getConnection() {
        return new StubConnection();
    }

    /** HikariCP waits this long, in seconds, for its threads when it is closed. */
    @Override
    public int getLoginTimeout() {
        return 1;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // it never waits
    }

    @Override
    public Connection getConnection(String user, String password) {
        return getConnection();
    }
}
