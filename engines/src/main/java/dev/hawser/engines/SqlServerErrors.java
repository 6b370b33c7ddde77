package dev.hawser.engines;

import static java.util.Map.entry;

import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ErrorTable;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What SQL Server's error numbers mean. Its SQLSTATEs say little: the driver makes most of them up from the error's state. Sources:
 *
 * <ul>
 *   <li><a href="https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors">Database Engine events and errors</a>: everything
 *       below 15000, and 18452 to 18488
 *   <li><a href="https://learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues">Transient connection errors of Azure SQL</a>: 4060, 4221, 40197,
 *       40501, 40613, 49918 to 49920
 *   <li><a href="https://learn.microsoft.com/azure/azure-sql/database/resource-limits-logical-server">Resource limits of Azure SQL</a>: 10928, 10929, 10936, 40544
 *   <li><a href="https://learn.microsoft.com/sql/relational-databases/errors-events/mssqlserver-976-database-engine-error">Availability groups</a>: 976, 978, 979, 983
 *   <li><a href="https://learn.microsoft.com/sql/connect/jdbc/handling-errors">Handling errors of the driver</a>: SQLSTATEs of errors without a number
 * </ul>
 *
 * A number that is not listed means what the class of its SQLSTATE means, if the driver gives it one of the standard's.
 */
final class SqlServerErrors implements ErrorTable {

    static final int READ_INTENT_ONLY = 978;
    static final int DATABASE_EXISTS = 1801;
    static final int CANNOT_OPEN_DATABASE = 4060;

    static final String UNABLE_TO_CONNECT = "08001";
    static final String CANCELLED = "HY008";

    private static final String WRITES_ELSEWHERE =
            "The server takes no writes: it is a secondary replica, or the database is read-only";
    private static final String BACK_OFF = "The service is busy: back off, or give it more resources";
    private static final String MOVED = "The database is moved or restarted: it comes back within a minute or so";
    private static final String NAMES = "Check the spelling, and the default schema of the user";

