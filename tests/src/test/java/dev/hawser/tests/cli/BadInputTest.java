package dev.hawser.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HostSpec;
import dev.hawser.testkit.SilentServer;
import dev.hawser.tests.cli.HawserProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mistake gives one clear message with key, origin and remedy; no stack trace, and never a credential. */
@Tag("any-jdk")
class BadInputTest {

    private static final String CANARY = "c4nary-b1rd";

    @TempDir
    Path directory;

    private Result run(Map<String, String> environment, String... arguments) throws Exception {
        Result result = HawserProcess.run(directory, environment, arguments);
        assertThat(result.everything()).doesNotContain(CANARY).doesNotContain("\tat ");
        return result;
    }

    private Result health(String yaml) throws Exception {
        Files.writeString(directory.resolve("hawser.yaml"), yaml);
        return run(Map.of(), "health");
    }

    private static void assertUsage(Result result, String... contents) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("hawser: ").contains(contents);
    }

    private static void assertOneLine(Result result) {
        assertThat(result.err().lines()).hasSize(1);
    }

    @Test
    void wrongUrl() throws Exception {
        Result result = run(Map.of("DATABASE_URL", "postgresql://app:" + CANARY + "@localhost:many/shop"), "health");
        assertUsage(result, "url", "environment DATABASE_URL", "a port is not a whole number from 1 to 65535");
        assertOneLine(result);
    }

    @Test
    void unknownScheme() throws Exception {
        Result result = run(Map.of("DATABASE_URL", "oracle://app:" + CANARY + "@db/shop"), "health");
        assertUsage(
                result,
                "url",
                "environment DATABASE_URL",
                "\"oracle\"",
                "installed: postgresql, postgres, mysql, mariadb, sqlserver, mssql, sqlite, access, accdb, mdb");
        assertOneLine(result);
    }

    @Test
    void unknownKey() throws Exception {
        Result result = health("""
                databases:
                  shop:
                    url: sqlite:///shop.db
                    pool: {sise: 3}
                """);
        assertUsage(result, "shop: pool.sise", "hawser.yaml:4", "the nearest is pool.size");
        assertOneLine(result);
    }

    @Test
    void wrongType() throws Exception {
        Result result = health("""
                databases:
                  shop:
                    url: sqlite:///shop.db
                    pool: {size: many}
                """);
        assertUsage(result, "shop: pool.size = many", "hawser.yaml:4", "expected a whole number from 1");
        assertOneLine(result);
    }

    @Test
    void wrongTypeInTheEnvironment() throws Exception {
        Result result = run(Map.of("DATABASE_URL", "sqlite:///shop.db", "DB_POOL_SIZE", "many"), "health");
        assertUsage(result, "pool.size = many", "environment DB_POOL_SIZE", "expected a whole number from 1");
    }

    @Test
    void missingSecretInAVariable() throws Exception {
        Result result = health("""
                databases:
                  shop:
                    url: postgresql://app@localhost/shop
                    password: ${env:SHOP_PASSWORD}
                """);
        assertUsage(result, "shop: password", "hawser.yaml:4", "SHOP_PASSWORD is not set; set it");
        assertOneLine(result);
    }

    @Test
    void missingSecretInAFile() throws Exception {
        Result result = health("""
                databases:
                  shop:
                    url: postgresql://app@localhost/shop
                    password: ${file:secrets/shop}
                """);
        assertUsage(result, "shop: password", "hawser.yaml:4", "secrets/shop");
        assertOneLine(result);
    }

    @Test
    void twoDatabasesWithOneName() throws Exception {
        Result result = health("""
                databases:
                  shop: {url: "sqlite:///a.db"}
                  shop: {url: "sqlite:///b.db"}
                """);
        assertUsage(result, "shop", "hawser.yaml:3");
        assertOneLine(result);
    }

    @Test
    void malformedYaml() throws Exception {
        Result result = health("databases:\n  shop: {url: [\n");
        assertUsage(result, "hawser.yaml:");
    }

    @Test
    void malformedYaml_withAPasswordInIt() throws Exception {
        Result result = health("databases:\n  shop:\n    password: \"" + CANARY + "\n    url: x\n");
        assertUsage(result, "hawser.yaml:");
    }

    @Test
    void directoryForAFile() throws Exception {
        Path configuration = Files.createDirectory(directory.resolve("conf"));
        Result result = run(Map.of(), "health", "--config", configuration.toString());
        assertUsage(result, configuration.toString(), "is a directory, not a file");
        assertOneLine(result);
        assertUsage(
                run(Map.of("HAWSER_CONFIG", configuration.toString()), "health"),
                configuration.toString(),
                "is a directory, not a file");
    }

    @Test
    void missingFile() throws Exception {
        Result result = run(Map.of(), "health", "--config", "nowhere.yaml");
        assertUsage(result, "nowhere.yaml");
        assertOneLine(result);
    }

    @Test
    void severalMistakes_areSaidAtOnce() throws Exception {
        Result result = health("""
                databases:
                  shop: {url: "sqlite:///a.db", pool: {sise: 3}}
                  orders: {url: "oracle://db/orders"}
                  stock: {url: "sqlite:///b.db", readonly: perhaps}
                """);
        assertUsage(result, "3 problems", "shop: pool.sise", "orders: url", "stock: readonly = perhaps");
    }

    @Test
    void unknownDatabase() throws Exception {
        Files.writeString(directory.resolve("hawser.yaml"), "databases:\n  shop: {url: \"sqlite:///a.db\"}\n");
        assertUsage(run(Map.of(), "health", "--database", "orders"), "\"orders\"", "configured are shop");
    }

    @Test
    void unreachableHost() throws Exception {
        HostSpec nobody = SilentServer.refusing();
        Map<String, String> environment = Map.of("DATABASE_URL", "postgresql://app:" + CANARY + "@" + nobody + "/shop");
        Result result = run(environment, "query", "select 1");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).hasSize(2);
        assertThat(result.err())
                .startsWith("hawser: default: connecting to " + nobody)
                .contains("CONNECTION_REFUSED", "advice: ");
    }

    @Test
    void unknownHost() throws Exception {
        Result result = run(
                Map.of("DATABASE_URL", "postgresql://app:" + CANARY + "@nowhere.invalid/shop"), "query", "select 1");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("nowhere.invalid:5432", "CONNECTION_REFUSED", "check its spelling");
    }

    @Test
    void unreachableHost_isUnhealthy_andServedAllTheSame() throws Exception {
        Map<String, String> environment =
                Map.of("DATABASE_URL", "postgresql://app:" + CANARY + "@" + SilentServer.refusing() + "/shop");
        assertThat(run(environment, "health").exitCode()).isEqualTo(3);
        try (HawserProcess process = HawserProcess.start(directory, environment, List.of(), "serve", "--port", "0")) {
            Http http = process.http();
            assertThat(http.get("/health/live").status()).isEqualTo(200);
            assertThat(http.get("/health/ready").status()).isEqualTo(503);
            Http.Answer health = http.get("/api/database/health?force=true");
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.json().path("category").stringValue()).isEqualTo("connection_refused");
            assertThat(process.terminate().everything()).doesNotContain(CANARY);
        }
    }

    @Test
    void error_asJson_isAnObjectOnStandardOutput() throws Exception {
        Map<String, String> environment =
                Map.of("DATABASE_URL", "postgresql://app:" + CANARY + "@" + SilentServer.refusing() + "/shop");
        Result result = run(environment, "query", "select 1", "--json");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEmpty();
        assertThat(Http.JSON.readTree(result.out()).path("success").booleanValue())
                .isFalse();
        assertThat(Http.JSON.readTree(result.out()).path("error").stringValue()).isEqualTo("CONNECTION_REFUSED");
        assertThat(Http.JSON.readTree(result.out()).path("category").stringValue())
                .isEqualTo("connection_refused");
        assertThat(Http.JSON.readTree(result.out()).path("advice").stringValue())
                .isNotEmpty();
    }

    @Test
    void verbose_showsTheStackTrace_andStillNoCredential() throws Exception {
        Result result = HawserProcess.run(
                directory,
                Map.of("DATABASE_URL", "postgresql://app:" + CANARY + "@" + SilentServer.refusing() + "/shop"),
                "query",
                "select 1",
                "--verbose");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("\tat ").doesNotContain(CANARY);
    }
}
