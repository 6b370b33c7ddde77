package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthIT {

    private static PostgresServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException {
        server = PostgresServer.started();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private DatabaseManager open(DatabaseOptions... options) {
        return DatabaseManager.builder(ConfigSources.in(directory).withDatabases(options))
                .open();
    }

    private DatabaseOptions shop() {
        return DatabaseOptions.of("shop").url(server.url("postgres"));
    }

    private DatabaseOptions notes() {
        return DatabaseOptions.of("notes").url("sqlite:///" + directory.resolve("notes.db"));
    }

    @Test
    void health_ofEachDatabase_isAskedForByName() {
        try (DatabaseManager manager = open(shop(), notes())) {
            assertThat(manager.health()).containsOnlyKeys("shop", "notes");
            assertThat(manager.health().values()).allSatisfy(health -> {
                assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
                assertThat(health.error()).isNull();
                assertThat(health.category()).isNull();
                assertThat(health.responseTime()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(10));
                assertThat(health.timestamp()).isBetween(Instant.now().minusSeconds(60), Instant.now());
                assertThat(health.pool().overflow()).isZero();
            });
            assertThat(manager.health("notes").database()).isEqualTo("notes");
            assertThat(manager.health("notes").engine()).isEqualTo("sqlite");
        }
    }

    @Test
    void health_withAWrongPassword_isUnhealthy_andSaysWhy() {
        try (DatabaseManager manager = open(notes(), shop().password("c4nary"))) {
            Health health = manager.health("shop", true);
            assertThat(health.status()).isEqualTo(HealthStatus.UNHEALTHY);
            assertThat(health.category()).isEqualTo(ErrorCategory.AUTHENTICATION);
            assertThat(health.error()).contains(server.host().toString()).doesNotContain("c4nary");
            assertThat(health.version()).isNull();
            assertThat(health.connectionCount()).isNull();
        }
    }

    @Test
    void health_withoutItsDatabase_isUnhealthy_andDoesNotCreateIt() throws Exception {
        try (DatabaseManager manager =
                open(DatabaseOptions.of("shop").url(server.url("vanishing")).set("create-db", true))) {
            assertThat(manager.health("shop", true).status()).isEqualTo(HealthStatus.HEALTHY);
            server.execute("postgres", "drop database vanishing with (force)");
            Health health = manager.health("shop", true);
            assertThat(health.status()).isEqualTo(HealthStatus.UNHEALTHY);
            assertThat(health.category()).isEqualTo(ErrorCategory.NO_SUCH_DATABASE);
            assertThat(server.single("postgres", "select count(*) from pg_database where datname = 'vanishing'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void health_ofAStoppedServer_isUnhealthyWithoutRetries_andHealthyWhenItIsBack() throws Exception {
        try (DatabaseManager manager = open(shop())) {
            server.stop();
            try {
                long startedAt = System.nanoTime();
                Health health = manager.health("shop", true);
                assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
                        .isLessThan(Duration.ofSeconds(7)); // which retries would take
                assertThat(health.status()).isEqualTo(HealthStatus.UNHEALTHY);
                assertThat(health.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
                assertThat(manager.health("shop").status())
                        .as("a repeated answer is the last real one")
                        .isEqualTo(HealthStatus.UNHEALTHY);
                assertThat(manager.sql("shop").metrics().retryAttempts()).isZero();
            } finally {
                server.start();
            }
            Health back = manager.health("shop", true);
            assertThat(back.status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(back.error()).isNull();
        }
    }

    @Test
    void health_ofAFrozenServer_answersWithinItsDeadline() throws Exception {
        try (DatabaseManager manager = open(shop().set("health.timeout", "300ms"))) {
            server.pause();
            try {
                long startedAt = System.nanoTime();
                Health health = manager.health("shop", true);
                assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(8));
                assertThat(health.status()).isEqualTo(HealthStatus.UNHEALTHY);
                assertThat(health.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
            } finally {
                server.resume();
            }
        }
    }

    @Test
    void health_whoseQuestionFails_leavesNoConnectionBehind() throws Exception {
        String database = server.createDatabase();
        server.execute(
                "postgres",
                "create role watcher login password 'w' connection limit 8",
                "grant connect on database " + database + " to watcher");
        server.execute(
                database,
                "revoke execute on function current_setting(text) from public"); // the version is read with it
        DatabaseOptions options =
                DatabaseOptions.of("shop").url("postgresql://watcher:w@" + server.host() + "/" + database);
        try (DatabaseManager manager = open(notes(), options)) {
            for (int i = 0; i < 40; i++) {
                assertThat(manager.health("shop", true).category())
                        .as("the limit of connections is not reached")
                        .isEqualTo(ErrorCategory.PERMISSION);
            }
        }
    }
}
