package dev.hawser.tests.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.SetupFailedException;
import dev.hawser.testkit.PostgresServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to say where a database is leads there. */
class UrlFormsIT {

    private static PostgresServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.started();
        server.execute("postgres", "create role app login password 'plain'", "create database \"postgres://x\"");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private DatabaseManager open(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(options)
                .open();
    }

    private DatabaseManager open(String url) {
        return open(DatabaseOptions.of("db").url(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://app:plain@%s/postgres",
                "postgres://app:plain@%s/postgres",
                "postgresql+psycopg2://app:plain@%s/postgres",
                "postgresql+asyncpg://app:plain@%s/postgres",
                "jdbc:postgresql://app:plain@%s/postgres",
                "jdbc:postgresql://%s/postgres?user=app&password=plain",
                "postgresql://app:plain@%s/postgres?sslmode=prefer",
                "POSTGRESQL://app:plain@%s/postgres"
            })
    void postgresqlUrl_ofEveryForm_connects(String url) {
        try (DatabaseManager manager = open(url.formatted(server.host()))) {
            assertThat(manager.sql().queryOne("select current_user::text", String.class))
                    .contains("app");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://x@y:1/z", "p@ss/w:rd?#[]&=+ %41", "ünï'\"\\"})
    void passwordOfEveryKind_arrivesAsItIs(String password) throws Exception {
        server.execute(
                "postgres",
                "drop role if exists odd",
                "create role odd login password '" + password.replace("'", "''") + "'");
        String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
        try (DatabaseManager manager = open("postgres://odd:" + encoded + "@" + server.host() + "/postgres")) {
            assertThat(manager.sql().queryOne("select current_user::text", String.class))
                    .contains("odd");
        }
        DatabaseOptions parts = DatabaseOptions.of("db")
                .url("postgres://" + server.host() + "/postgres")
                .user("odd")
                .password(password);
        try (DatabaseManager manager = open(parts)) {
            assertThat(manager.sql().queryOne("select current_user::text", String.class))
                    .contains("odd");
        }
    }

    @Test
    void databaseNamedLikeAUrl_isFound() {
        String encoded = URLEncoder.encode("postgres://x", StandardCharsets.UTF_8);
        try (DatabaseManager manager = open("postgres://app:plain@" + server.host() + "/" + encoded)) {
            assertThat(manager.sql().queryOne("select current_database()::text", String.class))
                    .contains("postgres://x");
        }
    }

    @Test
    void plainMap_isEnoughToConfigureADatabase() {
        Map<String, Object> options = Map.of(
                "type",
                "postgresql",
                "host",
                server.host().host(),
                "port",
                server.host().port(),
                "database",
                "postgres",
                "user",
                "app",
                "password",
                "plain",
                "pool_size",
                3,
                "maxOverflow",
                1);
        try (DatabaseManager manager = open(DatabaseOptions.of("db").setAll(options))) {
            assertThat(manager.sql().query("select 1")).hasSize(1);
            assertThat(manager.sql().stats().size()).isEqualTo(3);
            assertThat(manager.sql().stats().maxOverflow()).isEqualTo(1);
        }
    }

    @Test
    void legacyProperties_withoutPortAndUser_useTheEnginesDefaults() {
        Map<String, Object> legacy = new HashMap<>();
        legacy.put("server_type", "postgresql");
        legacy.put("server", "no-such-host.invalid");
        legacy.put("database", "orders");
        legacy.put("user", null);
        legacy.put("port", null);
        legacy.put("password", null);
        assertThatExceptionOfType(SetupFailedException.class)
                .isThrownBy(() -> DatabaseManager.fromLegacyProperties(legacy).close())
                .withMessageContaining("CONNECTION_REFUSED")
                .withMessageContaining("no-such-host.invalid:5432")
                .satisfies(error -> assertThat(error.getMessage()).doesNotContainIgnoringCase("null", "none"));
    }

    @Test
    void legacyProperties_withAConnectionString_useIt() {
        Map<String, Object> legacy = Map.of("connection_string", "postgres://app:plain@" + server.host() + "/postgres");
        try (DatabaseManager manager = DatabaseManager.fromLegacyProperties(legacy)) {
            assertThat(manager.database().engine()).isEqualTo("postgresql");
            assertThat(manager.sql().queryOne("select current_user::text", String.class))
                    .contains("app");
        }
    }

    @Test
    void sqliteUrl_ofEveryForm_opensItsFile() {
        Path file = directory.resolve("here.db").toAbsolutePath();
        try (DatabaseManager manager = open("sqlite:////" + file.toString().substring(1))) {
            manager.sql().update("create table here (x integer)");
        }
        for (String url : new String[] {"sqlite:///" + file, "jdbc:sqlite:" + file, "sqlite:" + file}) {
            try (DatabaseManager manager = open(url)) {
                assertThat(manager.sql().query("select * from here")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite::memory:", "sqlite:///:memory:", "sqlite://", "jdbc:sqlite::memory:"})
    void sqliteUrl_ofMemory_leavesNoFile_andIsNotShared(String url) throws IOException {
        try (DatabaseManager first = open(url);
                DatabaseManager second = open(url)) {
            SqlDatabase db = first.sql();
            db.update("create table here (x integer)");
            assertThat(db.query("select * from here")).isEmpty();
            second.sql().update("create table here (x integer)");
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}
