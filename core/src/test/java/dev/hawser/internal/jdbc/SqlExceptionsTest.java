package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SqlExceptionsTest {

    private static final Map<ErrorCategory, Class<?>> CLASSES = new EnumMap<>(Map.ofEntries(
            Map.entry(ErrorCategory.CONNECTION_LOST, SQLRecoverableException.class),
            Map.entry(ErrorCategory.WRONG_ROLE, SQLRecoverableException.class),
            Map.entry(ErrorCategory.CONNECTION_REFUSED, SQLTransientConnectionException.class),
            Map.entry(ErrorCategory.POOL_EXHAUSTED, SQLTransientConnectionException.class),
            Map.entry(ErrorCategory.NO_SUCH_DATABASE, SQLNonTransientConnectionException.class),
            Map.entry(ErrorCategory.OUTCOME_UNKNOWN, SQLNonTransientConnectionException.class),
            Map.entry(ErrorCategory.AUTHENTICATION, SQLInvalidAuthorizationSpecException.class),
            Map.entry(ErrorCategory.SERIALIZATION, SQLTransactionRollbackException.class),
            Map.entry(ErrorCategory.DEADLOCK, SQLTransactionRollbackException.class),
            Map.entry(ErrorCategory.TIMEOUT, SQLTimeoutException.class),
            Map.entry(ErrorCategory.CONSTRAINT, SQLIntegrityConstraintViolationException.class),
            Map.entry(ErrorCategory.SYNTAX, SQLSyntaxErrorException.class),
            Map.entry(ErrorCategory.PERMISSION, SQLSyntaxErrorException.class),
            Map.entry(ErrorCategory.DATA, SQLDataException.class),
            Map.entry(ErrorCategory.RESOURCE, SQLNonTransientException.class),
            Map.entry(ErrorCategory.REFUSED, SQLNonTransientException.class),
            Map.entry(ErrorCategory.OTHER, SQLException.class)));

    @ParameterizedTest
    @EnumSource
    void of_anyCategory_isItsJdbcClassWithTheSameCodesAndMessage(ErrorCategory category) {
        DatabaseException error = new DatabaseException(
                category, "could not do it", "shop", "db1:5432", "XX123", 4711, "Look at the log", null);

        SQLException translated = SqlExceptions.of(error);

        assertThat((Object) translated).isExactlyInstanceOf(CLASSES.get(category));
        assertThat(translated.getMessage()).isEqualTo("could not do it. Look at the log");
        assertThat(translated.getSQLState()).isEqualTo("XX123");
        assertThat(translated.getErrorCode()).isEqualTo(4711);
        assertThat(translated.getCause()).isSameAs(error);
    }

    @Test
    void of_driverGaveNoSqlState_inventsNone() {
        assertThat(SqlExceptions.of(new DatabaseException(ErrorCategory.CONSTRAINT, "no"))
                        .getSQLState())
                .isNull();
    }

    @Test
    void refused_withoutSqlState_is25006() {
        assertThat(SqlExceptions.refused(new DatabaseException(ErrorCategory.REFUSED, "no"))
                        .getSQLState())
                .isEqualTo("25006");
    }

    @Test
    void refused_withSqlState_keepsIt() {
        DatabaseException error =
                new DatabaseException(ErrorCategory.REFUSED, "no", "shop", null, "25001", 0, null, null);

        assertThat(SqlExceptions.refused(error).getSQLState()).isEqualTo("25001");
    }
}
