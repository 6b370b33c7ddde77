package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.Consistency;
import dev.hawser.Deadline;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.TransactionResult;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.spi.Capability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A transaction happens as a whole or not at all, and nobody sees it half done. */
public interface TransactionContract {

    /** What is under test. */
    SqlEngineUnderTest subject();

    @Test
    default void transaction_returning_isCommitted() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            TransactionResult<Long> result = tables.database().transaction(tx -> {
                tx.update("update contract_accounts set balance = balance - 30 where id = 1");
                return tx.update("update contract_accounts set balance = balance + 40 where id = 2");
            });
            assertEquals(1, result.value());
            assertEquals(1, result.attempts());
            assertEquals(210, tables.sum());
        }
    }

    @Test
    default void transaction_throwing_isRolledBack_andThrowsTheSame() {
        assertTrue(
                Contracts.claims(subject(), Capability.TRANSACTIONS),
                "an engine that speaks SQL must have transactions: sessions and transaction() promise that they roll back");
        try (ContractTables tables = ContractTables.accounts(subject())) {
            IllegalStateException mine = new IllegalStateException("the application's own");
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> tables.database().transaction(tx -> {
                        tx.update("update contract_accounts set balance = 0");
                        throw mine;
                    }));
            assertSame(mine, thrown);
            assertEquals(200, tables.sum());
            assertEquals(0, tables.database().stats().active());
        }
    }

    @Test
    default void transaction_statementFailing_isRolledBack() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            Contracts.fails(
                    ErrorCategory.CONSTRAINT,
                    "a transaction whose second statement fails",
                    () -> tables.database().transaction(tx -> {
                        tx.update("update contract_accounts set balance = 0");
                        return tx.update("insert into contract_accounts (id, balance) values (1, 1)");
                    }));
            assertEquals(200, tables.sum());
        }
    }

    @Test
    default void isolation_uncommitted_isSeenByNobodyElse() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            try (Session writer = tables.database().session()) {
                writer.update("update contract_accounts set balance = 0");
                OptionalLong seen = seenByAnother(tables.database());
                seen.ifPresent(sum -> assertEquals(200, sum, "what is not committed must not be seen by anybody else"));
                writer.commit();
            }
            assertEquals(0, tables.sum());
        }
    }

    @Test
    default void isolation_rolledBack_wasSeenByNobody() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            try (Session writer = tables.database().session()) {
                writer.update("delete from contract_accounts");
                seenByAnother(tables.database()).ifPresent(sum -> assertEquals(200, sum));
            }
            assertEquals(200, tables.sum());
        }
    }

    /** Empty if another reader has to wait: for the only connection, which the message must tell, or for the writer's locks, if that is this engine's way. */
    private OptionalLong seenByAnother(SqlDatabase database) {
        boolean alone = database.stats().size() + database.stats().maxOverflow() == 1;
        Duration patience = alone || subject().readersWaitForWriters() ? Duration.ofSeconds(2) : Contracts.SOON;
        SqlDatabase impatient = database.withDeadline(Deadline.in(patience));
        try {
            return OptionalLong.of(impatient.read(
                    Consistency.STRONG,
                    reader -> reader.queryOne("select sum(balance) from contract_accounts", Long.class)
                            .orElseThrow()));
        } catch (PoolExhaustedException waited) {
            assertTrue(alone, () -> "a reader found no connection although there may be more than one: " + waited);
            return OptionalLong.empty();
        } catch (DatabaseException waited) {
            assertTrue(
                    waited.category() == ErrorCategory.TIMEOUT && subject().readersWaitForWriters(),
                    () -> "a reader must not wait for a writer, unless SqlEngineUnderTest.readersWaitForWriters(): "
                            + waited);
            return OptionalLong.empty();
        }
    }

    @Test
    default void transactions_atTheSameTime_loseNothing() throws Exception {
        DatabaseOptions patient = subject().options().set("retry.max-retries", 100); // conflicts are what this is about
        try (ContractTables tables = ContractTables.accounts(subject(), patient);
                ErrorLab lab = new ErrorLab(subject())) {
            String number = subject().type(ColumnType.INTEGER);
            tables.create("contract_transfers", "giver " + number + ", taker " + number);
            int writers = 4;
            int times = 25;
            List<FutureTask<Boolean>> all = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                int first = 1 + writer % 2;
                all.add(lab.meanwhile(() -> {
                    for (int i = 0; i < times; i++) {
                        transfer(tables.database(), first, 3 - first);
                    }
                    return true;
                }));
            }
            for (FutureTask<Boolean> one : all) {
                assertTrue(lab.outcome(one));
            }
            assertEquals(200, tables.sum(), "what one account gives the other must get");
            assertEquals(
                    (long) writers * times,
                    tables.number("select count(*) from contract_transfers"),
                    "each transaction must have happened once");
        }
    }

    private void transfer(SqlDatabase database, int from, int to) {
        database.transaction(tx -> {
            tx.update("update contract_accounts set balance = balance - 1 where id = :id", Map.of("id", from));
            tx.update("update contract_accounts set balance = balance + 1 where id = :id", Map.of("id", to));
            return tx.update(
                    "insert into contract_transfers (giver, taker) values (:f, :t)", Map.of("f", from, "t", to));
        });
    }
}
