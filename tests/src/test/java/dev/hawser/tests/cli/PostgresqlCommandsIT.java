package dev.hawser.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Deadline;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.tests.cli.HawserProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The packaged jar over a real PostgreSQL server. */
class PostgresqlCommandsIT {

    private static final String CANARY = "c4nary-b1rd";

    private static PostgresServer server;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.started();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private Result run(String... arguments) throws Exception {
        Result result = HawserProcess.run(directory, Map.of("DATABASE_URL", server.url("postgres")), arguments);
        assertThat(result.everything()).doesNotContain(server.password()).doesNotContain("\tat ");
        return result;
    }

    @Test
    void query_printsTheRow() throws Exception {
        Result result = run("query", "select version()", "--json");
        assertThat(result.exitCode()).as(result.everything()).isZero();
        assertThat(result.err()).isEmpty();
        JsonNode rows = Http.JSON.readTree(result.out()).path("rows");
        assertThat(rows.size()).isEqualTo(1);
        assertThat(rows.get(0).path("version").stringValue()).startsWith("PostgreSQL ");
    }

    @Test
    void query_takesParametersByName_andPrintsWhatJsonHasNot() throws Exception {
        Result result = run(
                "query",
                "select :n + 1 as n, :t::text as t, :t = any (array['a', 'b']) as b, array[1, 2] as l, date '2026-01-15' as d",
                "--param",
                "n=41",
                "--param",
                "t=a",
                "--json");
        assertThat(result.exitCode()).as(result.everything()).isZero();
        assertThat(Http.JSON.readTree(result.out()).path("rows").get(0).toString())
                .isEqualTo("{\"n\":42,\"t\":\"a\",\"b\":true,\"l\":[1,2],\"d\":\"2026-01-15\"}");
    }

    @Test
    void query_thatWritesAndReturns_isCommitted() throws Exception {
        run("query", "create table t (id bigint generated always as identity, name text)");
        Result inserted =
                run("query", "insert into t (name) values (:name) returning id", "--param", "name=Zak", "--json");
        assertThat(Http.JSON
                        .readTree(inserted.out())
                        .path("rows")
                        .get(0)
                        .path("id")
                        .intValue())
                .isEqualTo(1);
        assertThat(server.single("postgres", "select count(*) from t")).isEqualTo("1");
    }

    @Test
    void health_ofAWorkingServer_exits0_withRealNumbers() throws Exception {
        Result result = run("health", "--json");
        assertThat(result.exitCode()).as(result.everything()).isZero();
        JsonNode health = Http.JSON.readTree(result.out());
        assertThat(health.path("status").stringValue()).isEqualTo("healthy");
        assertThat(health.path("version").stringValue()).startsWith("PostgreSQL ");
        assertThat(health.path("connection_count").intValue()).isPositive();
        assertThat(health.path("hosts").get(0).path("host").stringValue())
                .isEqualTo(server.host().toString());
    }

    @Test
    void wrongPassword_exits1_withItsCategoryAndAdvice() throws Exception {
        Result result = HawserProcess.run(
                directory,
                Map.of("DATABASE_URL", "postgresql://postgres:" + CANARY + "@" + server.host() + "/postgres"),
                "query",
                "select 1");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).startsWith("hawser: default: ").contains("AUTHENTICATION", "advice: ");
        assertThat(result.everything()).doesNotContain(CANARY).doesNotContain("\tat ");
    }

    @Test
    void missingDatabase_exits1_withItsCategoryAndAdvice() throws Exception {
        Result result =
                HawserProcess.run(directory, Map.of("DATABASE_URL", server.url("nowhere")), "query", "select 1");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).startsWith("hawser: default: ").contains("NO_SUCH_DATABASE", "nowhere", "advice: ");
        assertThat(result.everything()).doesNotContain(server.password()).doesNotContain("\tat ");
    }

    @Test
    void stoppedServer_exits1_withinItsDeadline_andIsUnhealthy() throws Exception {
        try (PostgresServer stopped = PostgresServer.started()) {
            stopped.stop();
            Map<String, String> environment = Map.of("DATABASE_URL", stopped.url("postgres"));
            long startedAt = System.nanoTime();
            Result result = HawserProcess.run(directory, environment, "query", "select version()", "--json");
            assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(30));
            assertThat(result.exitCode()).isEqualTo(1);
            JsonNode error = Http.JSON.readTree(result.out());
            assertThat(error.path("error").stringValue()).isEqualTo("CONNECTION_REFUSED");
            assertThat(error.path("advice").stringValue()).isNotEmpty();
            assertThat(result.everything()).doesNotContain(stopped.password());

            Result health = HawserProcess.run(directory, environment, "health", "--json");
            assertThat(health.exitCode()).isEqualTo(3);
            assertThat(Http.JSON.readTree(health.out()).path("status").stringValue())
                    .isEqualTo("unhealthy");
        }
    }

    @Test
    void migrate_toldToStopInAStatement_cutsItThere_leavesTheDatabaseAsItWas_andTheNextRunGoesOn() throws Exception {
        Path scripts = Files.createDirectories(directory.resolve("db").resolve("migration"));
        Files.writeString(scripts.resolve("V1__tables.sql"), "create table dishes (id integer primary key);");
        Path slow = scripts.resolve("V2__slow.sql");
        Files.writeString(slow, "create table guests (id integer); select pg_sleep(600);");
        Map<String, String> environment = Map.of("DATABASE_URL", server.url("postgres"));
        try (HawserProcess process = HawserProcess.start(directory, environment, List.of(), "migrate", "up", "--yes")) {
            awaitSleeping(true);
            Result stopped = process.terminate();
            assertThat(stopped.exitCode()).as(stopped.everything()).isEqualTo(128 + 15);
            assertThat(stopped.out()).contains("applied 1");
            assertThat(stopped.err()).contains("V2__slow.sql").doesNotContain("\tat ");
        }
        awaitSleeping(false);
        assertThat(server.single("postgres", "select concat(to_regclass('dishes'), ' ', to_regclass('guests'))"))
                .isEqualTo("dishes ");

        Files.writeString(slow, "create table guests (id integer);");
        Result next = run("migrate", "up", "--yes");
        assertThat(next.exitCode()).as(next.everything()).isZero();
        assertThat(next.out()).contains("applied 2").doesNotContain("applied 1 ");
    }

    /** Waits until a statement sleeps in the server, or none does any more. */
    private static void awaitSleeping(boolean expected) throws Exception {
        String sleeping = "select exists (select from pg_stat_activity where query like '%pg_sleep(600)%'"
                + " and state = 'active' and pid <> pg_backend_pid())";
        Deadline deadline = Deadline.in(Duration.ofSeconds(60));
        while (!server.single("postgres", sleeping).equals(expected ? "t" : "f")) {
            assertThat(deadline.expired()).as("a statement sleeps: " + expected).isFalse();
        }
    }
}
