package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ConfigurationException;
import dev.hawser.error.DatabaseException;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenants of one PostgreSQL database, each in a schema of its own. */
class SchemaIsolationIT {

    private static final String PATH_OF_A = "\"tenant_a\", public";

    private final TestDatabase server = TestDatabases.postgres();

    @TempDir
    private Path directory;

    private DatabaseManager databases;
    private SqlDatabase a;
    private SqlDatabase b;

    @BeforeEach
    void open() {
        databases = open(tenant("a"), tenant("b"));
        a = databases.sql("a");
        b = databases.sql("b");
        a.update("create table things (name varchar(20))");
        b.update("create table things (name varchar(20))");
    }

    @AfterEach
    void close() {
        databases.close();
    }

    private DatabaseManager open(DatabaseOptions... options) {
        return DatabaseManager.builder(ConfigSources.in(directory).withDatabases(options))
                .open();
    }

    private DatabaseOptions tenant(String name) {
        return DatabaseOptions.of(name)
                .url(server.url())
                .poolSize(1)
                .set("pool.max-overflow", 0)
                .set("create-db", true)
                .set("schema", "tenant_" + name);
    }

    private static String searchPath(SqlDatabase db) {
        return db.queryOne("show search_path", String.class).orElseThrow();
    }

    @Test
    void schemas_areCreated_andKeepTheirTablesApart() {
        a.update("insert into things values ('of a')");
        assertThat(a.query("select name from things", String.class)).containsExactly("of a");
        assertThat(b.query("select name from things", String.class)).isEmpty();
        assertThat(b.query("select name from tenant_a.things", String.class))
                .as("isolation of names, not of rights")
                .containsExactly("of a");
        try (DatabaseManager again = open(tenant("a"))) {
            assertThat(again.sql("a").query("select name from things", String.class))
                    .as("a schema that is there is left as it is")
                    .containsExactly("of a");
        }
    }

    @Test
    void namesOfPublic_areStillFound() {
        a.update("create table public.shared (x int)");
        assertThat(a.query("select * from shared")).isEmpty();
        assertThat(b.query("select * from shared")).isEmpty();
    }

    @Test
    void searchPath_holdsAfterARollback_andAfterAnError() {
        try (Session session = a.session()) {
            session.update("insert into things values ('gone')");
            session.rollback();
            assertThat(session.queryOne("show search_path", String.class)).contains(PATH_OF_A);
        }
        assertThatExceptionOfType(DatabaseException.class).isThrownBy(() -> a.query("select * from missing"));
        assertThat(searchPath(a)).isEqualTo(PATH_OF_A);
        assertThat(a.query("select * from things")).isEmpty();
    }

    @Test
    void searchPath_thatSomebodyChanged_isWhatItWasForTheNextOne() throws SQLException {
        a.update("set search_path to tenant_b");
        assertThat(searchPath(a)).isEqualTo(PATH_OF_A);
        try (Session session = a.session()) {
            session.update("set search_path to tenant_b");
            session.commit();
        }
        assertThat(searchPath(a)).isEqualTo(PATH_OF_A);
        try (Connection connection = a.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path to tenant_b");
        }
        assertThat(searchPath(a)).isEqualTo(PATH_OF_A);
        try (Connection connection = a.connection()) {
            connection.setSchema("tenant_b");
        }
        assertThat(searchPath(a)).isEqualTo(PATH_OF_A);
    }

    @Test
    void transaction_commitsAndRollsBack_inItsSchemaOnly() {
        a.transaction(tx -> tx.update("insert into things values ('kept')"));
        assertThatThrownBy(() -> a.transaction(tx -> {
                    tx.update("insert into things values ('gone')");
                    throw new IllegalStateException("the caller's");
                }))
                .isExactlyInstanceOf(IllegalStateException.class);
        assertThat(a.query("select name from things", String.class)).containsExactly("kept");
        assertThat(b.query("select name from things", String.class)).isEmpty();
    }

    @Test
    void missingSchema_withoutCreateDb_isAnErrorThatNamesIt() {
        assertThatThrownBy(() -> open(tenant("c").set("create-db", false)).close())
                .hasMessageContaining("tenant_c");
        assertThatSchemaCIsMissing();
    }

    @Test
    void missingSchema_ofAReadonlyDatabase_isNotCreated() {
        assertThatThrownBy(() ->
                        open(tenant("c").set("create-db", false).readonly(true)).close())
                .hasMessageContaining("tenant_c");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> open(tenant("c").readonly(true)).close());
        assertThatSchemaCIsMissing();
    }

    private void assertThatSchemaCIsMissing() {
        assertThat(a.queryOne("select count(*) from pg_namespace where nspname = 'tenant_c'", Long.class))
                .contains(0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tenant", "1tenant", "tenant-a", "_tenant", "tenant a", "a\"; drop schema tenant_a --"})
    void schemaWithAnotherName_isRefusedBeforeAnythingIsSent(String name) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> open(tenant("a").set("schema", name)).close())
                .withMessageContaining("schema");
    }
}
