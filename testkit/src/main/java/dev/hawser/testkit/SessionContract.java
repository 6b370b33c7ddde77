package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.Session;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import org.junit.jupiter.api.Test;

/** A session is one connection, and keeps what it commits and nothing else. */
public interface SessionContract {

    /** What is under test. */
    SqlEngineUnderTest subject();

    @Test
    default void session_committed_keepsItsWork() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            try (Session session = tables.database().session()) {
                session.update("update contract_accounts set balance = 1");
                session.commit();
                session.update("update contract_accounts set balance = 2 where id = 2");
                session.commit();
            }
            assertEquals(3, tables.sum());
        }
    }

    @Test
    default void session_closedWithoutCommit_keepsNothing() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            try (Session session = tables.database().session()) {
                session.update("update contract_accounts set balance = 0");
                assertEquals(
                        0L,
                        session.queryOne("select sum(balance) from contract_accounts", Long.class)
                                .orElseThrow(),
                        "a session must see its own work");
            }
            assertEquals(200, tables.sum());
        }
    }

    @Test
    default void session_rolledBack_goesOn() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            try (Session session = tables.database().session()) {
                session.update("update contract_accounts set balance = 0");
                session.rollback();
                session.update("update contract_accounts set balance = 7 where id = 1");
                session.commit();
            }
            assertEquals(107, tables.sum());
        }
    }

    @Test
    default void session_statementFailed_canBeRolledBackAndUsed() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            try (Session session = tables.database().session()) {
                session.update("update contract_accounts set balance = 0");
                Contracts.fails(
                        ErrorCategory.CONSTRAINT,
                        "a key that is there already",
                        () -> session.update("insert into contract_accounts (id, balance) values (1, 1)"));
                session.rollback();
                session.update("update contract_accounts set balance = 50 where id = 1");
                session.commit();
            }
            assertEquals(150, tables.sum());
        }
    }

    @Test
    default void session_closed_refusesWork() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            Session session = tables.database().session();
            session.query("select id from contract_accounts");
            session.close();
            session.close();
            assertTrue(session.isClosed());
            DatabaseException error = Contracts.fails(
                    ErrorCategory.REFUSED,
                    "a statement of a closed session",
                    () -> session.query("select id from contract_accounts"));
            assertTrue(error.getMessage().contains("closed"), error::getMessage);
            assertEquals(0, tables.database().stats().active());
        }
    }
}
