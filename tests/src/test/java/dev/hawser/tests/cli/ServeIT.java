package dev.hawser.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Deadline;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.tests.cli.HawserProcess.Result;
import dev.hawser.tests.cli.Http.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A served process over a real PostgreSQL server. */
class ServeIT {

    /** What a process that SIGTERM ended in order exits with: 128 and the number of the signal. */
    private static final int TERMINATED = 143;

    @TempDir
    static Path directory;

    private static PostgresServer server;
    private static HawserProcess process;
    private static Http http;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.started();
        try (Connection notes = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("notes.db"));
                Statement statement = notes.createStatement()) {
            statement.execute("create table notes (id integer primary key, text text)");
        }
        Files.writeString(directory.resolve("hawser.yaml"), """
                databases:
                  shop: {url: "%s", default: true}
                  notes: {url: "sqlite:///notes.db", backups: {to: backups, schedule: 1d}}
                """.formatted(server.url("postgres")));
        process = HawserProcess.start(directory, Map.of(), List.of(), "serve", "--port", "0");
        http = process.http();
        http.awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        process.close();
        server.close();
    }

    @Test
    void health_hasTheDocumentedShape_withRealNumbers() throws Exception {
        Answer answer = http.get("/api/database/health?force=true");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("success").booleanValue()).isTrue();
        JsonNode data = answer.json().path("data");
        assertThat(data.path("name").stringValue()).isEqualTo("shop");
        assertThat(data.path("status").stringValue()).isEqualTo("healthy");
        assertThat(data.path("database_type").stringValue()).isEqualTo("postgresql");
        assertThat(data.path("version").stringValue()).startsWith("PostgreSQL ");
        assertThat(data.path("response_time_ms").doubleValue()).isPositive();
        assertThat(data.path("connection_count").intValue()).isPositive();
        assertThat(data.at("/hosts/0/host").stringValue())
                .isEqualTo(server.host().toString());
    }

    @Test
    void info_andStatus_neverShowThePassword() throws Exception {
        for (String route : List.of("/api/database/info", "/api/database/status", "/api/databases")) {
            Answer answer = http.get(route);
            assertThat(answer.status()).as(route).isEqualTo(200);
            assertThat(answer.body())
                    .as(route)
                    .doesNotContain(server.password())
                    .doesNotContain("%");
        }
        assertThat(http.get("/api/database/info").json().at("/data/user").stringValue())
                .isEqualTo("postgres");
    }

    @Test
    void scheduledBackup_ofADatabaseThatHasNone_isTakenAtOnce_verified_andTold() throws Exception {
        Deadline deadline = Deadline.in(Duration.ofSeconds(60));
        JsonNode backups;
        do {
            assertThat(deadline.expired()).as("a verified backup is there").isFalse();
            backups = http.get("/api/databases/notes/backups").json().path("data");
        } while (backups.at("/backups/0/verified_at").isMissingNode()
                || backups.at("/backups/0/verified_at").isNull());

        assertThat(backups.path("schedule").stringValue()).isEqualTo("1d");
        assertThat(backups.path("too_old").booleanValue()).isFalse();
        assertThat(backups.at("/backups/0/problem").isNull()).isTrue();
        Path catalogue = directory.resolve("backups").resolve("notes");
        assertThat(catalogue.resolve(backups.at("/backups/0/id").stringValue() + ".hawser"))
                .isNotEmptyFile();
        assertThat(Instant.parse(backups.path("next_at").stringValue()))
                .isAfter(Instant.now().plus(Duration.ofHours(23)));
    }

    @Test
    void everyDatabase_hasItsOwnRoutes() throws Exception {
        assertThat(http.get("/api/databases/notes/health")
                        .json()
                        .at("/data/database_type")
                        .stringValue())
                .isEqualTo("sqlite");
        assertThat(http.get("/api/databases/nowhere/health").status()).isEqualTo(404);
    }

    @Test
    void wrongRequests_areAnsweredInJson() throws Exception {
        assertThat(http.get("/nothing").status()).isEqualTo(404);
        assertThat(http.get("/nothing").json().path("success").booleanValue()).isFalse();
        assertThat(http.post("/api/database/health").status()).isEqualTo(405);
        assertThat(http.statusLineFor("/health/live", "attacker.example")).contains(" 421 ");
        assertThat(http.statusLineFor("/health/live", "localhost")).contains(" 200 ");
    }

    @Test
    void reconnect_closesWhatWasOpen() throws Exception {
        Answer answer = http.post("/api/database/reconnect");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/data/reconnection_status").stringValue()).isEqualTo("completed");
    }

    @Test
    void stoppedServer_is503_andNotReady_butAlive_untilItIsBack() throws Exception {
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
        server.stop();
        try {
            Answer health = http.get("/api/database/health?force=true");
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.json().path("category").stringValue()).isEqualTo("connection_refused");
            assertThat(health.json().at("/data/status").stringValue()).isEqualTo("unhealthy");
            assertThat(health.json().at("/data/hosts/0/state").stringValue()).isEqualTo("down");
            assertThat(http.get("/health/ready").status()).isEqualTo(503);
            assertThat(http.get("/health/live").status()).isEqualTo(200);
            assertThat(http.post("/api/database/reconnect").status()).isEqualTo(503);
        } finally {
            server.start();
        }
        assertThat(http.post("/api/database/reconnect").status()).isEqualTo(200);
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void frozenServer_doesNotHoldUpOthers() throws Exception {
        server.pause();
        try {
            assertThat(http.get("/api/database/health?force=true").status()).isEqualTo(503);
            assertThat(http.get("/health/live").status()).isEqualTo(200);
            assertThat(http.get("/api/databases/notes/health?force=true").status())
                    .isEqualTo(200);
        } finally {
            server.resume();
        }
        assertThat(http.post("/api/database/reconnect").status()).isEqualTo(200);
    }

    @Test
    void portInUse_exits1_andNamesIt() throws Exception {
        String port = http.port();
        Result result = HawserProcess.run(directory, Map.of(), "serve", "--port", port);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).startsWith("hawser: port " + port);
    }

    @Test
    void sigterm_endsItInOrder(@TempDir Path other) throws Exception {
        try (HawserProcess serving = HawserProcess.start(other, Map.of(), List.of(), "serve", "--port", "0")) {
            serving.http().awaitReady();
            Result result = serving.terminate();
            assertThat(result.exitCode()).isEqualTo(TERMINATED);
            assertThat(result.out().lines()).hasSize(1).first().asString().startsWith("open http://");
            assertThat(result.err().lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("serving default on http://")
                    .doesNotContain("token");
        }
    }
}
