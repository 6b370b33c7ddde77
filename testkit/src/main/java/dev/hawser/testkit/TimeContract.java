package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.Deadline;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Capability;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Nothing takes longer than it may, and whatever is stopped leaves a connection that works. */
public interface TimeContract {

    /** What is under test. */
    SqlEngineUnderTest subject();

    private DatabaseOptions alone() {
        return subject().options().poolSize(1).set("pool.max-overflow", 0);
    }

    @Test
    default void statementTimeout_exceeded_stopsTheStatement() {
        if (!Contracts.claims(subject(), Capability.STATEMENT_TIMEOUT)) {
            deadline_exceeded_stopsTheStatement();
            return;
        }
        try (ContractTables tables = limited()) {
            for (int i = 0; i < 2; i++) { // the limit must outlive its first use
                stops(
                        "a statement beyond statement-timeout",
                        () -> tables.database().query(subject().slowQuery()));
                assertEquals(200, tables.sum(), "the connection must work after a statement was stopped");
            }
            assertEquals(1, tables.database().stats().total());
        }
    }

    private ContractTables limited() {
        ContractTables.accounts(subject()).close(); // to make tables may take longer than the limit
        return ContractTables.open(subject(), alone().set("statement-timeout", Duration.ofMillis(300)));
    }

    @Test
    default void statementTimeout_exceededByAWrite_stopsIt_keepsNothingOfIt_andKeepsTheConnection() throws Exception {
        if (!Contracts.claims(subject(), Capability.STATEMENT_TIMEOUT)) {
            try (ContractTables tables = ContractTables.accounts(subject(), alone())) {
                SqlDatabase hasty = tables.database().withDeadline(Deadline.in(Duration.ofMillis(300)));
                stops(
                        "a write beyond its deadline",
                        () -> hasty.update(subject().slowWrite()));
                assertEquals(200, tables.sum(), "what was stopped must not be kept");
            }
            return;
        }
        try (ContractTables tables = limited()) {
            SqlDatabase db = tables.database();
            String slow = subject().slowWrite();
            stops("a write beyond statement-timeout", () -> db.update(slow));
            assertEquals(200, tables.sum(), "what was stopped must not be kept");
            try (Connection connection = db.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    PreparedStatement prepared = connection.prepareStatement(slow)) {
                stopsJdbc("a write through dataSource()", () -> statement.executeUpdate(slow));
                stopsJdbc("a prepared write through dataSource()", prepared::executeUpdate);
                assertTrue(
                        Polling.until(Contracts.SOON, () -> takesWithdrawal(statement)),
                        "the connection must work after a write was stopped");
            }
            assertEquals(150, tables.sum());
            assertEquals(1, db.stats().total());
            assertEquals(0, db.stats().invalid(), "the connection must be kept");
        }
    }

    /** On a busy machine the limit hits this as well, which is quick. */
    private boolean takesWithdrawal(Statement statement) throws SQLException {
        try {
            return statement.executeUpdate("update contract_accounts set balance = 50 where id = 1") == 1;
        } catch (SQLException late) {
            if (subject().engine().errors().meaning(late).category() != ErrorCategory.TIMEOUT) {
                throw late;
            }
            return false;
        }
    }

    @Test
    default void unlimitedConnection_statementBeyondTheLimit_goesOnUntilTheDeadline_andTheLimitHoldsAgain()
            throws Exception {
        if (!Contracts.claims(subject(), Capability.STATEMENT_TIMEOUT)) {
            return; // there is no limit to lift
        }
        try (ContractTables tables = limited()) {
            SqlDatabase db = tables.database();
            goesOnUntilTheDeadline(db, subject().slowQuery());
            goesOnUntilTheDeadline(db, subject().slowWrite());
            assertEquals(200, tables.sum(), "what was stopped must not be kept");
            stops(
                    "a write beyond statement-timeout, on a connection that was without limits before",
                    () -> db.update(subject().slowWrite()));
            stops(
                    "a statement beyond statement-timeout, on a connection that was without limits before",
                    () -> db.query(subject().slowQuery()));
        }
    }

    private void goesOnUntilTheDeadline(SqlDatabase db, String slow) throws SQLException {
        Deadline deadline = Deadline.in(Duration.ofMillis(900));
        try (Connection connection = db.withDeadline(deadline).unlimitedConnection();
                Statement statement = connection.createStatement()) {
            Duration took = Contracts.time(() -> assertThrows(SQLException.class, () -> statement.execute(slow)));
            assertTrue(
                    deadline.expired(),
                    () -> "on an unlimited connection nothing but the deadline may stop a statement, and after " + took
                            + " it was stopped: lift every limit in the engine's TimeLimits");
            assertTrue(took.compareTo(Contracts.SOON) < 0, () -> "the deadline must hold all the same: " + took);
        }
    }

