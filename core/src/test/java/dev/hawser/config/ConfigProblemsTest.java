package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HostSpec;
import dev.hawser.error.UnknownDatabaseTypeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each message, and that all of them come at once. */
class ConfigProblemsTest {

    @TempDir
    Path directory;

    private Loading shop(String... keysAndValues) {
        DatabaseOptions options = DatabaseOptions.of("shop").url("postgresql://anna:s3cret@db1:6000/orders");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options = options.set(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Loading.in(directory).code(options);
    }

    private void assertProblem(Loading loading, String... parts) {
        assertThat(loading.problems())
                .singleElement()
                .asString()
                .contains(parts)
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port|0|a whole number from 1 to 65535",
                "port|65536|a whole number from 1 to 65535",
                "port|abc|a whole number from 1 to 65535",
                "port|99999999999999|a whole number from 1 to 65535",
                "pool.size|0|a whole number from 1 to 10000",
                "pool.size|-1|a whole number from 1 to 10000",
                "pool.size|2.5|a whole number from 1 to 10000",
                "pool.max-overflow|-1|a whole number from 0 to 10000",
                "pool.timeout|0|a duration such as 30s, 500ms or 1h from 1ms to 1h; a bare number counts seconds",
                "pool.timeout|fast|a duration such as 30s",
                "pool.recycle|-1|from 0s to 24d, or off; a bare number counts seconds",
                "pool.pre-ping|maybe|true or false",
                "statement-timeout|25d|from 0s to 24d, or off; a bare number counts milliseconds",
                "retry.max-retries|-1|a whole number from 0 to 100",
                "retry.jitter|1.1|a number from 0 to 1",
                "retry.jitter|-0.1|a number from 0 to 1",
                "retry.jitter|NaN|a number from 0 to 1",
                "readonly|2|true or false",
                "consistency|weak|strong, eventual, or bounded with a duration",
                "consistency|bounded x|strong, eventual, or bounded with a duration",
                "ssl.mode|on|one of disable, allow, prefer, require, verify-ca, verify-full",
                "tcp.keepalive-count|0|a whole number from 1 to 127",
                "host|a b|a host, host:port, or several with commas",
                "host|h:99999|a host, host:port, or several with commas",
                "replicas|a b|no host name has",
                "properties|ab|a map of names and values"
            })
    void load_valueThatIsNotAllowed_namesKeyValueOriginAndWhatIs(String key, String value, String allowed) {
        assertProblem(
                shop(key, value),
                "shop: " + key + " = " + (key.equals("properties") ? "******" : value) + " (code)",
                allowed);
    }

