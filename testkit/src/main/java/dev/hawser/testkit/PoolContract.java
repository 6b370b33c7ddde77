package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.Deadline;
import dev.hawser.HealthStatus;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** Connections are bounded, come back as they were, are replaced when they break, and are gone when the manager is closed. */
public interface PoolContract {

    /** What is under test. */
    SqlEngineUnderTest subject();

    private DatabaseOptions small() {
        int size = Math.min(2, subject().mostConnections());
        return subject().options().poolSize(size).set("pool.max-overflow", 0);
    }

    @Test
    default void pool_exhausted_saysWhoHolds_andGoesOn() {
        try (ContractTables tables = ContractTables.accounts(subject(), small())) {
            SqlDatabase db = tables.database().withLabel("the contract's holder");
            Deque<Session> sessions = new ArrayDeque<>();
            DatabaseException exhausted = Contracts.fails(
                    ErrorCategory.POOL_EXHAUSTED, "one session more than there may be connections", () -> {
                        while (sessions.size() <= 2) {
                            // Who is given up on waits for a moment only, and who is let in for as long as it takes to
                            // connect.
                            db.withDeadline(Deadline.in(Duration.ofMillis(300)))
                                    .session()
                                    .close();
                            sessions.push(db.session());
                            sessions.element().query("select id from contract_accounts");
                        }
                    });
            assertTrue(
                    exhausted.getMessage().contains("the contract's holder"),
                    () -> "the message must name the holders: " + exhausted.getMessage());
            assertTrue(
                    db.health(true).status() != HealthStatus.UNHEALTHY,
                    "health must have a connection of its own, and not need the pool's");
            sessions.forEach(Session::close);
            assertEquals(200, tables.sum());
            assertEquals(0, db.stats().active());
            assertTrue(db.stats().total() <= 2, () -> "connections beyond the bound: " + db.stats());
        }
    }

    @Test
    default void pool_largerThanTheEngineTakes_isRefused() {
        int most = subject().mostConnections();
        if (most == Integer.MAX_VALUE) {
            assertEquals(
                    1_000,
                    Contracts.config(subject(), subject().options().poolSize(1_000))
                            .pool()
                            .size());
            return;
        }
        String why = "takes " + most + " connections (EngineUnderTest.mostConnections())";
        Contracts.refused(subject(), subject().options().poolSize(most + 1), "pool.size", why);
        Contracts.refused(
                subject(), subject().options().poolSize(most).set("pool.max-overflow", 1), "pool.max-overflow", why);
    }

    @Test
    default void connection_givenBack_isAsItWas() throws SQLException {
        try (ContractTables tables = ContractTables.accounts(subject(), small().poolSize(1))) {
            int usual;
            try (Connection connection = tables.database().connection()) {
                usual = connection.getTransactionIsolation();
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate("update contract_accounts set balance = 0");
                }
            }
            try (Connection connection = tables.database().connection()) {
                assertTrue(connection.getAutoCommit(), "auto-commit must be restored: EngineConnection.reset()");
                assertEquals(usual, connection.getTransactionIsolation(), "the isolation must be restored");
            }
            assertEquals(200, tables.sum(), "what was not committed must be rolled back");
        }
    }

    @Test
    default void connections_cutByTheNetwork_areReplaced() throws IOException {
        if (subject().engine().embedded()) {
            reconnect_databaseInUse_disturbsNothing();
            return;
        }
        try (TcpProxy proxy = TcpProxy.to(Contracts.server(subject()));
                ContractTables tables = ContractTables.accounts(subject(), Contracts.at(proxy.host(), small()))) {
            for (int i = 0; i < 3; i++) {
                proxy.cut();
                assertEquals(200, tables.sum(), "a read after all connections were cut must be served by new ones");
            }
            try (Session session = tables.database().session()) {
                session.update("update contract_accounts set balance = 0");
                proxy.cut();
                Contracts.fails(
                        ErrorCategory.CONNECTION_LOST,
                        "a statement of a session whose connection was cut",
                        () -> session.update("update contract_accounts set balance = 1"));
            }
            assertEquals(200, tables.sum());
        }
    }

    @Test
    default void connection_silentInTheMiddle_isGivenUp() throws IOException {
        if (subject().engine().embedded()) {
            reconnect_databaseInUse_disturbsNothing();
            return;
        }
        ContractTables.accounts(subject()).close(); // to make tables may take longer than the limit
        try (TcpProxy proxy = TcpProxy.to(Contracts.server(subject()));
                ContractTables tables = ContractTables.open(
                        subject(),
                        // Without TLS: to close an encrypted socket the JDK waits once more for an answer.
                        Contracts.at(proxy.host(), small())
                                .set("ssl.mode", "disable")
                                .set("statement-timeout", Duration.ofSeconds(1)));
                Session session = tables.database().session()) {
            session.query("select id from contract_accounts");
            proxy.silence();
            Duration took = Contracts.time(() -> Contracts.fails(
                    "a statement whose answer never comes", () -> session.query("select id from contract_accounts")));
            assertTrue(
                    took.compareTo(Contracts.SOON) < 0,
                    () ->
                            "a statement whose answer never comes must be given up soon after statement-timeout, and took "
                                    + took + ": let the driver limit how long it reads");
        }
    }

    @Test
    default void reconnect_databaseInUse_disturbsNothing() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            try (Session session = tables.database().session()) {
                session.update("update contract_accounts set balance = 1");
                assertEquals(HealthStatus.HEALTHY, tables.database().reconnect().status());
                session.update("update contract_accounts set balance = 2 where id = 2");
                session.commit();
            }
            assertEquals(3, tables.sum());
        }
    }

    @Test
    default void manager_openedAndClosedManyTimes_leavesNothing() {
        try (LeakCheck check = LeakCheck.begin(Contracts.SOON)) {
            for (int i = 0; i < 5; i++) {
                try (ContractTables tables = ContractTables.accounts(subject());
                        Session left = tables.database().session()) {
                    left.query("select id from contract_accounts");
                }
            }
        }
    }
}
