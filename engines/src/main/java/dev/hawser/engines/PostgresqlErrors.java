package dev.hawser.engines;

import static java.util.Map.entry;

import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ErrorTable;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What PostgreSQL's SQLSTATEs mean: <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL Error Codes</a>. A code that is not
 * listed means what its class, the first two characters, means.
 */
final class PostgresqlErrors implements ErrorTable {

    private static final String CONNECTION_EXCEPTION = "08";
    static final String UNABLE_TO_CONNECT = "08001";

    private static final Map<String, CodeMeaning> CODES = Map.ofEntries(
            entry(
                    UNABLE_TO_CONNECT,
                    new CodeMeaning(
                            ErrorCategory.CONNECTION_REFUSED,
                            "Check that the server runs and can be reached from here, and host and port")),
            entry(
                    "08004",
                    new CodeMeaning(
                            ErrorCategory.CONNECTION_REFUSED,
                            "The server rejects the way of connecting; if it has no TLS, ssl.mode must allow that")),
            entry(
                    "25006",
                    new CodeMeaning(
                            ErrorCategory.WRONG_ROLE,
                            "The server takes no writes: it is a standby, or the transaction is read-only")),
            entry(
                    "25P02",
                    new CodeMeaning(
                            ErrorCategory.OTHER,
                            "An earlier statement of this transaction failed: let its error through, or roll back to a savepoint")),
            entry(
                    "25P03",
                    new CodeMeaning(
                            ErrorCategory.CONNECTION_LOST,
                            "A transaction waited for its client longer than idle-transaction-timeout; do slow work outside of it")),
            entry(
                    "25P04",
                    new CodeMeaning(ErrorCategory.CONNECTION_LOST, "A transaction exceeded transaction_timeout")),
            entry(
                    "26000",
                    new CodeMeaning(
                            ErrorCategory.OTHER,
                            "A prepared statement is unknown to the server; behind a pooler set the property prepareThreshold to 0")),
            entry(
                    "28000",
                    new CodeMeaning(
                            ErrorCategory.AUTHENTICATION,
                            "Check the user, and what pg_hba.conf allows it from here; it may demand TLS (ssl.mode)")),
            entry("28P01", new CodeMeaning(ErrorCategory.AUTHENTICATION, "Check user and password")),
            entry(
                    "3D000",
                    new CodeMeaning(
                            ErrorCategory.NO_SUCH_DATABASE,
                            "Check the database's name, or let it be created with create-db: true")),
            entry(
                    "3F000",
                    new CodeMeaning(
                            ErrorCategory.SYNTAX,
                            "Check the schema's name, or let it be created with create-db: true")),
            entry("40002", new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry("40003", new CodeMeaning(ErrorCategory.CONNECTION_LOST)),
            entry("40P01", new CodeMeaning(ErrorCategory.DEADLOCK, "Lock in the same order everywhere")),
            entry("42501", new CodeMeaning(ErrorCategory.PERMISSION, "Grant the user the privilege that is missing")),
            entry(
                    "53100",
                    new CodeMeaning(
                            ErrorCategory.RESOURCE, "The server's disk is full: make room before anything else")),
            entry(
                    "53300",
                    new CodeMeaning(
                            ErrorCategory.CONNECTION_REFUSED,
                            "The server has no connection left. Back off; then lower pool.size, raise max_connections, or put a pooler in between")),
            entry(
                    "55P03",
                    new CodeMeaning(
                            ErrorCategory.TIMEOUT, "Somebody else holds the lock: pg_blocking_pids() tells who")),
            entry(
                    "57014",
                    new CodeMeaning(
                            ErrorCategory.TIMEOUT,
                            "The statement was cancelled, most likely by statement-timeout: make it faster or raise the limit")),
            entry("57P01", new CodeMeaning(ErrorCategory.CONNECTION_LOST, "An administrator ended the connection")),
            entry("57P02", new CodeMeaning(ErrorCategory.CONNECTION_LOST, "Another process of the server crashed")),
            entry(
                    "57P03",
                    new CodeMeaning(ErrorCategory.CONNECTION_LOST, "The server is starting up or shutting down")),
            entry("57P04", new CodeMeaning(ErrorCategory.CONNECTION_LOST, "The database was dropped")),
            entry("57P05", new CodeMeaning(ErrorCategory.CONNECTION_LOST, "The session was idle for too long")));

    private static final Map<String, ErrorCategory> CLASSES = Map.ofEntries(
            entry(CONNECTION_EXCEPTION, ErrorCategory.CONNECTION_LOST),
            entry("0A", ErrorCategory.SYNTAX),
            entry("21", ErrorCategory.DATA),
            entry("22", ErrorCategory.DATA),
            entry("23", ErrorCategory.CONSTRAINT),
            entry("28", ErrorCategory.AUTHENTICATION),
            entry("40", ErrorCategory.SERIALIZATION),
            entry("42", ErrorCategory.SYNTAX),
            entry("44", ErrorCategory.CONSTRAINT),
            entry("53", ErrorCategory.RESOURCE),
            entry("54", ErrorCategory.RESOURCE),
            entry("58", ErrorCategory.RESOURCE));

    /** SQLSTATEs, and classes of them. */
    @Override
    public Set<String> codes() {
        Set<String> codes = new TreeSet<>(CODES.keySet());
        codes.addAll(CLASSES.keySet());
        return Collections.unmodifiableSet(codes);
    }

    @Override
    public Meaning meaning(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return meaning(sql, sql.getSQLState());
            }
        }
        return ConnectFailures.withoutCode(error);
    }

    private static Meaning meaning(SQLException error, String state) {
        CodeMeaning entry = CODES.get(state);
        if (entry == null) {
            String sqlClass = state.length() < 2 ? state : state.substring(0, 2);
            entry = new CodeMeaning(CLASSES.getOrDefault(sqlClass, ErrorCategory.OTHER));
        }
        String special = state.equals(UNABLE_TO_CONNECT) ? ConnectFailures.advice(error) : null;
        return new Meaning(entry.category(), state, error.getErrorCode(), special == null ? entry.advice() : special);
    }

    /**
     * The error of a connect. The driver calls it 08006, a broken connection, when TLS or the first exchange fails; but until the connect is through nothing
     * was sent, and 08001 says so.
     */
    static SQLException ofConnect(SQLException error) {
        String state = error.getSQLState();
        boolean broken = state != null && state.startsWith(CONNECTION_EXCEPTION) && CODES.get(state) == null;
        return broken ? new SQLException(error.getMessage(), UNABLE_TO_CONNECT, error) : error;
    }
}
