package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.hawser.internal.jdbc.RecordingLease.Success;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteException;

class HawserStatementTest extends SqliteFacade {

    private static final String INSERT = "insert into dish (name) values (?)";

    @Test
    void executeUpdate_text_isAdmittedTimedAndCounted() throws Exception {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("insert into dish (name) values ('soup'), ('rice')"))
                    .isEqualTo(2);
        }

        assertThat(door.lease().admitted).containsExactly("insert into dish (name) values ('soup'), ('rice')");
        assertThat(door.lease().successes).singleElement().satisfies(success -> {
            assertThat(success.rows()).isEqualTo(2);
            assertThat(success.startedAt()).isPositive();
        });
    }

    @Test
    void executeVariants_eachOnce_areEachCounted() throws Exception {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.execute("select 1")).isTrue();
            assertThat(statement.execute("delete from dish")).isFalse();
            assertThat(statement.executeLargeUpdate("insert into dish (name) values ('a')"))
                    .isOne();
            statement.executeUpdate("insert into dish (name) values ('b')", Statement.RETURN_GENERATED_KEYS);
        }

        assertThat(door.lease().successes).extracting(Success::rows).containsExactly(0L, 0L, 1L, 1L);
    }

    @Test
    void executeQuery_rowsLeadBackToTheFacade() throws Exception {
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select 'x' as letter");

        assertThat(rows.getStatement()).isSameAs(statement);
        assertThat(rows.getStatement().getConnection()).isSameAs(connection);
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString("letter")).isEqualTo("x");
        assertThat(door.lease().successes).extracting(Success::rows).containsExactly(0L);
    }

    @Test
    void getResultSet_afterExecute_leadsBackToTheFacade() throws Exception {
        Statement statement = connection.createStatement();
        statement.execute("select 1");

        assertThat(statement.getResultSet().getStatement()).isSameAs(statement);
        assertThat(statement.getMoreResults()).isFalse();
    }

    @Test
    void preparedStatement_executedThrice_isAdmittedOnceAndCountedThrice() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (String name : new String[] {"soup", "rice", "tea"}) {
                statement.setString(1, name);
                assertThat(statement.executeUpdate()).isOne();
            }
        }

        assertThat(door.lease().admitted).containsExactly(INSERT);
        assertThat(door.lease().successes)
                .extracting(Success::sql, Success::rows)
                .containsOnly(tuple(INSERT, 1L))
                .hasSize(3);
    }

    @Test
    void preparedStatement_textInHawsersOwnNotation_reachesTheDriverUnchanged() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement("select ?, ':not_a_parameter', :name")) {
            statement.setString(1, "a");
            statement.setString(2, "b");
            ResultSet rows = statement.executeQuery();
            rows.next();
            assertThat(rows.getString(2)).isEqualTo(":not_a_parameter");
            assertThat(rows.getString(3)).isEqualTo("b");
        }
    }

    @Test
    void generatedKeys_afterInsert_areReadable() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS)) {
            statement.setString(1, "soup");
            statement.executeUpdate();
            ResultSet keys = statement.getGeneratedKeys();
            assertThat(keys.next()).isTrue();
            assertThat(keys.getLong(1)).isOne();
            assertThat(keys.getStatement()).isSameAs(statement);
        }
    }

    @Test
    void executeBatch_prepared_countsAllRowsAsOneStatement() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (String name : new String[] {"soup", "rice"}) {
                statement.setString(1, name);
                statement.addBatch();
            }
            assertThat(statement.executeBatch()).containsExactly(1, 1);
            statement.setString(1, "tea");
            statement.addBatch();
            assertThat(statement.executeLargeBatch()).containsExactly(1);
        }

        assertThat(door.lease().successes).containsExactly(new Success(INSERT, 2, 2), new Success(INSERT, 3, 1));
        assertThat(committedDishes()).isEqualTo(3);
    }

    @Test
    void executeBatch_texts_admitsEach() throws Exception {
        String last = "insert into dish (name) values ('rice')";
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("insert into dish (name) values ('soup')");
            statement.addBatch(last);
            assertThat(statement.executeBatch()).containsExactly(1, 1);
            assertThat(statement.executeBatch()).isEmpty();
        }

        assertThat(door.lease().admitted).hasSize(2);
        assertThat(door.lease().successes)
                .singleElement()
                .extracting(Success::sql, Success::rows)
                .containsExactly(last, 2L);
    }

    @Test
    void clearBatch_texts_executesAndCountsNothing() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("insert into dish (name) values ('soup')");
            statement.clearBatch();
            assertThat(statement.executeBatch()).isEmpty();
        }

        assertThat(door.lease().successes).isEmpty();
        assertThat(committedDishes()).isZero();
    }

    @Test
    void executeBatch_oneFails_theDriversExceptionIsJudgedAndSurfaces() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (String name : new String[] {"soup", "soup"}) {
                statement.setString(1, name);
                statement.addBatch();
            }
            SQLException error = catchThrowableOfType(SQLException.class, statement::executeBatch);

            assertThat((Object) error).isInstanceOf(SQLiteException.class);
            assertThat(door.lease().failures).singleElement().satisfies(failure -> {
                assertThat((Object) failure.error()).isSameAs(error);
                assertThat(failure.sql()).isEqualTo(INSERT);
            });
        }
    }

    @Test
    void execute_fails_theDriversExceptionIsJudgedAndSurfaces() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, "soup");
            statement.executeUpdate();
            SQLException error = catchThrowableOfType(SQLException.class, statement::executeUpdate);

            assertThat((Object) error).isInstanceOf(SQLiteException.class);
            assertThat(door.lease().failures).singleElement().satisfies(failure -> {
                assertThat((Object) failure.error()).isSameAs(error);
                assertThat(failure.sql()).isEqualTo(INSERT);
                assertThat(failure.startedAt())
                        .isGreaterThan(door.lease().successes.get(0).startedAt());
            });
        }
    }

    @Test
    void prepare_badText_theDriversExceptionIsJudgedAndSurfaces() {
        SQLException error = catchThrowableOfType(SQLException.class, () -> connection.prepareStatement("selekt 1"));

        assertThat((Object) error).isInstanceOf(SQLiteException.class);
        assertThat(door.lease().failures)
                .extracting(RecordingLease.Failure::sql)
                .containsExactly("selekt 1");
    }

    @Test
    void anyText_thatWouldLiftReadOnly_isRefusedBeforeItIsSent() throws Exception {
        String lift = "set transaction read write";
        Statement statement = connection.createStatement();

        assertBreach(() -> statement.execute(lift));
        assertBreach(() -> statement.executeUpdate(lift));
        assertBreach(() -> statement.executeLargeUpdate(lift));
        assertBreach(() -> statement.executeQuery(lift));
        assertBreach(() -> statement.addBatch(lift));
        assertBreach(() -> connection.prepareStatement(lift));
        assertBreach(() -> connection.prepareCall(lift));

        assertThat(door.lease().failures).isEmpty();
    }

    private static void assertBreach(ThrowingCallable call) {
        SQLException error = catchThrowableOfType(SQLException.class, call);
        assertThat(error.getSQLState()).isEqualTo("25006");
        assertThat(error.getMessage()).contains("read-only");
    }

    @Test
    void execute_changesTheSession_connectionIsNotLentUnrestored() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma foreign_keys = on");
        }
        connection.close();

        assertThat(door.lease().resetFailure).hasMessageContaining("session was changed");
    }

    @Test
    void close_statement_closesTheDriversAndEndsItsUse() throws Exception {
        Statement statement = connection.createStatement();
        statement.close();
        statement.close();

        assertThat(statement.isClosed()).isTrue();
        assertThat(((TrackedStatement) statement).delegate.isClosed()).isTrue();
        assertThatThrownBy(() -> statement.execute("select 1"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("statement is closed");
        assertThatThrownBy(statement::getConnection).hasMessageContaining("statement is closed");
        assertThat(door.lease().admitted).isEmpty();
    }
}
