package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HostSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    @TempDir
    Path directory;

    private Loading yaml(String text) {
        return Loading.in(directory).yaml(text);
    }

    private void assertProblem(Loading loading, String... parts) {
        assertThat(loading.problems()).singleElement().asString().contains(parts);
    }

    @Test
    void read_keysInAnySpellingAndNesting_areTheSame() {
        String expected = "shop 7 true";
        for (String text : new String[] {
            "databases:\n  shop:\n    url: 'postgresql://h/d'\n    pool:\n      size: 7\n    create-db: true\n",
            "databases:\n  shop:\n    url: 'postgresql://h/d'\n    pool.size: 7\n    create_db: true\n",
            "dbs:\n  shop:\n    url: 'postgresql://h/d'\n    pool_size: 7\n    createDb: true\n",
            "{\"databases\": {\"shop\": {\"url\": \"postgresql://h/d\", \"poolSize\": 7, \"create-db\": true}}}"
        }) {
            DatabaseConfig config = yaml(text).one();
            assertThat(config.name() + " " + config.pool().size() + " " + config.createDb())
                    .isEqualTo(expected);
        }
    }

    @Test
    void read_value_remembersItsLine() {
        assertThat(yaml("databases:\n  shop:\n    url: 'postgresql://h/d'\n\n    pool:\n      size: 7\n")
                        .one()
                        .values()
                        .get("pool.size"))
                .isEqualTo(new ConfigValue("pool.size", "7", "hawser.yaml:6", false));
    }

    @Test
    void read_ymlAndJson_areFound() {
        assertThat(Loading.in(directory)
                        .file("hawser.json", "{\"dbs\": {\"a\": {\"url\": \"sqlite:a\"}}}")
                        .one()
                        .name())
                .isEqualTo("a");
        assertThat(Loading.in(directory)
                        .file("hawser.yml", "dbs: {b: {url: 'sqlite:b'}}")
                        .problems())
                .containsExactly("hawser.yml and hawser.json are both there; keep one of them");
    }

    @Test
    void read_fileOfHawserConfig_isRelativeToTheWorkingDirectory() {
        Loading loading = Loading.in(directory)
                .file("other.yaml", "dbs: {a: {url: 'sqlite:a', pool: {size: x}}}")
                .yaml("dbs: {b: {url: 'sqlite:b'}}")
                .env("HAWSER_CONFIG", "other.yaml");
        assertProblem(loading, "a: pool.size = x (other.yaml:1)");
    }

    @Test
    void read_fileGivenInCode_winsOverHawserConfig() {
        Path given = directory.resolve("given.yaml");
        Loading loading = Loading.in(directory)
                .file("given.yaml", "dbs: {a: {url: 'sqlite:a'}}")
                .env("HAWSER_CONFIG", "nowhere.yaml")
                .sources(sources -> sources.withFile(given));
        assertThat(loading.one().name()).isEqualTo("a");
    }

    @Test
    void read_missingFile_isNamedWithItsOrigin() {
        assertProblem(
                Loading.in(directory).env("HAWSER_CONFIG", "nowhere.yaml"),
                "nowhere.yaml (environment HAWSER_CONFIG) does not exist");
    }

    @Test
    void read_directory_isNoFile() throws IOException {
        Files.createDirectory(directory.resolve("hawser.yaml"));
        assertProblem(Loading.in(directory), "hawser.yaml is a directory, not a file");
    }

    @Test
    void read_binary_isNoText() throws IOException {
        Files.write(directory.resolve("hawser.yaml"), "dbs: ü".getBytes(StandardCharsets.ISO_8859_1));
        assertProblem(Loading.in(directory), "hawser.yaml is not UTF-8 text");
    }

    @Test
    void read_malformedYaml_namesFileAndLine() {
        assertProblem(yaml("databases:\n  shop:\n    url: [a, b\n"), "hawser.yaml:", "malformed YAML");
        assertProblem(yaml("databases:\n\tshop:\n"), "hawser.yaml:2: malformed YAML");
    }

    @Test
    void read_malformedYaml_neverShowsTheText() {
        for (String value :
                new String[] {"*s3cret", "!s3!cret x", "\"s3cret", "@s3cret", "%s3cret", "s3cret: x: y", "'s3cret"}) {
            assertThat(yaml("databases:\n  shop:\n    url: 'sqlite:x'\n    password: " + value + "\n")
                            .problems())
                    .as(value)
                    .allSatisfy(problem ->
                            assertThat(problem).contains("hawser.yaml:").doesNotContain("s3cret", "cret"));
        }
    }

    @Test
    void read_unquotedPlaceholderInAFlowMapping_saysToQuoteIt() {
        assertProblem(
                yaml("databases:\n  shop: {url: 'sqlite:x', password: ${env:PW}}\n"), "hawser.yaml:2", "quote it");
    }

    @Test
    void read_duplicateKey_namesBothLines() {
        assertProblem(
                yaml("databases:\n  shop:\n    url: 'sqlite:x'\n    url: 'sqlite:y'\n"),
                "hawser.yaml:4: url is given twice under shop; first at hawser.yaml:3");
        assertProblem(
                yaml("databases:\n  shop:\n    url: 'sqlite:x'\n    pool_size: 4\n    pool: {size: 5}\n"),
                "shop: pool.size is given twice: hawser.yaml:4 and hawser.yaml:5");
    }

    @Test
    void read_twoDatabasesWithOneName_isAProblem() {
        assertProblem(
                yaml("databases:\n  shop: {url: 'sqlite:x'}\n  shop: {url: 'sqlite:y'}\n"), "shop is given twice");
        assertProblem(
                yaml("databases:\n  order-items: {url: 'sqlite:x'}\n  Order_Items: {url: 'sqlite:y'}\n"),
                "two databases with one name: order-items (hawser.yaml:2) and Order_Items (hawser.yaml:3)",
                "HAWSER_ORDER_ITEMS_");
    }

    @Test
    void read_nameWithOtherCharacters_isAProblem() {
        for (String name : new String[] {"a b", "a@b", "-a", "ä", "a/b", ""}) {
            assertProblem(yaml("databases: {\"" + name + "\": {url: 'sqlite:x'}}"), "expected a name of");
        }
    }

    @Test
    void read_unknownKey_namesTheNearest() {
        assertProblem(
                yaml("databases:\n  shop:\n    url: 'sqlite:x'\n    pool:\n      sise: 5\n"),
                "shop: pool.sise (hawser.yaml:5): unknown key; the nearest is pool.size");
        assertProblem(
                yaml("databases:\n  shop:\n    url: 'sqlite:x'\n    pasword: s3cret\n"), "the nearest is password");
        assertProblem(yaml("databases: {shop: {url: 'sqlite:x', hots:}}"), "the nearest is host");
        assertProblem(yaml("databases: {shop: {url: 'sqlite:x', pol: {size: 5}}}"), "unknown key");
        assertProblem(yaml("databases: {shop: {url: 'sqlite:x', auto_reconnect: true}}"), "retry.max-retries");
        assertProblem(
                yaml("database: {shop: {url: 'sqlite:x'}}"),
                "unknown key database; expected databases, profile or server");
        assertProblem(
                yaml("{}").code(DatabaseOptions.of("x").url("sqlite:x").set("poolsise", 1)),
                "x: poolsise (code): unknown key; the nearest is pool.size");
    }

    @Test
    void read_unknownKey_neverShowsItsValue() {
        assertThat(yaml("databases: {shop: {url: 'sqlite:x', pasword: s3cret}}").problems())
                .allSatisfy(problem -> assertThat(problem).doesNotContain("s3cret"));
    }

    @Test
    void read_wrongShapes_areProblems() {
        assertProblem(yaml("just text"), "hawser.yaml:1: expected a map of keys and values");
        assertProblem(yaml("- a\n- b\n"), "expected a map of keys and values");
        assertProblem(yaml("databases: [a, b]"), "expected a map of keys and values under databases");
        assertProblem(yaml("databases: {shop: text}"), "expected a map of keys and values under shop");
        assertProblem(yaml("databases: {shop: {url: 'sqlite:x', pool: 5}}"), "under shop.pool");
        assertProblem(yaml("databases: {shop: {url: 'sqlite:x', readonly: [true]}}"), "expected true or false");
        assertProblem(yaml("databases: {shop: {url: [a]}}"), "url = ");
        assertProblem(
                yaml("databases: {shop: {url: 'sqlite:x', properties: {a: {b: c}}}}"),
                "expected a text, a list of texts, or a map of texts");
    }

    @Test
    void read_emptyDatabases_isAProblem() {
        assertProblem(yaml("databases: {}"), "hawser.yaml:1: databases names no database");
        assertProblem(yaml("databases:\n"), "databases names no database");
    }

    @Test
    void read_emptyFile_saysNothing() {
        assertThat(yaml("# nothing yet\n").one().engine()).isEqualTo("sqlite");
    }

    @Test
    void read_databaseWithoutUrl_isAProblemWithItsPlace() {
        assertProblem(yaml("databases:\n  shop:\n    readonly: true\n"), "shop (hawser.yaml:2): url is missing");
        assertProblem(yaml("databases:\n  shop:\n    url: ''\n"), "shop: url = ****** (hawser.yaml:3)");
    }

    @Test
    void read_null_countsAsNotSet() {
        DatabaseConfig config =
                yaml("databases:\n  shop:\n    url: 'postgresql://h/d'\n    pool_size: null\n    pool:\n    schema: ~\n")
                        .one();
        assertThat(config.pool().size()).isEqualTo(5);
        assertThat(config.schema()).isNull();
    }

    @Test
    void read_placeholders_areReplaced() {
        DatabaseConfig config = Loading.in(directory)
                .file("secret.txt", "s3cret\n")
                .yaml("""
                        databases:
                          shop:
                            url: postgresql://${env:DB_ADDRESS}/${env:NO_SUCH:-orders}
                            password: ${file:secret.txt}
                            user: ${env:BLANK:-}anna
                            application-name: a$${b}
                            properties: {a: "${env:FROM_DOTENV}"}
                            extensions: ["${env:DB_EXTENSION}"]
                        """)
                .file(".env", "FROM_DOTENV=dot")
                .env("DB_ADDRESS", "db1:6000")
                .env("DB_EXTENSION", "vector")
                .env("BLANK", " ")
                .one();
        assertThat(config.hosts()).containsExactly(new HostSpec("db1", 6000));
        assertThat(config.database()).isEqualTo("orders");
        assertThat(config.password()).isEqualTo(Secret.of("s3cret"));
        assertThat(config.user()).isEqualTo("anna");
        assertThat(config.applicationName()).isEqualTo("a${b}");
        assertThat(config.properties()).isEqualTo(Map.of("a", "dot"));
        assertThat(config.extensions()).containsExactly("vector");
    }

    @Test
    void read_unsetPlaceholder_namesKeyPlaceAndRemedy() {
        assertProblem(
                yaml("databases:\n  shop:\n    url: 'sqlite:x'\n    password: ${env:SHOP_PASSWORD}\n"),
                "shop: password = ****** (hawser.yaml:4): the environment variable SHOP_PASSWORD is not set",
                "${env:SHOP_PASSWORD:-default}");
        assertProblem(
                yaml("databases:\n  shop:\n    url: 'sqlite:x'\n    password: ${file:/no/such/file}\n"),
                "the file /no/such/file does not exist");
        assertProblem(
                yaml("databases:\n  shop:\n    url: 'sqlite:x'\n    pool: {size: \"${env:NO_SUCH}\"}\n"),
                "shop: pool.size = ${env:NO_SUCH} (hawser.yaml:4)");
        assertProblem(yaml("databases: {shop: {url: \"${env:NO_SUCH}\"}}"), "NO_SUCH is not set");
        assertProblem(yaml("databases: {shop: {url: 'sqlite:x', user: \"${other}\"}}"), "unknown placeholder");
    }

    @Test
    void read_secretOfAPlaceholderInTheWrongPlace_isNotShown() {
        assertThat(yaml("databases: {shop: {url: 'sqlite:x', pool: {size: \"${env:PW}\"}}}")
                        .env("PW", "s3cret")
                        .problems())
                .containsExactly(
                        "shop: pool.size = ${env:PW} (hawser.yaml:1): expected a whole number from 1 to 10000");
    }

    @Test
    void read_dotEnv_understandsQuotesCommentsAndExport() {
        DatabaseConfig config = Loading.in(directory).file(".env", """
                        # the shop
                        export DB_TYPE=postgresql
                        DB_USER = "an\\"na" # who

                        DB_PASSWORD='p#w "x"'
                        DB_NAME=orders # what
                        DB_HOST=
                        """).one();
        assertThat(config.engine()).isEqualTo("postgresql");
        assertThat(config.user()).isEqualTo("an\"na");
        assertThat(config.password()).isEqualTo(Secret.of("p#w \"x\""));
        assertThat(config.database()).isEqualTo("orders");
        assertThat(config.hosts()).containsExactly(new HostSpec("localhost", 5432));
        assertThat(config.values().get("user").origin()).isEqualTo(".env:3 DB_USER");
    }

    @Test
    void read_malformedDotEnv_namesTheLineOnly() {
        assertThat(Loading.in(directory).file(".env", "DB_USER=x\ns3cret\n").problems())
                .containsExactly(".env:2: expected NAME=value");
    }
}
