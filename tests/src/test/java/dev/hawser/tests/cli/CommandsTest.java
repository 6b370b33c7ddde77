package dev.hawser.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.tests.cli.HawserProcess.Result;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The packaged jar over SQLite. */
class CommandsTest {

    private static final String CANARY = "c4nary-b1rd";

    @TempDir
    Path directory;

    private Result run(String... arguments) throws Exception {
        Result result = HawserProcess.run(directory, Map.of(), arguments);
        assertThat(result.exitCode()).as(result.everything()).isZero();
        return result;
    }

    private static JsonNode json(Result result) {
        return Http.JSON.readTree(result.out());
    }

    @Test
    void jar_hasTheDrivers_mayUseNativeCode_andNoSignatures() throws Exception {
        try (JarFile jar = new JarFile(HawserProcess.JAR.toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("dev.hawser.cli.Main");
            assertThat(jar.getManifest().getMainAttributes().getValue("Enable-Native-Access"))
                    .isEqualTo("ALL-UNNAMED");
            assertThat(jar.getManifest().getMainAttributes().getValue("Multi-Release"))
                    .isEqualTo("true");
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .contains(
                            "org/postgresql/Driver.class",
                            "org/mariadb/jdbc/Driver.class",
                            "com/microsoft/sqlserver/jdbc/SQLServerDriver.class",
                            "org/sqlite/JDBC.class",
                            "net/ucanaccess/jdbc/UcanaccessDriver.class")
                    .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"));
            try (InputStream drivers = jar.getInputStream(jar.getEntry("META-INF/services/java.sql.Driver"))) {
                assertThat(new String(drivers.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("org.postgresql.Driver", "org.sqlite.JDBC", "net.ucanaccess.jdbc.UcanaccessDriver");
            }
        }
    }

    @Test
    void version_listsEveryEngineWithItsDriver() throws Exception {
        JsonNode version = json(run("version", "--json"));
        assertThat(version.path("version").stringValue()).matches("\\d+\\.\\d+\\.\\d+.*");
        List<String> engines = StreamSupport.stream(version.path("engines").spliterator(), false)
                .map(engine -> engine.path("name").stringValue())
                .toList();
        assertThat(engines)
                .containsExactlyInAnyOrder(
                        "postgresql", "mysql", "mariadb", "sqlserver", "sqlite", "access", "mongodb");
        assertThat(version.path("engines"))
                .allSatisfy(engine ->
                        assertThat(engine.path("missing_driver").isNull()).isTrue());
        assertThat(run("version").out()).contains("postgresql", "sqlserver", "sqlite", "included");
    }

    @Test
    void withoutConfiguration_aFirstRunJustWorks_andStandardErrorIsEmpty() throws Exception {
        Result health = run("health");
        assertThat(health.out()).startsWith("default is healthy (sqlite, SQLite 3.");
        assertThat(health.err()).isEmpty();
        assertThat(directory.resolve("hawser.db")).exists();
    }

    @Test
    void health_asJson_hasTheShapeOfTheHttpAnswer() throws Exception {
        JsonNode health = json(run("health", "--json"));
        assertThat(health.propertyNames())
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
        assertThat(health.path("status").stringValue()).isEqualTo("healthy");
    }

    @Test
    void query_runsWhateverItIsGiven() throws Exception {
        assertThat(run("query", "create table t (id integer primary key, name text, price numeric)")
                        .out())
                .isEqualToIgnoringNewLines("0 rows affected");
        assertThat(run(
                                "query",
                                "insert into t (name, price) values (:name, :price)",
                                "--param",
                                "name=Zak",
                                "--param",
                                "price=1.5")
                        .out())
                .isEqualToIgnoringNewLines("1 row affected");
        assertThat(json(run("query", "update t set name = 'Al' where id = :id", "--param", "id=1", "--json"))
                        .path("affected_rows")
                        .intValue())
                .isEqualTo(1);
        Result table = run("query", "select id, name, price from t");
        assertThat(table.out().lines()).containsExactly("id  name  price", "--  ----  -----", "1   Al    1.5");
        assertThat(table.err()).isEqualToIgnoringNewLines("(1 row)");
        assertThat(run("query", "select 1", "--quiet").err()).isEmpty();
    }

    @Test
    void query_asJson_keepsTypes_andBothColumnsOfOneName() throws Exception {
        JsonNode result = json(run("query", "select 1 as a, 'x' as a, null as n, x'0102' as b, 1.5 as d", "--json"));
        assertThat(result.path("row_count").intValue()).isEqualTo(1);
        assertThat(result.path("truncated").booleanValue()).isFalse();
        assertThat(result.path("rows").get(0).toString())
                .isEqualTo("{\"a\":1,\"a_2\":\"x\",\"n\":null,\"b\":\"\\\\x0102\",\"d\":1.5}");
    }

    @Test
    void query_printsNoMoreThanItsLimit_andSaysSo() throws Exception {
        String numbers = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 5) select i from n";
        JsonNode result = json(run("query", numbers, "--limit", "2", "--json"));
        assertThat(result.path("rows").size()).isEqualTo(2);
        assertThat(result.path("truncated").booleanValue()).isTrue();
        assertThat(run("query", numbers, "--limit", "2").err()).contains("2 rows, and there are more: --limit");
        assertThat(json(run("query", numbers, "--limit", "5", "--json"))
                        .path("truncated")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void query_thatIsWrong_exits1_withOneMessage() throws Exception {
        Result result = HawserProcess.run(directory, Map.of(), "query", "selec 1");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .first()
                .asString()
                .startsWith("hawser: ")
                .contains("SYNTAX");
        Result missing = HawserProcess.run(directory, Map.of(), "query", "select :a");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("a");
    }

    @Test
    void config_showsEveryValueWithItsOrigin_andNoSecret_withoutConnecting() throws Exception {
        Files.writeString(directory.resolve("hawser.yaml"), """
                databases:
                  shop:
                    url: postgresql://app:%s@nowhere.invalid/shop
                    pool: {size: 7}
                  reports: {url: "sqlite:///reports.db"}
                """.formatted(CANARY));
        Map<String, String> environment =
                Map.of("HAWSER_SHOP_POOL_TIMEOUT", "9", "HAWSER_SHOP_PASSWORD", CANARY, "JWT_SECRET_KEY", CANARY);
        Result text = HawserProcess.run(directory, environment, "config");
        assertThat(text.exitCode()).as(text.err()).isZero();
        assertThat(text.everything()).doesNotContain(CANARY);
        assertThat(text.out())
                .containsPattern("pool\\.size +7 +hawser\\.yaml:4")
                .containsPattern("pool\\.timeout +9s? +environment HAWSER_SHOP_POOL_TIMEOUT")
                .containsPattern("password +\\*{6} +environment HAWSER_SHOP_PASSWORD")
                .containsPattern("jwt\\.secret +\\*{6} +environment JWT_SECRET_KEY")
                .containsPattern("allow-plain-http +false +default")
                .contains("reports: sqlite:");

        Result json = HawserProcess.run(directory, environment, "config", "--database", "shop", "--json");
        assertThat(json.everything()).doesNotContain(CANARY);
        JsonNode databases = json(json).path("databases");
        assertThat(databases.size()).isEqualTo(1);
        assertThat(databases.get(0).path("name").stringValue()).isEqualTo("shop");
        assertThat(databases.get(0).path("settings")).anySatisfy(setting -> {
            assertThat(setting.path("key").stringValue()).isEqualTo("password");
            assertThat(setting.path("value").stringValue()).isEqualTo("******");
            assertThat(setting.path("origin").stringValue()).isEqualTo("environment HAWSER_SHOP_PASSWORD");
        });
        assertThat(directory.resolve("reports.db")).doesNotExist();
    }

    @Test
    void info_saysWhereTheDatabaseIs() throws Exception {
        assertThat(run("info").out()).containsPattern("engine +sqlite").containsPattern("database +hawser\\.db");
        JsonNode info = json(run("info", "--json"));
        assertThat(info.path("database_type").stringValue()).isEqualTo("sqlite");
        assertThat(info.path("settings").path("pool.timeout").stringValue()).isNotEmpty();
    }

    @Test
    void completion_isAScriptThatKnowsTheCommands() throws Exception {
        String script = run("completion").out();
        assertThat(script)
                .contains(
                        "complete -F",
                        "hawser",
                        "--param",
                        "serve demo config health info query migrate backup restore doctor token version");
        Path file = Files.writeString(directory.resolve("completion.sh"), script);
        Process bash =
                new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start();
        assertThat(bash.waitFor()).isZero();
    }

    @Test
    void help_ofEveryCommand_isOnStandardOutput() throws Exception {
        for (String command : List.of(
                "serve", "demo", "config", "health", "info", "query", "backup", "restore", "doctor", "token",
                "version")) {
            Result help = run(command, "--help");
            assertThat(help.out()).startsWith("Usage: hawser " + command).contains("--verbose", "--quiet");
            assertThat(help.err()).isEmpty();
        }
    }
}
