package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.Deadline;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.ServerProperty;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ServerTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static LeakCheck leaks;
    private static DatabaseManager databases;
    private static Server server;

    @BeforeAll
    static void start() throws IOException {
        leaks = LeakCheck.begin(Duration.ofSeconds(20));
        databases = manager(false);
        server = Server.start(databases, "127.0.0.1", 0);
    }

    @AfterAll
    static void stop() {
        server.close();
        databases.close();
        leaks.close();
    }

    /** {@code shop}, the default, works; {@code lost} is in a directory that does not exist. */
    private static DatabaseManager manager(boolean lostIsCritical) {
        return DatabaseManager.builder(
                        ConfigSources.in(directory).withServer(ServerProperty.LIMITS_REQUESTS_PER_SECOND, 0))
                .database(DatabaseOptions.of("shop")
                        .url("sqlite:///shop.db")
                        .set("default", true)
                        .set("database", directory.resolve("shop.db")))
                .database(DatabaseOptions.of("lost")
                        .url("sqlite:////")
                        .set("database", directory.resolve("nowhere/lost.db"))
                        .set("critical", lostIsCritical))
                .open();
    }

    private String bearer() {
        return "Bearer " + server.token().orElseThrow();
    }

    private record Answer(int status, HttpResponse<String> response) {

        JsonNode json() {
            return Json.MAPPER.readTree(response.body());
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    private Answer get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(server.url() + path)));
    }

    private Answer post(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(server.url() + path)).POST(BodyPublishers.noBody()));
    }

    private Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = CLIENT.send(
                request.header("Authorization", bearer())
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.ofString());
        return new Answer(response.statusCode(), response);
    }

    @Test
    void health_ofTheDefaultDatabase_hasTheDocumentedShape() throws Exception {
        Answer answer = get("/api/database/health");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("success", "data", "message");
        assertThat(answer.json().path("success").booleanValue()).isTrue();
        assertThat(answer.json().path("message").stringValue()).isEqualTo("Database health check completed");
        JsonNode data = answer.json().path("data");
        assertThat(data.propertyNames())
                .containsExactly(
                        "name",
                        "status",
                        "database_type",
                        "version",
                        "timestamp",
                        "age_ms",
                        "response_time_ms",
                        "error",
                        "pool_status",
                        "hosts",
                        "connection_count",
                        "backup");
        assertThat(data.path("backup").isNull()).as("none are configured").isTrue();
        assertThat(data.path("name").stringValue()).isEqualTo("shop");
        assertThat(data.path("status").stringValue()).isEqualTo("healthy");
        assertThat(data.path("database_type").stringValue()).isEqualTo("sqlite");
        assertThat(data.path("version").stringValue()).contains("SQLite");
        assertThat(Instant.parse(data.path("timestamp").stringValue())).isBeforeOrEqualTo(Instant.now());
        assertThat(data.path("response_time_ms").isFloatingPointNumber()).isTrue();
        assertThat(data.path("error").isNull()).isTrue();
        assertThat(data.path("pool_status").propertyNames())
                .containsExactly(
                        "pool_size",
                        "checked_in",
                        "checked_out",
                        "overflow",
                        "waiting",
                        "total_connections",
                        "invalid");
        assertThat(data.path("pool_status").path("pool_size").intValue()).isPositive();
        assertThat(data.path("hosts").get(0).propertyNames())
                .containsExactly("host", "role", "state", "lag_ms", "response_time_ms");
        assertThat(data.path("hosts").get(0).path("role").stringValue()).isEqualTo("primary");
        assertThat(data.path("hosts").get(0).path("state").stringValue()).isEqualTo("available");
    }

    @Test
    void health_again_repeatsTheAnswerWithItsAge_unlessForced() throws Exception {
        String first = get("/api/database/health?force=true")
                .json()
                .at("/data/timestamp")
                .stringValue();
        String again = get("/api/database/health").json().at("/data/timestamp").stringValue();
        String forced = get("/api/database/health?force=true")
                .json()
                .at("/data/timestamp")
                .stringValue();
        assertThat(again).isEqualTo(first);
        assertThat(Instant.parse(forced)).isAfter(Instant.parse(first));
    }

    @Test
    void health_ofADatabaseThatDoesNotWork_is503WithTheSameData() throws Exception {
        Answer answer = get("/api/databases/lost/health");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().path("success").booleanValue()).isFalse();
        assertThat(answer.json().path("error").stringValue()).isEqualTo("Database is unhealthy");
        assertThat(answer.json().path("message").stringValue()).contains("lost");
        assertThat(answer.json().path("category").stringValue()).isNotEmpty();
        assertThat(answer.json().path("retry_count").isIntegralNumber()).isTrue();
        assertThat(Instant.parse(answer.json().path("last_attempt").stringValue()))
                .isBefore(Instant.now());
        assertThat(answer.json().at("/data/status").stringValue()).isEqualTo("unhealthy");
        assertThat(answer.json().at("/data/name").stringValue()).isEqualTo("lost");
    }

    @Test
    void health_withAForceThatIsNoBoolean_is400() throws Exception {
        Answer answer = get("/api/database/health?force=maybe");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("message").stringValue()).isEqualTo("force: expected true or false");
    }

    @Test
    void everyRoute_existsForTheDefaultAndForEachName() throws Exception {
        for (String route : new String[] {"health", "info", "status", "metrics"}) {
            JsonNode byDefault = get("/api/database/" + route).json();
            JsonNode byName = get("/api/databases/shop/" + route).json();
            assertThat(byDefault.path("success").booleanValue()).as(route).isTrue();
            assertThat(byName.path("data").propertyNames())
                    .as(route)
                    .isEqualTo(byDefault.path("data").propertyNames());
        }
    }

    @Test
    void info_saysWhereTheDatabaseIs() throws Exception {
        JsonNode data = get("/api/database/info").json().path("data");
        assertThat(data.path("database_type").stringValue()).isEqualTo("sqlite");
        assertThat(data.path("database").stringValue()).endsWith("shop.db");
        assertThat(data.path("settings").path("pool.timeout").stringValue()).isNotEmpty();
    }

    @Test
    void status_ofADatabaseThatWasNotSetUp_saysWhy() throws Exception {
        Answer answer = get("/api/databases/lost/status");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode data = answer.json().path("data");
        assertThat(data.propertyNames()).containsExactly("health", "connection", "pool", "manager_status");
        assertThat(data.at("/health/status").stringValue()).isEqualTo("unhealthy");
        assertThat(data.at("/manager_status/initialized").booleanValue()).isFalse();
        assertThat(data.at("/manager_status/setup_error").stringValue()).contains("lost");
    }

    @Test
    void metrics_countTheStatementsThatRan() throws Exception {
        long before =
                get("/api/database/metrics").json().at("/data/total_queries").longValue();
        databases.sql("shop").query("select 1");
        JsonNode data = get("/api/database/metrics").json().path("data");
        assertThat(data.path("total_queries").longValue()).isEqualTo(before + 1);
        assertThat(data.propertyNames())
                .containsExactly(
                        "active_connections",
                        "idle_connections",
                        "total_connections",
                        "pool_size",
                        "max_overflow",
                        "waiting",
                        "connection_errors",
                        "total_queries",
                        "failed_queries",
                        "total_query_time",
                        "avg_query_time",
                        "p50_query_time",
                        "p95_query_time",
                        "p99_query_time",
                        "failure_rate",
                        "retry_attempts",
                        "failovers",
                        "timeouts",
                        "uptime_seconds");
    }

    @Test
    void metrics_ofADatabaseThatWasNotSetUp_areAProblemWithItsCategory() throws Exception {
        Answer answer = get("/api/databases/lost/metrics");
        assertThat(answer.status()).isGreaterThanOrEqualTo(500);
        assertThat(answer.json().propertyNames())
                .containsExactly("success", "error", "message", "category", "retry_count", "last_attempt");
        assertThat(answer.json().path("category").stringValue()).isNotEmpty();
    }

    @Test
    void reconnect_opensConnectionsAnew() throws Exception {
        databases.sql("shop").query("select 1");
        assertThat(databases.database("shop").stats().idle()).isPositive();
        Answer answer = post("/api/database/reconnect");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/data/reconnection_status").stringValue()).isEqualTo("completed");
        assertThat(answer.json().at("/data/health_after_reconnect/status").stringValue())
                .isEqualTo("healthy");
        assertThat(databases.database("shop").stats().idle()).isZero();
    }

    @Test
    void pause_holdsWorkBack_untilResume() throws Exception {
        Answer paused = post("/api/database/pause?timeout=1");
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.json().at("/data/cancelled").intValue()).isZero();
        FutureTask<Optional<Integer>> held =
                new FutureTask<>(() -> databases.sql("shop").queryOne("select 1", Integer.class));
        new Thread(held).start();
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        while (databases.sql("shop").stats().pending() == 0) {
            assertThat(deadline.expired()).as("it waits").isFalse();
            Thread.onSpinWait();
        }
        assertThat(post("/api/database/resume").status()).isEqualTo(200);
        assertThat(held.get(20, TimeUnit.SECONDS)).contains(1);
    }

    @Test
    void pause_withATimeoutThatIsNone_is400() throws Exception {
        for (String timeout : List.of("soon", "-1", "61", "NaN", "")) {
            assertThat(post("/api/database/pause?timeout=" + timeout).status())
                    .as(timeout)
                    .isEqualTo(400);
        }
    }

    @Test
    void reconnect_ofADatabaseThatDoesNotWork_is503() throws Exception {
        Answer answer = post("/api/databases/lost/reconnect");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().at("/data/reconnection_status").stringValue()).isEqualTo("failed");
    }

    @Test
    void databases_listsThemWithTheDefaultAndWhatFailed() throws Exception {
        JsonNode data = get("/api/databases").json().path("data");
        assertThat(data.path("total_configured").intValue()).isEqualTo(2);
        assertThat(data.path("successful_setups").intValue()).isEqualTo(1);
        assertThat(data.path("failed_setups").intValue()).isEqualTo(1);
        assertThat(data.at("/databases/0/name").stringValue()).isEqualTo("shop");
        assertThat(data.at("/databases/0/is_default").booleanValue()).isTrue();
        assertThat(data.at("/databases/0/available").booleanValue()).isTrue();
        assertThat(data.at("/databases/1/name").stringValue()).isEqualTo("lost");
        assertThat(data.at("/databases/1/available").booleanValue()).isFalse();
    }

    @Test
    void probes_haveNoDetail() throws Exception {
        assertThat(get("/health/live").response().body()).isEqualTo("{\"status\":\"alive\"}");
        Answer ready = get("/health/ready");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.response().body()).isEqualTo("{\"status\":\"ready\"}");
    }

    @Test
    void ready_withACriticalDatabaseThatDoesNotWork_is503() throws Exception {
        try (DatabaseManager critical = manager(true);
                Server other = Server.start(critical, "127.0.0.1", 0)) {
            Answer ready = send(HttpRequest.newBuilder(URI.create(other.url() + "/health/ready")));
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.response().body()).isEqualTo("{\"status\":\"not ready\"}");
            assertThat(send(HttpRequest.newBuilder(URI.create(other.url() + "/health/live")))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void serverOverDatabasesThatAreDown_isThereAllTheSame() throws Exception {
        try (DatabaseManager down = DatabaseManager.builder(ConfigSources.in(directory))
                        .database(DatabaseOptions.of("lost")
                                .url("sqlite:////")
                                .set("database", directory.resolve("nowhere/lost.db")))
                        .inBackground()
                        .open();
                Server other = Server.start(down, "127.0.0.1", 0)) {
            assertThat(send(HttpRequest.newBuilder(URI.create(other.url() + "/health/live")))
                            .status())
                    .isEqualTo(200);
            assertThat(send(HttpRequest.newBuilder(URI.create(other.url() + "/health/ready")))
                            .status())
                    .isEqualTo(503);
        }
    }

    @Test
    void unknownDatabase_is404ThatListsTheNames() throws Exception {
        Answer answer = get("/api/databases/orders/health");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("error").stringValue()).isEqualTo("Unknown database");
        assertThat(answer.json().path("message").stringValue()).contains("orders", "shop", "lost");
    }

    @Test
    void unknownRoute_is404InJson() throws Exception {
        Answer answer = get("/api/nothing");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("success").booleanValue()).isFalse();
        assertThat(answer.json().path("error").stringValue()).isEqualTo("Not Found");
    }

    @Test
    void head_answersAsGetDoes_withoutABody() throws Exception {
        for (String path :
                new String[] {"/health/live", "/health/ready", "/api/database/health", "/api/databases/nope/health"}) {
            HttpResponse<String> head = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.url() + path))
                                    .header("Authorization", bearer())
                                    .method("HEAD", BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(head.statusCode()).as(path).isEqualTo(get(path).status());
            assertThat(head.body()).isEmpty();
        }
        assertThat(get("/api/databases/nope/health").status()).isEqualTo(404);
    }

    @Test
    void wrongMethod_is405ThatNamesTheRightOne() throws Exception {
        Answer answer = post("/api/database/health");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET");
        assertThat(answer.json().path("success").booleanValue()).isFalse();
        assertThat(get("/api/database/reconnect").status()).isEqualTo(405);
    }

    @Test
    void everyAnswer_hasTheHeadersThatKeepItToItself_andNoVersion() throws Exception {
        for (String path : new String[] {"/health/live", "/api/database/health", "/api/nothing"}) {
            Answer answer = get(path);
            assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(answer.header("Cache-Control")).as(path).isEqualTo("no-store");
            assertThat(answer.header("Content-Security-Policy")).as(path).startsWith("default-src 'none'");
            assertThat(answer.header("Server")).as(path).isEmpty();
            assertThat(answer.header("Set-Cookie")).as(path).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1:8080", "[::1]", "[::1]:8080", "LOCALHOST:1"})
    void hostHeader_ofThisMachine_isAccepted(String host) throws Exception {
        assertThat(RawHttp.get(server.port(), "/health/live", "Host: " + host)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"attacker.example", "localhost.attacker.example:8080", "127.0.0.1.attacker.example"})
    void hostHeader_ofAnotherName_isRefused(String host) throws Exception {
        String answer = RawHttp.get(server.port(), "/api/database/info", "Host: " + host);
        assertThat(answer)
                .startsWith("HTTP/1.1 421")
                .contains("\"success\":false")
                .doesNotContain("shop.db");
    }

    @Test
    void request_ofAnotherSite_isRefused() throws Exception {
        String answer =
                RawHttp.get(server.port(), "/api/database/info", "Host: localhost", "Origin: https://attacker.example");
        assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("shop.db");
        assertThat(RawHttp.get(server.port(), "/health/live", "Host: localhost", "Origin: http://localhost:3000"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void malformedRequest_isAnsweredInJson_withoutTheServersName() throws Exception {
        String answer = RawHttp.get(server.port(), "/%zz", "Host: localhost");
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("\"success\":false")
                .doesNotContainIgnoringCase("jetty");
    }

    @Test
    void portInUse_isAnErrorThatNamesIt() {
        assertThatThrownBy(() -> Server.start(databases, "127.0.0.1", server.port()))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("port " + server.port());
    }

    @Test
    void closing_again_hasNoEffect() throws IOException {
        Server other = Server.start(databases, "127.0.0.1", 0);
        other.close();
        other.close();
    }
}
