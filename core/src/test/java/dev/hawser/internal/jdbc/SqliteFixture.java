package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.sql.Dialects;
import dev.hawser.internal.sql.StatementCache;
import dev.hawser.spi.jdbc.DefaultJdbcValues;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A real database with three restaurants, and the runner on it. */
abstract class SqliteFixture {

    enum Status {
        ACTIVE,
        CLOSED
    }

    record Restaurant(long id, String name, String city, Status status) {}

    record NewRestaurant(String name, String city) {}

    /** SQLite keeps whatever it is given, and its driver's time types are numbers: text is what people store. */
    private static final class SqliteLike extends DefaultJdbcValues {
        @Override
        public boolean fixedTypes() {
            return false;
        }

        @Override
        public Object read(java.sql.ResultSet rows, int position, int sqlType) throws SQLException {
            return normalised(rows.getObject(position));
        }

        @Override
        protected void bindTime(java.sql.PreparedStatement statement, int position, Object value) throws SQLException {
            statement.setString(position, value.toString());
        }
    }

    final StatementRunner runner = new StatementRunner(Dialects.SQLITE, new SqliteLike());
    final StatementCache statements = new StatementCache(Dialects.SQLITE);
    JdbcConnection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = new JdbcConnection(
                DriverManager.getConnection("jdbc:sqlite::memory:"),
                new JdbcSessionRules(false, List.of(), null, "select sqlite_version()", null));
        update(
                "create table restaurants (id integer primary key, name text not null, city text, status text default 'active')",
                null);
        update(
                "insert into restaurants (name, city) values ('Zak', 'Miami'), ('Bagel', 'Miami'), ('Grill', 'Surfside')",
                null);
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }

    long update(String sql, Object parameters) throws SQLException {
        return runner.update(connection, statements.get(sql), parameters);
    }

    <T> List<T> query(String sql, Object parameters, Class<T> type) throws SQLException {
        return runner.query(connection, statements.get(sql), parameters, type);
    }

    static AbstractThrowableAssert<?, ?> assertFails(ErrorCategory category, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        error -> assertThat(error.category()).isEqualTo(category));
    }
}
