package dev.hawser.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.testkit.mongodb.MongodbReplicaSet;
import dev.hawser.tests.cli.HawserProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The packaged jar, its commands and its server, over a set of MongoDB's double. */
class MongodbCommandsIT {

    @TempDir
    static Path directory;

    private static MongodbReplicaSet set;

    @BeforeAll
    static void start() throws Exception {
        set = MongodbReplicaSet.start(3);
        set.create("shop");
        Path secret = Files.writeString(directory.resolve("secret"), MongodbReplicaSet.PASSWORD);
        Files.writeString(
                directory.resolve("hawser.yaml"), """
                databases:
                  shop:
                    url: "%s"
                    user: "%s"
                    password: ${file:%s}
                    ssl: {mode: disable}
                """.formatted(set.url("shop"), MongodbReplicaSet.USER, secret));
    }

    @AfterAll
    static void stop() {
        set.close();
    }

    private Result run(String... arguments) throws Exception {
        Result result = HawserProcess.run(directory, Map.of(), arguments);
        assertThat(result.everything())
                .doesNotContain(MongodbReplicaSet.PASSWORD)
                .doesNotContain("\tat ");
        return result;
    }

    @Test
    void health_showsTheSet() throws Exception {
        Result result = run("health", "--json");
        assertThat(result.exitCode()).as(result.everything()).isZero();
        JsonNode health = Http.JSON.readTree(result.out());
        assertThat(health.path("status").stringValue()).isEqualTo("healthy");
        assertThat(health.path("version").stringValue()).startsWith("MongoDB ");
        assertThat(health.path("hosts").size()).isEqualTo(3);
        assertThat(health.path("hosts").toString()).containsOnlyOnce("\"role\":\"primary\"");
        assertThat(health.at("/pool_status/pool_size").intValue()).isEqualTo(5);
    }

    @Test
    void infoAndConfig_showWhereItIs() throws Exception {
        assertThat(run("info").out()).containsPattern("engine +mongodb").containsPattern("database +shop");
        assertThat(run("config").out()).contains("authSource=admin").contains("******");
    }

    @Test
    void query_saysThatItNeedsSql() throws Exception {
        Result result = run("query", "select 1");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("shop: a database of mongodb speaks no SQL");
    }

    @Test
    void serve_answersForIt() throws Exception {
        try (HawserProcess process = HawserProcess.start(directory, Map.of(), List.of(), "serve", "--port", "0")) {
            Http http = process.http();
            http.awaitReady();
            for (String route : List.of(
                    "/api/database/health?force=true",
                    "/api/database/info",
                    "/api/database/status",
                    "/api/database/metrics")) {
                assertThat(http.get(route).status()).as(route).isEqualTo(200);
                assertThat(http.get(route).body()).doesNotContain(MongodbReplicaSet.PASSWORD);
            }
            assertThat(http.get("/api/database/metrics")
                            .json()
                            .at("/data/pool_size")
                            .intValue())
                    .isEqualTo(5);
            assertThat(http.get("/health/ready").status()).isEqualTo(200);
            assertThat(http.post("/api/database/reconnect").status()).isEqualTo(200);
            assertThat(http.post("/api/database/pause").status()).isEqualTo(400);
        }
    }
}
