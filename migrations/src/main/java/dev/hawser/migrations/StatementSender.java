package dev.hawser.migrations;

import dev.hawser.spi.Engine;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.spi.jdbc.ScriptStatement;
import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlDialect.Feature;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ServiceLoader;
import java.util.concurrent.ScheduledExecutorService;

/** Sends statements of scripts as they are. For one thread. */
final class StatementSender implements AutoCloseable {

    private final Connection connection;
    private final SqlDialect dialect;
    private final ScheduledExecutorService watch = Cancellation.watch();

    StatementSender(Connection connection, SqlDialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** Returns when the server has done all of it. An interrupt ends it: see {@link Cancellation}. */
    void send(ScriptStatement statement) throws SQLException {
        if (statement.copyData() == null) {
            send(statement.sql());
        } else {
            engine(dialect).copyIn(connection, statement.sql(), statement.copyData());
        }
    }

    /** As above. */
    void send(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false); // braces are the script's own
            try (Cancellation cancellation = new Cancellation(statement, watch)) {
                execute(statement, sql);
            }
        }
    }

    private void execute(Statement statement, String sql) throws SQLException {
        boolean rows = statement.execute(sql);
        // A batch answers once for each of its statements, and an error may be the last answer.
        while (!dialect.has(Feature.SINGLE_STATEMENTS) && (rows || statement.getUpdateCount() >= 0)) {
            rows = statement.getMoreResults();
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }

    /** What speaks this dialect. */
    static JdbcEngine engine(SqlDialect dialect) throws SQLException {
        for (Engine engine : ServiceLoader.load(Engine.class, Engine.class.getClassLoader())) {
            if (engine instanceof JdbcEngine jdbc && jdbc.dialect().name().equals(dialect.name())) {
                return jdbc;
            }
        }
        throw new SQLException("the engine " + dialect.name() + " is not on the class path", "0A000");
    }
}