    private void stopsJdbc(String what, Executable statement) {
        SQLException[] stopped = new SQLException[1];
        Duration took = Contracts.time(() -> stopped[0] = assertThrows(SQLException.class, statement));
        assertEquals(
                ErrorCategory.TIMEOUT,
                subject().engine().errors().meaning(stopped[0]).category(),
                () -> what + " beyond statement-timeout must mean TIMEOUT: " + stopped[0]);
        assertTrue(took.compareTo(Contracts.SOON) < 0, () -> what + " must be stopped soon, and ran for " + took);
    }

    @Test
    default void deadline_exceeded_stopsTheStatement() {
        try (ContractTables tables = ContractTables.accounts(subject(), alone())) {
            SqlDatabase db = tables.database();
            stops(
                    "a statement beyond its deadline",
                    () -> db.withDeadline(Deadline.in(Duration.ofMillis(300)))
                            .query(subject().slowQuery()));
            assertEquals(200, tables.sum());
        }
    }

    private static void stops(String what, Runnable statement) {
        Duration took = Contracts.time(() -> Contracts.fails(ErrorCategory.TIMEOUT, what, statement::run));
        assertTrue(
                took.compareTo(Contracts.SOON) < 0,
                () -> what + " must be stopped soon after it, and ran for " + took
                        + ": make the server, or the driver, keep the limit");
    }

    @Test
    default void transaction_statementStopped_keepsNothing() {
        try (ContractTables tables = ContractTables.accounts(subject(), alone())) {
            SqlDatabase hasty = tables.database().withDeadline(Deadline.in(Duration.ofSeconds(1)));
            Contracts.fails(
                    ErrorCategory.TIMEOUT,
                    "a transaction beyond its deadline",
                    () -> hasty.transaction(tx -> {
                        tx.update("update contract_accounts set balance = 0");
                        return tx.query(subject().slowQuery());
                    }));
            assertEquals(200, tables.sum());
        }
    }

    @Test
    default void cancel_fromAnotherThread_stopsTheStatement() throws Exception {
        try (ContractTables tables = ContractTables.accounts(subject(), alone());
                ErrorLab lab = new ErrorLab(subject())) {
            SQLException stopped = null;
            for (int attempt = 1; attempt <= 5 && stopped == null; attempt++) {
                stopped = cancelled(tables.database(), lab);
            }
            assertNotNull(stopped, "a statement that was cancelled must end");
            ErrorCategory category =
                    subject().engine().errors().meaning(stopped).category();
            assertEquals(
                    ErrorCategory.TIMEOUT,
                    category,
                    "a cancelled statement must mean TIMEOUT in the ErrorTable: " + stopped);
        }
    }

    /** How a statement ended that was cancelled. Null if it did not: nothing tells when a server has begun, it forgets a cancel that comes before, and a driver may send one only. */
    private @Nullable SQLException cancelled(SqlDatabase db, ErrorLab lab) throws Exception {
        try (Connection connection = db.connection();
                Statement statement = connection.createStatement()) {
            FutureTask<Boolean> running = lab.meanwhile(
                    () -> statement.executeQuery(subject().slowQuery()).next());
            boolean ended = Polling.until(Duration.ofSeconds(3), () -> {
                statement.cancel();
                return running.isDone();
            });
            if (!ended) {
                connection.abort(Runnable::run);
            }
            SQLException end = assertThrows(SQLException.class, () -> lab.outcome(running));
            return ended ? end : null;
        }
    }

    @Test
    default void pause_statementRuns_cancelsItInTime_andResumes() throws Exception {
        try (ContractTables tables = ContractTables.accounts(subject());
                ErrorLab lab = new ErrorLab(subject())) {
            SqlDatabase db = tables.database();
            FutureTask<Integer> running =
                    lab.meanwhile(() -> db.query(subject().slowQuery()).size());
            lab.await(
                    "the statement runs",
                    () -> db.pool().holders().stream().anyMatch(holder -> holder.lastSql() != null));
            Duration took = Contracts.time(() -> db.pause(Duration.ofMillis(100)));
            assertThrows(DatabaseException.class, () -> lab.outcome(running));
            assertTrue(took.compareTo(Contracts.SOON) < 0, () -> "pause must end what runs, and took " + took);
            db.resume();
            assertEquals(200, tables.sum());
        }
    }
}
