package dev.hawser.engines;

import static java.util.Map.entry;

import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ErrorTable;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the numbers of MySQL (<a href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html">Server Error Message Reference</a>) and MariaDB
 * (<a href="https://mariadb.com/kb/en/mariadb-error-code-reference/">Error Codes</a>) mean. The SQLSTATE is {@code HY000} for most; it counts only where the number is not
 * listed. Numbers up to 1999 are common to both; above, each has its own, which do not collide among those listed.
 */
final class MysqlErrors implements ErrorTable {

    static final int ROW_CHANGED = 1020;
    static final int LOCK_WAIT_TIMEOUT = 1205;
    static final int DEADLOCK = 1213;
    static final int READ_ONLY_SERVER = 1290;
    static final int XA_DEADLOCK = 1614;

    /** What MySQL's driver refuses by itself: a write on a read-only connection, a query that is none, and the like. */
    private static final String ILLEGAL_ARGUMENT = "S1009";

    /** MySQL's driver says that a statement was cancelled, or took too long, with the name of the class alone. */
    private static final Set<String> CANCELLED = Set.of("MySQLStatementCancelledException", "MySQLTimeoutException");

    private static final Map<Integer, CodeMeaning> CODES = Map.ofEntries(
            entry(
                    ROW_CHANGED,
                    new CodeMeaning(ErrorCategory.SERIALIZATION, "The row has changed since this transaction began")),
            entry(1021, new CodeMeaning(ErrorCategory.RESOURCE, "The server's disk is full")),
            entry(1037, new CodeMeaning(ErrorCategory.RESOURCE, "The server is out of memory")),
            entry(1038, new CodeMeaning(ErrorCategory.RESOURCE, "Raise the server's sort_buffer_size")),
            entry(
                    1040,
                    new CodeMeaning(
                            ErrorCategory.CONNECTION_REFUSED,
                            "The server has as many connections as max_connections allows: raise that, or lower pool.size")),
            entry(1041, new CodeMeaning(ErrorCategory.RESOURCE, "The server is out of memory")),
            entry(1044, new CodeMeaning(ErrorCategory.PERMISSION, "The user may not use this database: grant it that")),
            entry(
                    1045,
                    new CodeMeaning(
                            ErrorCategory.AUTHENTICATION,
                            "Check user and password, and from which hosts the user may come")),
            entry(
                    1047,
                    new CodeMeaning(
                            ErrorCategory.WRONG_ROLE, "The node of the cluster is not ready for use: another may be")),
            entry(1048, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(
                    1049,
                    new CodeMeaning(
                            ErrorCategory.NO_SUCH_DATABASE,
                            "Check the database's name, or let it be created with create-db: true")),
            entry(1053, new CodeMeaning(ErrorCategory.CONNECTION_LOST, "The server is shutting down")),
            entry(1054, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(1062, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(1064, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(1114, new CodeMeaning(ErrorCategory.RESOURCE, "The table, or the disk, is full")),
            entry(
                    1129,
                    new CodeMeaning(
                            ErrorCategory.AUTHENTICATION,
                            "The server blocks this machine after too many failed connects: flush hosts there")),
            entry(1130, new CodeMeaning(ErrorCategory.AUTHENTICATION, "The server lets nobody in from this machine")),
            entry(1142, new CodeMeaning(ErrorCategory.PERMISSION)),
            entry(1143, new CodeMeaning(ErrorCategory.PERMISSION)),
            entry(1146, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(1152, new CodeMeaning(ErrorCategory.CONNECTION_LOST)),
            entry(
                    1153,
                    new CodeMeaning(
                            ErrorCategory.DATA, "The statement is longer than the server's max_allowed_packet")),
            entry(1158, new CodeMeaning(ErrorCategory.CONNECTION_LOST)),
            entry(1159, new CodeMeaning(ErrorCategory.CONNECTION_LOST)),
            entry(1160, new CodeMeaning(ErrorCategory.CONNECTION_LOST)),
            entry(1161, new CodeMeaning(ErrorCategory.CONNECTION_LOST)),
            entry(
                    1203,
                    new CodeMeaning(
                            ErrorCategory.RESOURCE, "The user has as many connections as max_user_connections allows")),
            entry(
                    LOCK_WAIT_TIMEOUT,
                    new CodeMeaning(
                            ErrorCategory.TIMEOUT,
                            "Somebody else holds the lock for longer than innodb_lock_wait_timeout: show engine innodb status tells who")),
            entry(DEADLOCK, new CodeMeaning(ErrorCategory.DEADLOCK)),
            entry(1216, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(1217, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(1226, new CodeMeaning(ErrorCategory.RESOURCE, "The user has used up what it may use in an hour")),
            entry(1227, new CodeMeaning(ErrorCategory.PERMISSION)),
            entry(
                    1251,
                    new CodeMeaning(
                            ErrorCategory.AUTHENTICATION, "The driver does not know the way of authentication")),
            entry(1264, new CodeMeaning(ErrorCategory.DATA)),
            entry(1265, new CodeMeaning(ErrorCategory.DATA)),
            entry(
                    READ_ONLY_SERVER,
                    new CodeMeaning(
                            ErrorCategory.WRONG_ROLE,
                            "The server runs with read_only or super_read_only: it is a replica, or was made one")),
            entry(1292, new CodeMeaning(ErrorCategory.DATA)),
            entry(
                    1317,
                    new CodeMeaning(
                            ErrorCategory.TIMEOUT, "The statement was cancelled, or an administrator killed it")),
            entry(1364, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(1365, new CodeMeaning(ErrorCategory.DATA)),
            entry(1366, new CodeMeaning(ErrorCategory.DATA)),
            entry(1370, new CodeMeaning(ErrorCategory.PERMISSION)),
            entry(1406, new CodeMeaning(ErrorCategory.DATA)),
            entry(1451, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(1452, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(1557, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(1586, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(
                    XA_DEADLOCK,
                    new CodeMeaning(
                            ErrorCategory.DEADLOCK, "Another branch of the XA transaction was chosen as victim")),
            entry(1690, new CodeMeaning(ErrorCategory.DATA)),
            entry(
                    1698,
                    new CodeMeaning(
                            ErrorCategory.AUTHENTICATION,
                            "The user must come through a way of authentication that the driver has not")),
            entry(1792, new CodeMeaning(ErrorCategory.WRONG_ROLE, "The transaction is read-only")),
            entry(1820, new CodeMeaning(ErrorCategory.AUTHENTICATION, "The password has expired: set another")),
            entry(1836, new CodeMeaning(ErrorCategory.WRONG_ROLE, "The server is in read-only mode")),
            entry(1862, new CodeMeaning(ErrorCategory.AUTHENTICATION, "The password has expired: set another")),
            entry(1927, new CodeMeaning(ErrorCategory.CONNECTION_LOST, "An administrator ended the connection")),
            entry(
                    1969,
                    new CodeMeaning(
                            ErrorCategory.TIMEOUT,
                            "The statement took longer than statement-timeout: make it faster or raise the limit")),
            entry(2006, new CodeMeaning(ErrorCategory.CONNECTION_LOST)),
            entry(2013, new CodeMeaning(ErrorCategory.CONNECTION_LOST)),
            entry(
                    3024,
                    new CodeMeaning(
                            ErrorCategory.TIMEOUT,
                            "The statement took longer than statement-timeout: make it faster or raise the limit")),
            entry(
                    3100,
                    new CodeMeaning(
                            ErrorCategory.WRONG_ROLE,
                            "The group has refused the transaction: the server is not its primary, or has left it")),
            entry(
                    3101,
                    new CodeMeaning(
                            ErrorCategory.SERIALIZATION, "Another server of the group has changed the same rows")),
            entry(
                    3159,
                    new CodeMeaning(
                            ErrorCategory.AUTHENTICATION, "The server demands TLS: set ssl.mode to require or more")),
            entry(3572, new CodeMeaning(ErrorCategory.TIMEOUT, "Somebody else holds the lock")),
            entry(3819, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(4025, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(
                    4031,
                    new CodeMeaning(
                            ErrorCategory.CONNECTION_LOST, "The session was idle for longer than wait_timeout")));

    private static final Map<String, ErrorCategory> CLASSES = Map.ofEntries(
            entry("08", ErrorCategory.CONNECTION_LOST),
            entry("0A", ErrorCategory.SYNTAX),
            entry("21", ErrorCategory.DATA),
            entry("22", ErrorCategory.DATA),
            entry("23", ErrorCategory.CONSTRAINT),
            entry("28", ErrorCategory.AUTHENTICATION),
            entry("40", ErrorCategory.SERIALIZATION),
            entry("42", ErrorCategory.SYNTAX),
            entry("70", ErrorCategory.TIMEOUT));

    @Override
    public Set<String> codes() {
        return Stream.concat(CODES.keySet().stream().map(String::valueOf), CLASSES.keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Meaning meaning(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && (sql.getSQLState() != null || sql.getErrorCode() > 0)) {
                return meaning(sql);
            }
            if (CANCELLED.contains(cause.getClass().getSimpleName())) {
                return new Meaning(ErrorCategory.TIMEOUT, null, 0, "The statement was cancelled");
            }
        }
        return ConnectFailures.withoutCode(error);
    }

    private static Meaning meaning(SQLException error) {
        CodeMeaning entry = CODES.get(error.getErrorCode());
        String state = error.getSQLState();
        if (entry == null) {
            entry = new CodeMeaning(category(error, state));
        }
        String special = entry.category() == ErrorCategory.CONNECTION_LOST ? ConnectFailures.advice(error) : null;
        return new Meaning(
                entry.category(), state, Math.max(0, error.getErrorCode()), special == null ? entry.advice() : special);
    }

    private static ErrorCategory category(SQLException error, @Nullable String state) {
        if (ILLEGAL_ARGUMENT.equals(state)) {
            return String.valueOf(error.getMessage()).contains("read-only")
                    ? ErrorCategory.WRONG_ROLE
                    : ErrorCategory.SYNTAX;
        }
        return state == null || state.length() < 2
                ? ErrorCategory.OTHER
                : CLASSES.getOrDefault(state.substring(0, 2), ErrorCategory.OTHER);
    }
}