    private static final Map<Integer, CodeMeaning> NUMBERS = Map.ofEntries(
            entry(102, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(105, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(
                    137,
                    new CodeMeaning(
                            ErrorCategory.SYNTAX, "A variable is not declared; parameters are named :name here")),
            entry(156, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(195, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(201, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(207, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(208, new CodeMeaning(ErrorCategory.SYNTAX, NAMES)),
            entry(213, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(911, new CodeMeaning(ErrorCategory.NO_SUCH_DATABASE)),
            entry(2714, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(2760, new CodeMeaning(ErrorCategory.SYNTAX, "Check the schema's name")),
            entry(2812, new CodeMeaning(ErrorCategory.SYNTAX, NAMES)),
            entry(3701, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(4104, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(8003, new CodeMeaning(ErrorCategory.SYNTAX, "Send fewer parameters, or a table-valued one")),
            entry(206, new CodeMeaning(ErrorCategory.DATA, "Cast the value to the column's type")),
            entry(220, new CodeMeaning(ErrorCategory.DATA)),
            entry(241, new CodeMeaning(ErrorCategory.DATA)),
            entry(242, new CodeMeaning(ErrorCategory.DATA)),
            entry(245, new CodeMeaning(ErrorCategory.DATA)),
            entry(257, new CodeMeaning(ErrorCategory.DATA, "Cast the value: cast(:value as varbinary(max))")),
            entry(2628, new CodeMeaning(ErrorCategory.DATA)),
            entry(8114, new CodeMeaning(ErrorCategory.DATA)),
            entry(8115, new CodeMeaning(ErrorCategory.DATA)),
            entry(8134, new CodeMeaning(ErrorCategory.DATA)),
            entry(8152, new CodeMeaning(ErrorCategory.DATA, "A text or binary value is longer than its column")),
            entry(8169, new CodeMeaning(ErrorCategory.DATA)),
            entry(515, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(547, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(2601, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(2627, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(1205, new CodeMeaning(ErrorCategory.DEADLOCK, "Lock in the same order everywhere")),
            entry(3960, new CodeMeaning(ErrorCategory.SERIALIZATION)),
            entry(41302, new CodeMeaning(ErrorCategory.SERIALIZATION)),
            entry(41305, new CodeMeaning(ErrorCategory.SERIALIZATION)),
            entry(41325, new CodeMeaning(ErrorCategory.SERIALIZATION)),
            entry(
                    1222,
                    new CodeMeaning(
                            ErrorCategory.TIMEOUT, "Somebody else holds the lock: sys.dm_tran_locks tells who")),
            entry(229, new CodeMeaning(ErrorCategory.PERMISSION, "Grant the user the permission that is missing")),
            entry(230, new CodeMeaning(ErrorCategory.PERMISSION)),
            entry(262, new CodeMeaning(ErrorCategory.PERMISSION)),
            entry(297, new CodeMeaning(ErrorCategory.PERMISSION)),
            entry(300, new CodeMeaning(ErrorCategory.PERMISSION)),
            entry(916, new CodeMeaning(ErrorCategory.PERMISSION, "The login has no user in this database")),
            entry(3906, new CodeMeaning(ErrorCategory.WRONG_ROLE, WRITES_ELSEWHERE)),
            entry(3908, new CodeMeaning(ErrorCategory.WRONG_ROLE, WRITES_ELSEWHERE)),
            entry(976, new CodeMeaning(ErrorCategory.CONNECTION_REFUSED, "The secondary replica does not allow reads")),
            entry(
                    READ_INTENT_ONLY,
                    new CodeMeaning(ErrorCategory.CONNECTION_REFUSED, "The secondary replica takes readers only")),
            entry(979, new CodeMeaning(ErrorCategory.CONNECTION_REFUSED, "The primary replica takes no readers")),
            entry(
                    983,
                    new CodeMeaning(
                            ErrorCategory.CONNECTION_REFUSED, "The replica has no role yet: a fail-over is going on")),
            entry(
                    CANNOT_OPEN_DATABASE,
                    new CodeMeaning(
                            ErrorCategory.NO_SUCH_DATABASE,
                            "Check the database's name and whether the user may enter it, or let it be created with create-db: true")),
            entry(4221, new CodeMeaning(ErrorCategory.CONNECTION_REFUSED, MOVED)),
            entry(
                    18452,
                    new CodeMeaning(
                            ErrorCategory.AUTHENTICATION,
                            "The server does not trust the domain of the account; use SQL Server's own login, or Kerberos")),
            entry(
                    18456,
                    new CodeMeaning(
                            ErrorCategory.AUTHENTICATION,
                            "Check user and password, and whether the server allows logins of its own; its log tells the state")),
            entry(18470, new CodeMeaning(ErrorCategory.AUTHENTICATION, "The login is disabled")),
            entry(18486, new CodeMeaning(ErrorCategory.AUTHENTICATION, "The login is locked")),
            entry(18487, new CodeMeaning(ErrorCategory.AUTHENTICATION, "The password has expired")),
            entry(18488, new CodeMeaning(ErrorCategory.AUTHENTICATION, "The password must be changed")),
            entry(
                    17809,
                    new CodeMeaning(
                            ErrorCategory.CONNECTION_REFUSED, "The server has no connection left: lower pool.size")),
            entry(17142, new CodeMeaning(ErrorCategory.CONNECTION_REFUSED, "The server is paused")),
            entry(6005, new CodeMeaning(ErrorCategory.CONNECTION_LOST, "The server shuts down")),
            entry(596, new CodeMeaning(ErrorCategory.CONNECTION_LOST, "An administrator ended the session")),
            entry(40197, new CodeMeaning(ErrorCategory.CONNECTION_LOST, MOVED)),
            entry(40501, new CodeMeaning(ErrorCategory.CONNECTION_REFUSED, BACK_OFF)),
            entry(40613, new CodeMeaning(ErrorCategory.CONNECTION_REFUSED, MOVED)),
            entry(10928, new CodeMeaning(ErrorCategory.RESOURCE, BACK_OFF)),
            entry(10929, new CodeMeaning(ErrorCategory.RESOURCE, BACK_OFF)),
            entry(10936, new CodeMeaning(ErrorCategory.RESOURCE, BACK_OFF)),
            entry(49918, new CodeMeaning(ErrorCategory.CONNECTION_REFUSED, BACK_OFF)),
            entry(49919, new CodeMeaning(ErrorCategory.CONNECTION_REFUSED, BACK_OFF)),
            entry(49920, new CodeMeaning(ErrorCategory.CONNECTION_REFUSED, BACK_OFF)),
            entry(40544, new CodeMeaning(ErrorCategory.RESOURCE, "The database has reached its size")),
            entry(701, new CodeMeaning(ErrorCategory.RESOURCE, "The server is short of memory")),
            entry(
                    1105,
                    new CodeMeaning(ErrorCategory.RESOURCE, "A file group is full: make room before anything else")),
            entry(
                    9002,
                    new CodeMeaning(ErrorCategory.RESOURCE, "The transaction log is full: back it up or make room")));

    /** Of what the driver says by itself, without a number. */
    private static final Map<String, CodeMeaning> STATES = Map.of(
            UNABLE_TO_CONNECT,
            new CodeMeaning(
                    ErrorCategory.CONNECTION_REFUSED,
                    "Check that the server runs and can be reached from here, and host and port"),
            CANCELLED,
            new CodeMeaning(
                    ErrorCategory.TIMEOUT,
                    "The statement was cancelled, most likely by statement-timeout: make it faster or raise the limit"));

    private static final Map<String, ErrorCategory> CLASSES = Map.of(
            "08", ErrorCategory.CONNECTION_LOST,
            "22", ErrorCategory.DATA,
            "23", ErrorCategory.CONSTRAINT,
            "28", ErrorCategory.AUTHENTICATION,
            "40", ErrorCategory.SERIALIZATION,
            "42", ErrorCategory.SYNTAX);

    @Override
    public Set<String> codes() {
        return Stream.of(NUMBERS.keySet(), STATES.keySet(), CLASSES.keySet())
                .flatMap(Set::stream)
                .map(String::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Meaning meaning(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (sql.getErrorCode() != 0 || sql.getSQLState() != null || sql instanceof SQLTimeoutException)) {
                return meaning(sql);
            }
        }
        return ConnectFailures.withoutCode(error);
    }

    private static Meaning meaning(SQLException error) {
        String state = error.getSQLState();
        CodeMeaning entry = NUMBERS.get(error.getErrorCode());
        if (entry == null) {
            entry = state == null
                    ? new CodeMeaning(
                            error instanceof SQLTimeoutException ? ErrorCategory.TIMEOUT : ErrorCategory.OTHER)
                    : ofState(error, state);
        }
        String special =
                UNABLE_TO_CONNECT.equals(state) && error.getErrorCode() == 0 ? ConnectFailures.advice(error) : null;
        return new Meaning(entry.category(), state, error.getErrorCode(), special == null ? entry.advice() : special);
    }

    private static CodeMeaning ofState(SQLException error, String state) {
        CodeMeaning entry = error instanceof SQLTimeoutException ? STATES.get(CANCELLED) : STATES.get(state);
        if (entry != null) {
            return entry;
        }
        String sqlClass = state.length() < 2 ? state : state.substring(0, 2);
        return new CodeMeaning(CLASSES.getOrDefault(sqlClass, ErrorCategory.OTHER));
    }

    /** The error of a connect. The driver calls some of them 08S01, a broken connection; but until the connect is through nothing was sent, and 08001 says so. */
    static SQLException ofConnect(SQLException error) {
        String state = error.getSQLState();
        boolean broken = error.getErrorCode() == 0 && (state == null || state.startsWith("08"));
        return broken && !UNABLE_TO_CONNECT.equals(state)
                ? new SQLException(error.getMessage(), UNABLE_TO_CONNECT, error)
                : error;
    }
}