    @ParameterizedTest
    @EnumSource(
            value = ConfigProperty.class,
            names = {
                "HOST",
                "USER",
                "DATABASE",
                "SCHEMA",
                "APPLICATION_NAME",
                "EXTENSIONS",
                "SSL_ROOT_CERT",
                "POOL_SIZE"
            })
    void load_emptyText_isNotAllowed(ConfigProperty property) {
        assertProblem(shop(property.key(), ""), "shop: " + property.key() + " = ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"myschema", "schema2", "my_schema", "test_gw0", "a"})
    void schema_plainName_isAllowed(String schema) {
        assertThat(shop("schema", schema).one().schema()).isEqualTo(schema);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MySchema", "2schema", "my-schema", "my.schema", "my schema", "a;drop", "_a", "", "ä"})
    void schema_otherName_isRefused(String schema) {
        assertProblem(shop("schema", schema), "shop: schema = ", "a name that matches ^[a-z][a-z0-9_]*$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "pg_trgm", "postgis", "timescaledb", "some-ext"})
    void extension_plainName_isAllowed(String extension) {
        assertThat(shop("extensions", extension).one().extensions()).containsExactly(extension);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Vector", "2vector", "pg.trgm", "pg trgm", "vector;drop", "_x", ""})
    void extension_otherName_isRefused(String extension) {
        assertProblem(shop("extensions", extension), "names that match ^[a-z][a-z0-9_-]*$");
    }

    @Test
    void load_severalProblems_areReportedTogether() {
        Loading loading = Loading.in(directory).yaml("""
                        profile: staging
                        databases:
                          shop:
                            url: postgresql://anna:s3cret@h/d
                            pool: {size: many, sise: 3}
                            readonly: maybe
                          books:
                            url: oracle://anna:s3cret@h/d
                          cars:
                            pool_timeout: 5
                        """).env("HAWSER_SHOP_PORT", "zero");
        assertThat(loading.problems())
                .containsExactly(
                        "shop: pool.sise (hawser.yaml:5): unknown key; the nearest is pool.size",
                        "profile = staging (hawser.yaml:1): expected development or production; HAWSER_PROFILE overrides a variable that is meant for others",
                        "shop: port = zero (environment HAWSER_SHOP_PORT): expected a whole number from 1 to 65535",
                        "shop: readonly = maybe (hawser.yaml:6): expected true or false",
                        "shop: pool.size = many (hawser.yaml:5): expected a whole number from 1 to 10000",
                        "books: url = oracle://******@h/d (hawser.yaml:8): unknown database type \"oracle\"; installed: "
                                + "postgresql, postgres, sqlite, sqlserver, mssql, access, accdb, mdb, mongodb, mongodb+srv",
                        "cars (hawser.yaml:9): url is missing; set url, or type with host and database");
        assertThat(loading.failure()).hasMessageContaining("7 problems").hasMessageNotContaining("s3cret");
    }

    @Test
    void load_unknownType_listsTheSchemes() {
        Loading loading = Loading.in(directory).env("DB_TYPE", "oracle");
        assertThat(loading.failure()).isInstanceOf(UnknownDatabaseTypeException.class);
        assertProblem(loading, "default: type = oracle (environment DB_TYPE)", "installed: postgresql, postgres");
    }

    @Test
    void load_readonlyWithCreateDb_isAProblem() {
        assertProblem(
                shop("readonly", "true", "create-db", "true"),
                "shop: readonly = true (code) and create-db = true (code)");
        assertThat(shop("readonly", "true").one().readonly()).isTrue();
        assertThat(shop("create-db", "true").one().createDb()).isTrue();
    }

    @Test
    void load_missingDriver_namesTheArtifact() {
        assertProblem(
                shop().engines(StubEngine.POSTGRESQL.withMissingDriver("org.postgresql:postgresql")),
                "the driver of postgresql is missing; add org.postgresql:postgresql");
    }

    @Test
    void load_problemOfTheEngine_isReportedWithTheDatabase() {
        assertProblem(shop().engines(StubEngine.POSTGRESQL.withProblem("schema = x: no")), "shop: schema = x: no");
    }

    @ParameterizedTest
    @CsvSource({
        "readonly, true, cannot refuse writes",
        "create-db, true, cannot create databases",
        "extensions, x, has no extensions",
        "schema, x, has no schemas",
        "replicas, h2, takes one host only"
    })
    void load_whatTheEngineCannotDo_isRefused(String key, String value, String reason) {
        assertProblem(
                Loading.in(directory)
                        .code(DatabaseOptions.of("a").url("mssql://h/d").set(key, value)),
                "a: " + key + " = " + value + " (code): sqlserver " + reason);
    }

    @Test
    void load_hostOfAnEmbeddedDatabase_isRefused() {
        assertProblem(
                Loading.in(directory)
                        .code(DatabaseOptions.of("a").url("sqlite:x").set("host", "h")),
                "a: host = h (code): sqlite is a file or memory of this process");
    }

    @Test
    void load_missingDatabase_isAProblem() {
        assertProblem(Loading.in(directory).env("DB_TYPE", "sqlite"), "default: database is missing");
    }

    @Test
    void replicas_inEveryForm_areAppendedToTheHosts() {
        List<HostSpec> expected = List.of(
                new HostSpec("db1", 6000),
                new HostSpec("db2", 5432),
                new HostSpec("db3", 7000),
                new HostSpec("db4", 6000));
        assertThat(shop("replicas", "postgresql://db2/orders, postgresql://anna:s3cret@db3:7000,db4:6000/orders")
                        .one()
                        .hosts())
                .isEqualTo(expected);
        Loading list = Loading.in(directory)
                .code(DatabaseOptions.of("shop")
                        .url("postgresql://db1:6000/orders")
                        .set("replicas", List.of("postgresql://db2", "db3:7000", "db4", "db1:6000")));
        assertThat(list.one().hosts()).isEqualTo(expected);
    }

    @Test
    void replicas_inTheEnvironment_areCommaSeparated() {
        assertThat(Loading.in(directory)
                        .env("DATABASE_URL", "postgresql://db1/orders")
                        .env("DB_READ_REPLICA_URLS", "postgresql://db2/orders,postgresql://db3/orders")
                        .one()
                        .hosts())
                .extracting(HostSpec::host)
                .containsExactly("db1", "db2", "db3");
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://db2/other, the database differs",
        "postgresql://bert@db2/orders, the user differs",
        "postgresql://anna:an0ther@db2/orders, the password differs",
        "mssql://db2/orders, expected postgresql",
        "oracle://db2/orders, unknown database type",
        "postgresql://db2:x/orders, a port is not",
        "postgresql://db2/orders?sslmode=disable, the ssl.mode differs",
        "postgresql://db2/orders?x=1, the parameter x differs"
    })
    void replicas_ofAnotherDatabase_areRefused(String replica, String reason) {
        Loading loading = shop("replicas", replica);
        assertProblem(loading, "shop: replicas = ", "entry 1", reason);
        assertThat(loading.problems().get(0)).doesNotContain("an0ther");
    }

    @Test
    void connectionStrings_first_isTheExpectedPrimary() {
        DatabaseConfig config = Loading.in(directory).yaml("""
                        databases:
                          shop:
                            connection-strings:
                              - postgresql://anna:s3cret@db1:6000/orders
                              - postgresql://anna:s3cret@db2:6000/orders
                        """).one();
        assertThat(config.hosts()).containsExactly(new HostSpec("db1", 6000), new HostSpec("db2", 6000));
        assertThat(config.user()).isEqualTo("anna");
        assertThat(config.database()).isEqualTo("orders");
        assertThat(config.values().toString()).doesNotContain("s3cret");
    }

    @Test
    void connectionStrings_withoutAnEntry_areAProblem() {
        assertProblem(
                Loading.in(directory).yaml("databases: {shop: {connection-strings: []}}"), "shop", "url is missing");
    }

    @Test
    void port_besideHostsWithPorts_isAProblem() {
        assertProblem(
                Loading.in(directory)
                        .env("DATABASE_URL", "postgresql://h1:1,h2:2/d")
                        .env("DB_PORT", "3"),
                "port = 3 (environment DB_PORT)",
                "has a port of its own");
        assertThat(Loading.in(directory)
                        .env("DATABASE_URL", "postgresql://h1:1/d")
                        .env("DB_HOST", "h2:3")
                        .one()
                        .hosts())
                .containsExactly(new HostSpec("h2", 3));
    }

    @Test
    void values_thatMayBeSecret_neverPrint() {
        DatabaseConfig config = Loading.in(directory)
                .code(DatabaseOptions.of("shop")
                        .url("postgresql://anna:s3cret@db1/orders?sslpassword=s3cret")
                        .set("replicas", "postgresql://anna:s3cret@db2/orders")
                        .set("properties", Map.of("apiToken", "s3cret")))
                .one();
        assertThat(config.values().toString()).doesNotContain("s3cret").contains("apiToken=******");
        assertThat(config.toString() + config.password() + config.printableUrl())
                .doesNotContain("s3cret");
        assertThat(config.values().get("password").printable()).isEqualTo("******");
        assertThat(config.values().get("url").text()).isEqualTo("postgresql://anna:******@db1/orders");
    }

    @Test
    void sources_printWithoutValues() {
        assertThat(ConfigSources.in(directory)
                        .withEnvironment(Map.of("DB_PASSWORD", "s3cret"))
                        .toString())
                .doesNotContain("s3cret");
    }

    @Test
    void systemSources_readThisProcess() {
        assertThat(ConfigSources.system().environment()).isEqualTo(System.getenv());
        assertThat(ConfigSources.system().systemProperties()).containsKey("java.version");
    }
}
