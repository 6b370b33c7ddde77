package dev.hawser.engines;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the server at the other end of a connection. It is asked for once, when it is needed, and cannot change as long as the connection lives. For one thread
 * at a time, as the connection.
 */
final class PostgresqlServer {

    private static final Map<Connection, PostgresqlServer> SERVERS = Collections.synchronizedMap(new WeakHashMap<>());

    // Feature not supported, syntax error or access rule violation, not in prerequisite state: what servers that are
    // not quite PostgreSQL, old ones, and those that grant little answer when a function is called.
    private static final Set<String> REFUSALS = Set.of("0A", "42", "55");

    private final PostgresqlMarkers markers;
    private final PostgresqlXids xids;
    private final boolean pooled;
    private boolean logAsked;
    private @Nullable PostgresqlLog log;
    private @Nullable String life;

    private PostgresqlServer(PostgresqlMarkers markers, PostgresqlXids xids, boolean pooled) {
        this.markers = markers;
        this.xids = xids;
        this.pooled = pooled;
    }

    /** Notes what the configuration says: in which schema the markers are, and whether a pooler gives each transaction another session. */
    static void note(Connection connection, PostgresqlMarkers markers, boolean pooled) throws SQLException {
        PostgresqlXids xids = PostgresqlXids.of(connection.getMetaData().getDatabaseMajorVersion());
        SERVERS.put(connection, new PostgresqlServer(markers, xids, pooled));
    }

    /** The server of a connection that {@link PostgresqlConnections} opened. */
    static PostgresqlServer of(Connection connection) {
        PostgresqlServer server = SERVERS.get(connection);
        if (server == null) {
            throw new IllegalArgumentException("not a connection of this engine: " + connection);
        }
        return server;
    }

    PostgresqlMarkers markers() {
        return markers;
    }

    PostgresqlXids xids() {
        return xids;
    }

    /** Which of its {@linkplain PostgresqlXids lives} it is in; null if that must be asked. A connection ends with the life in which it was opened, except to a pooler. */
    @Nullable
    String life() {
        return life;
    }

    /** Notes its answer. */
    void life(String answer) {
        life = pooled ? null : answer;
    }

    /** Whether the error means that the server does not let itself be asked, now or later. */
    static boolean isRefusal(SQLException error) {
        String state = error.getSQLState();
        return state != null && state.length() == 5 && REFUSALS.contains(state.substring(0, 2));
    }

    /** Whether it is known that the server tells nothing of its log. */
    boolean logIsRefused() {
        return logAsked && log == null;
    }

    /** Notes that the server tells nothing of its log. */
    void logRefused() {
        logAsked = true;
        log = null;
    }

    /** Notes its log, which it has told together with where that ends. */
    void logTold(PostgresqlLog told) {
        logAsked = true;
        log = told;
    }

    /** Its log; null if it tells nothing of it. Asks in the transaction that is open, which survives a refusal. */
    @Nullable
    PostgresqlLog log(Connection connection) throws SQLException {
        if (!logAsked) {
            log = askForLog(connection);
            logAsked = true;
        }
        return log;
    }

    /** Also tries what is going to be sent together with a commit, where it would be too late to find out that it is refused. */
    private static @Nullable PostgresqlLog askForLog(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try {
                statement.execute("savepoint hawser; select " + PostgresqlLog.COLUMNS + ", log_end.* from ("
                        + PostgresqlLog.END + ") as log_end; release savepoint hawser");
                statement.getMoreResults();
                try (ResultSet rows = statement.getResultSet()) {
                    rows.next();
                    return PostgresqlLog.of(rows);
                }
            } catch (SQLException refused) {
                if (!isRefusal(refused)) {
                    throw refused;
                }
                statement.execute("rollback to savepoint hawser; release savepoint hawser");
                return null;
            }
        }
    }
}
