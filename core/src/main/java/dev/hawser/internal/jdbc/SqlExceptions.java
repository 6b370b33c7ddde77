package dev.hawser.internal.jdbc;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** What JDBC callers are thrown where no driver's exception can be: Hawser's own errors, in JDBC's classes and with their SQLSTATE. */
public final class SqlExceptions {

    private static final String CONNECTION_NOT_OPEN = "08003";
    private static final String CANNOT_CONNECT = "08001";
    private static final String READ_ONLY = "25006";
    private static final String FUNCTION_SEQUENCE = "HY010";

    private SqlExceptions() {}

    /** The same error for a JDBC caller: same message, SQLSTATE and vendor code; {@code error} is the cause. */
    public static SQLException of(DatabaseException error) {
        return of(error, error.sqlState());
    }

    /** A statement that was not admitted. */
    static SQLException refused(DatabaseException error) {
        String sqlState = error.sqlState();
        return of(error, sqlState == null && error.category() == ErrorCategory.REFUSED ? READ_ONLY : sqlState);
    }

    private static SQLException of(DatabaseException error, @Nullable String sqlState) {
        String message = error.getMessage();
        int code = error.vendorCode();
        return switch (error.category()) {
            // Recoverable is JDBC's word for: take another connection, and the same may succeed.
            case CONNECTION_LOST, WRONG_ROLE -> new SQLRecoverableException(message, sqlState, code, error);
            case CONNECTION_REFUSED, POOL_EXHAUSTED ->
                new SQLTransientConnectionException(message, sqlState, code, error);
            case NO_SUCH_DATABASE, OUTCOME_UNKNOWN ->
                new SQLNonTransientConnectionException(message, sqlState, code, error);
            case AUTHENTICATION -> new SQLInvalidAuthorizationSpecException(message, sqlState, code, error);
            case SERIALIZATION, DEADLOCK -> new SQLTransactionRollbackException(message, sqlState, code, error);
            case TIMEOUT -> new SQLTimeoutException(message, sqlState, code, error);
            case CONSTRAINT -> new SQLIntegrityConstraintViolationException(message, sqlState, code, error);
            // Class 42 is "syntax error or access rule violation", and JDBC has one class for both.
            case SYNTAX, PERMISSION -> new SQLSyntaxErrorException(message, sqlState, code, error);
            case DATA -> new SQLDataException(message, sqlState, code, error);
            case RESOURCE, REFUSED -> new SQLNonTransientException(message, sqlState, code, error);
            case OTHER -> new SQLException(message, sqlState, code, error);
        };
    }

    static SQLException connectionClosed(String database) {
        return new SQLNonTransientConnectionException(
                "connection is closed: close() or abort() gave it back to the pool of database '" + database
                        + "'. Take a new one with getConnection()",
                CONNECTION_NOT_OPEN);
    }

    static SQLException statementClosed() {
        return new SQLNonTransientException(
                "statement is closed. Create or prepare a new one on its connection", FUNCTION_SEQUENCE);
    }

    static SQLException databaseClosed(String database, @Nullable Throwable cause) {
        return new SQLNonTransientConnectionException(
                "no connection to database '" + database + "': its manager is closed. Open a new DatabaseManager",
                CANNOT_CONNECT,
                cause);
    }

    static SQLException readonly(String database) {
        return new SQLNonTransientException(
                "database '" + database
                        + "' is configured readonly, and setReadOnly(false) would lift that. Configure a second database, without readonly, for writes",
                READ_ONLY);
    }

    static SQLException notWrapped(Object object, Class<?> type) {
        return new SQLNonTransientException(
                object.getClass().getName() + " is not and does not wrap a " + type.getName());
    }
}
