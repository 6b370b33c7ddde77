package dev.hawser.engines;

import dev.hawser.spi.jdbc.JdbcCommits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Commits with several statements in one text, which the driver sends in one go: the marker, {@code commit}, and a question where the log ends, which comes behind the
 * commit and is answered with it. The first commit of a connection asks before that whether that question is answered at all.
 */
final class PostgresqlCommits implements JdbcCommits {

    private static final String COMMIT_AND_TELL = "commit; " + PostgresqlLog.END;

    private static final String ABORTED_TRANSACTION = "25P02";
    private static final String OUTCOME_UNKNOWN = "08007";

    /** What the driver says of a call on a connection that is closed. Before anything was sent that is so, and nothing was done. */
    private static final String NOT_CONNECTED = "08003";

    // What the question may fail with when the commit did not: refused, cancelled, no resources, a failure inside.
    private static final Set<String> OF_THE_QUESTION = Set.of("0A", "42", "53", "55", "58", "XX");
    private static final String CANCELLED = "57014";

    @Override
    public @Nullable String commit(Connection connection, @Nullable String marker) throws SQLException {
        PostgresqlServer server = PostgresqlServer.of(connection);
        if (state(connection) == TransactionState.FAILED) {
            // The server would answer that with a roll-back, which the driver takes for success behind other
            // statements.
            throw new SQLException(
                    "the transaction cannot be committed: a statement in it has failed", ABORTED_TRANSACTION);
        }
        PostgresqlLog log = server.log(connection);
        if (log == null) {
            commitOnly(connection, server, marker);
            return null;
        }
        String sql = marker == null ? COMMIT_AND_TELL : server.markers().commitAndTell();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            setMarker(statement, marker);
            send(connection, statement);
            return positionIfTold(statement, marker != null, log);
        }
    }

    /** From here on a failure may come after the commit. */
    private static void send(Connection connection, PreparedStatement statement) throws SQLException {
        try {
            statement.execute();
        } catch (SQLException error) {
            throw mayBeDone(connection, error) ? outcomeUnknown(error) : error;
        }
    }

    /** Whether it has to be said that the commit may be done, because the error itself does not say so. */
    private static boolean mayBeDone(Connection connection, SQLException error) throws SQLException {
        if (connection.isClosed()) { // by the driver, after it failed, or by another thread meanwhile
            String state = String.valueOf(error.getSQLState());
            return state.equals(NOT_CONNECTED) || !state.startsWith("08") && !state.startsWith("57P");
        }
        return mayBeOfTheQuestion(connection, error);
    }

    /** The commit is done: a connection that breaks now breaks too late to matter. */
    private static @Nullable String positionIfTold(PreparedStatement statement, boolean marked, PostgresqlLog log) {
        try {
            return position(statement, marked, log);
        } catch (SQLException brokenSince) {
            return null;
        }
    }

    /** As the server's last answer said. */
    private static TransactionState state(Connection connection) throws SQLException {
        return connection.unwrap(BaseConnection.class).getTransactionState();
    }

    private static void commitOnly(Connection connection, PostgresqlServer server, @Nullable String marker)
            throws SQLException {
        if (marker == null) {
            connection.commit();
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(server.markers().commit())) {
            setMarker(statement, marker);
            send(connection, statement);
        }
    }

    private static void setMarker(PreparedStatement statement, @Nullable String marker) throws SQLException {
        if (marker != null) {
            statement.setObject(1, PostgresqlMarkers.key(marker));
        }
    }

    private static @Nullable String position(PreparedStatement statement, boolean marked, PostgresqlLog log)
            throws SQLException {
        if (marked) {
            statement.getMoreResults(); // behind what the marker's function returns
        }
        statement.getMoreResults(); // behind the commit
        try (ResultSet rows = statement.getResultSet()) {
            rows.next();
            PostgresqlPosition position = log.end(rows);
            return position == null ? null : position.toString();
        }
    }

    /** If the marker failed, the transaction is still there, and has failed with it. */
    private static boolean mayBeOfTheQuestion(Connection connection, SQLException error) throws SQLException {
        String state = String.valueOf(error.getSQLState());
        boolean possible =
                state.equals(CANCELLED) || OF_THE_QUESTION.contains(state.substring(0, Math.min(2, state.length())));
        return possible && state(connection) == TransactionState.IDLE;
    }

    private static SQLException outcomeUnknown(SQLException error) {
        return new SQLException(
                "the commit may have been done when this came: " + error.getMessage(), OUTCOME_UNKNOWN, error);
    }

    @Override
    public @Nullable String position(Connection connection) throws SQLException {
        PostgresqlLog log = PostgresqlServer.of(connection).log(connection);
        if (log == null) {
            return null;
        }
        try (PreparedStatement statement = connection.prepareStatement(PostgresqlLog.END);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            PostgresqlPosition position = log.end(rows);
            return position == null ? null : position.toString();
        }
    }

    @Override
    public @Nullable String transactionId(Connection connection) throws SQLException {
        return PostgresqlServer.of(connection).xids().current(connection);
    }

    @Override
    public Outcome outcome(Connection connection, String transactionId) throws SQLException {
        return PostgresqlServer.of(connection).xids().outcome(connection, transactionId);
    }

    @Override
    public Outcome settle(Connection connection, String marker) throws SQLException {
        return PostgresqlServer.of(connection).markers().settle(connection, PostgresqlMarkers.key(marker));
    }

    @Override
    public void prepareMarkers(Connection connection) throws SQLException {
        PostgresqlServer.of(connection).markers().prepare(connection);
    }

    @Override
    public int pruneMarkers(Connection connection, Duration age) throws SQLException {
        return PostgresqlServer.of(connection).markers().prune(connection, age);
    }
}
