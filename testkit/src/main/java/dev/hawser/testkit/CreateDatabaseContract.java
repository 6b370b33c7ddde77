package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hawser.ScratchDatabase;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Capability;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code create-db}, {@code schema} and {@code extensions} ask for is there when the database is opened, or they are refused. */
public interface CreateDatabaseContract {

    /** What is under test. */
    SqlEngineUnderTest subject();

    @Test
    default void createDb_databaseMissing_isMadeOnceAndKept() {
        if (!Contracts.claims(subject(), Capability.CREATE_DATABASE)) {
            Contracts.refused(
                    subject(), subject().options().set("create-db", true), "create-db", "cannot create databases");
            return;
        }
        DatabaseOptions created = subject().newDatabase().set("create-db", true);
        try (ContractTables first = ContractTables.accounts(subject(), created)) {
            assertEquals(200, first.sum());
        }
        try (ContractTables again = ContractTables.open(subject(), created)) {
            assertEquals(200, again.sum(), "a database that is there must be left as it is");
        }
    }

    @Test
    default void scratchDatabase_isEmpty_andDroppedAtItsEnd() {
        if (!Contracts.claims(subject(), Capability.CREATE_DATABASE)) {
            return; // nothing can be made
        }
        String made;
        DatabaseConfig original = Contracts.config(subject(), subject().options());
        try (ScratchDatabase scratch =
                ScratchDatabase.like(original, List.of(subject().engine()))) {
            made = scratch.config().database();
            scratch.sql()
                    .update("create table contract_scratch (id " + subject().type(ColumnType.INTEGER) + ")");
            scratch.sql().update("insert into contract_scratch values (1)");
            assertEquals(
                    1,
                    scratch.sql()
                            .queryOne("select count(*) from contract_scratch", Integer.class)
                            .orElseThrow());
        }
        Contracts.fails(
                "opening a scratch database after its end",
                () -> ContractTables.open(subject(), subject().options().set("database", made))
                        .close());
    }

    @Test
    default void drop_databaseThatIsNoScratchDatabase_isRefused() throws Exception {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            DatabaseConfig config = Contracts.config(subject(), subject().options());
            ConnectionFactory factory = subject().engine().connectionFactory(config);
            try {
                Contracts.fails(
                        ErrorCategory.REFUSED,
                        "dropping a database that is no scratch database",
                        () -> factory.drop(
                                new Credentials(config.user(), config.password(), 0), Duration.ofSeconds(10)));
            } finally {
                factory.close();
            }
            assertEquals(200, tables.sum());
        }
    }

    @Test
    default void createDb_readonly_isRefused() {
        Contracts.refused(
                subject(),
                subject().options().set("create-db", true).set("readonly", true),
                "create-db",
                "never creates what must not be written");
    }

    @Test
    default void schema_configured_holdsWhatIsMade() {
        if (!Contracts.claims(subject(), Capability.SCHEMAS)) {
            Contracts.refused(
                    subject(), subject().options().set("schema", "tenant"), "schema", "does not claim SCHEMAS");
            return;
        }
        DatabaseOptions created = subject().newDatabase().set("create-db", true);
        try (ContractTables tenant = ContractTables.accounts(subject(), created.set("schema", "contract_tenant"));
                ContractTables other = ContractTables.accounts(subject(), created.set("schema", "contract_other"))) {
            tenant.database().update("update contract_accounts set balance = 1");
            assertEquals(2, tenant.sum());
            assertEquals(200, other.sum(), "two schemas must not share a table");
        }
    }

    @Test
    default void extensions_configured_areThere() {
        if (!Contracts.claims(subject(), Capability.EXTENSIONS)) {
            Contracts.refused(
                    subject(),
                    subject().options().set("extensions", List.of("anything")),
                    "extensions",
                    "does not claim EXTENSIONS");
            return;
        }
        DatabaseOptions created = subject()
                .newDatabase()
                .set("create-db", true)
                .set("extensions", List.of(subject().extension()));
        try (ContractTables tables = ContractTables.open(subject(), created)) {
            assertEquals(1, tables.number(subject().extensionQuery()));
        }
    }
}
