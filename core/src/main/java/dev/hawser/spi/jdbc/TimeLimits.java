package dev.hawser.spi.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What ends a session's statements, or the session, by the clock; and how work that takes as long as it takes is freed of that. How long the driver waits for a silent
 * server is not among it: {@link JdbcConnection#liftTimeLimits()} sees to that for every driver. Thread-safe.
 */
public interface TimeLimits {

    /** Of an engine whose sessions have none. */
    TimeLimits NONE = new TimeLimits() {
        @Override
        public void lift(Connection connection) {}

        @Override
        public void restore(Connection connection) {}
    };

    /** Lifts them for this session. Called outside of a transaction. */
    void lift(Connection connection) throws SQLException;

    /** Brings back what {@link #lift} has lifted. Called outside of a transaction. */
    void restore(Connection connection) throws SQLException;

    /** Lifts those that a driver gives to each statement it makes, for one of a session whose limits are lifted. By default there are none. */
    default void lift(Statement statement) throws SQLException {}

    /** What begins the transactions of such a session, instead of {@link JdbcSessionRules#transactionPrologue()}. By default nothing. */
    default List<String> transactionPrologue() {
        return List.of();
    }

    /** Limits that are settings of the session: what is sent to lift them, and to bring them back. */
    static TimeLimits settings(String lift, String restore) {
        return new TimeLimits() {
            @Override
            public void lift(Connection connection) throws SQLException {
                execute(connection, lift);
            }

            @Override
            public void restore(Connection connection) throws SQLException {
                execute(connection, restore);
            }

            private void execute(Connection connection, String sql) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            }
        };
    }
}
