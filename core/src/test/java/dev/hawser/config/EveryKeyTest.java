package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key can be said in every source, and the environment wins over all of them. */
class EveryKeyTest {

    @TempDir
    Path directory;

    /** Five values a key: for the file, code, .env, system property, environment. */
    private static final Map<ConfigProperty, List<String>> SAMPLES = new EnumMap<>(ConfigProperty.class);

    static {
        sample(ConfigProperty.HOST, "h1", "h2", "h3", "h4", "h5");
        sample(ConfigProperty.PORT, "1", "2", "3", "4", "5");
        sample(ConfigProperty.USER, "u1", "u2", "u3", "u4", "u5");
        sample(ConfigProperty.PASSWORD, "p1", "p2", "p3", "p4", "p5");
        sample(ConfigProperty.DATABASE, "d1", "d2", "d3", "d4", "d5");
        sample(ConfigProperty.SCHEMA, "s1", "s2", "s3", "s4", "s5");
        sample(ConfigProperty.READONLY, "false", "true", "false", "false", "true");
        sample(ConfigProperty.CREATE_DB, "false", "true", "false", "false", "true");
        sample(ConfigProperty.CRITICAL, "true", "true", "true", "true", "false");
        sample(ConfigProperty.DEFAULT, "true", "true", "true", "true", "true");
        sample(ConfigProperty.PROVIDER, "neon", "pooler", "azure", "heroku", "none");
        sample(ConfigProperty.EXTENSIONS, "e1", "e2", "e3", "e4", "e5,pg-x");
        sample(ConfigProperty.APPLICATION_NAME, "a1", "a2", "a3", "a4", "a5");
        sample(ConfigProperty.CONSISTENCY, "strong", "strong", "strong", "eventual", "bounded 5s");
        sample(ConfigProperty.READS, "all", "replicas-first", "all", "all", "replicas-first");
        sample(ConfigProperty.ROUTING, "round-robin", "least-busy", "latency", "least-busy", "latency");
        sample(ConfigProperty.CERTAINTY, "off", "off", "off", "off", "off"); // the engine of this test has no other
        sample(ConfigProperty.RETRY_JITTER, "0.1", "0.2", "0.3", "0.4", "0.5");
        sample(ConfigProperty.LOG_ECHO, "false", "true", "false", "true", "false");
        sample(ConfigProperty.POOL_PRE_PING, "true", "true", "true", "true", "false");
        sample(ConfigProperty.POOL_SHED, "false", "true", "false", "false", "true");
        sample(ConfigProperty.POOL_CONNECT_RATE, "0", "0.5", "1", "20", "10000");
        sample(ConfigProperty.SSL_MODE, "disable", "allow", "prefer", "require", "verify-full");
        sample(ConfigProperty.SSL_ROOT_CERT, "/1.pem", "/2.pem", "/3.pem", "/4.pem", "/5.pem");
        sample(ConfigProperty.MIGRATIONS_LOCATIONS, "m1", "m2", "m3", "classpath:m4", "m5, classpath:m6");
        sample(ConfigProperty.MIGRATIONS_ON_START, "off", "validate", "up", "off", "up");
        sample(ConfigProperty.MIGRATIONS_TABLE, "t1", "t2", "t3", "t4", "t5");
        sample(ConfigProperty.MIGRATIONS_OUT_OF_ORDER, "false", "true", "false", "true", "false");
        sample(ConfigProperty.MIGRATIONS_BACKUP, "off", "take", "require", "off", "take");
        sample(ConfigProperty.BACKUPS_TO, "/1", "/2", "/3", "/4", "/5");
        sample(ConfigProperty.BACKUPS_SERVER_DIRECTORY, "/s1", "/s2", "/s3", "/s4", "/s5");
        sample(ConfigProperty.BACKUPS_KEY, key(1), key(2), key(3), key(4), key(5));
        sample(ConfigProperty.BACKUPS_COMPRESSION, "zstd", "gzip", "none", "zstd", "gzip");
        sample(ConfigProperty.BACKUPS_SCHEDULE, "24h", "daily 03:00", "1d", "weekly sunday 03:00", "90m");
        sample(ConfigProperty.BACKUPS_VERIFY, "true", "true", "true", "true", "false");
        sample(ConfigProperty.SCRATCH_URL, url(1), url(2), url(3), url(4), url(5));
        for (ConfigProperty property : ConfigProperty.values()) {
            if (property.type() == PropertyType.INTEGER || property.type() == PropertyType.DURATION) {
                SAMPLES.putIfAbsent(property, List.of("21", "22", "23", "24", "25"));
            }
        }
    }

    private static String key(int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        return Base64.getEncoder().encodeToString(key);
    }

    private static String url(int number) {
        return "postgresql://scratch" + number + "/postgres";
    }

    private static void sample(ConfigProperty property, String... values) {
        SAMPLES.put(property, List.of(values));
    }

    static Stream<ConfigProperty> sampled() {
        return SAMPLES.keySet().stream();
    }

    static Stream<ConfigProperty> withVariable() {
        return sampled().filter(property -> !property.variables().isEmpty());
    }

    @Test
    void samples_leaveOutOnlyWhatOtherTestsCover() {
        assertThat(Stream.of(ConfigProperty.values()).filter(property -> !SAMPLES.containsKey(property)))
                .containsExactly(
                        ConfigProperty.URL, // DatabaseUrlTest
                        ConfigProperty.TYPE, // below: every test here sets it
                        ConfigProperty.REPLICAS, // HostsTest
                        ConfigProperty.CONNECTION_STRINGS, // HostsTest
                        ConfigProperty.MIGRATIONS_PLACEHOLDERS, // MigrationsAndBackupsConfigTest
                        ConfigProperty.PROPERTIES); // LayersTest
    }

    /** Of what some keys need, what the property itself is not. */
    private static DatabaseOptions options(ConfigProperty property) {
        DatabaseOptions options = DatabaseOptions.of("shop").set("type", "postgresql");
        return property == ConfigProperty.BACKUPS_TO ? options : options.set("backups.to", "/backups");
    }

    private Loading shop(ConfigProperty property) {
        return Loading.in(directory).code(options(property));
    }

    private void assertValue(Loading loading, ConfigProperty property, int sample, String origin) {
        ConfigValue value = loading.database("shop").values().get(property.key());
        assertThat(value.text()).isEqualTo(SAMPLES.get(property).get(sample));
        assertThat(value.origin()).isEqualTo(origin);
        assertThat(value.secret())
                .isEqualTo(property == ConfigProperty.PASSWORD || property == ConfigProperty.BACKUPS_KEY);
    }

    private static String yaml(ConfigProperty property, int sample) {
        return "databases:\n  shop:\n    " + property.key() + ": \""
                + SAMPLES.get(property).get(sample) + "\"\n";
    }

    private static String named(ConfigProperty property) {
        return "HAWSER_SHOP_" + property.key().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    @ParameterizedTest
    @MethodSource("sampled")
    void key_inTheFile_isRead(ConfigProperty property) {
        assertValue(shop(property).yaml(yaml(property, 0)), property, 0, "hawser.yaml:3");
    }

    @ParameterizedTest
    @MethodSource("sampled")
    void key_inCode_winsOverTheFile(ConfigProperty property) {
        Loading loading = Loading.in(directory)
                .yaml(yaml(property, 0))
                .code(options(property).set(property, SAMPLES.get(property).get(1)));
        assertValue(loading, property, 1, "code");
    }

    @ParameterizedTest
    @MethodSource("sampled")
    void key_inDotEnv_winsOverCode(ConfigProperty property) {
        Loading loading = Loading.in(directory)
                .file(".env", named(property) + "=" + SAMPLES.get(property).get(2))
                .code(options(property).set(property, SAMPLES.get(property).get(1)));
        assertValue(loading, property, 2, ".env:1 " + named(property));
    }

    @ParameterizedTest
    @MethodSource("sampled")
    void key_inASystemProperty_winsOverDotEnv(ConfigProperty property) {
        Loading loading = shop(property)
                .file(".env", named(property) + "=" + SAMPLES.get(property).get(2))
                .system("hawser.shop." + property.key(), SAMPLES.get(property).get(3));
        assertValue(loading, property, 3, "system property hawser.shop." + property.key());
    }

    @ParameterizedTest
    @MethodSource("sampled")
    void key_inTheEnvironment_winsOverEverything(ConfigProperty property) {
        List<String> samples = SAMPLES.get(property);
        Loading loading = Loading.in(directory)
                .yaml(yaml(property, 0))
                .code(options(property).set(property, samples.get(1)))
                .file(".env", named(property) + "=" + samples.get(2))
                .system("hawser.shop." + property.key(), samples.get(3))
                .env(named(property), samples.get(4));
        assertValue(loading, property, 4, "environment " + named(property));
    }

    @ParameterizedTest
    @MethodSource("withVariable")
    void variable_ofTheProcess_configuresTheOnlyDatabaseAndWins(ConfigProperty property) {
        List<String> samples = SAMPLES.get(property);
        for (String variable : property.variables()) {
            Loading loading = shop(property)
                    .yaml(yaml(property, 0))
                    .system("hawser." + property.key(), samples.get(3))
                    .env(variable, samples.get(4));
            assertValue(loading, property, 4, "environment " + variable);
        }
    }

    @ParameterizedTest
    @MethodSource("sampled")
    void systemProperty_withoutAName_configuresTheDefaultDatabase(ConfigProperty property) {
        Loading loading = shop(property)
                .yaml(yaml(property, 0))
                .system("hawser." + property.key(), SAMPLES.get(property).get(3));
        // The mark itself cannot be given to whichever database is marked, but it may be given to the only one.
        assertValue(loading, property, 3, "system property hawser." + property.key());
    }

    @ParameterizedTest
    @MethodSource("withVariable")
    void variable_thatIsBlank_countsAsNotSet(ConfigProperty property) {
        for (String variable : property.variables()) {
            assertValue(shop(property).yaml(yaml(property, 0)).env(variable, "  "), property, 0, "hawser.yaml:3");
        }
    }

    @Test
    void typedValues_fromEveryKey_reachTheRecords() {
        DatabaseConfig shop = Loading.in(directory).yaml("""
                        databases:
                          shop:
                            type: postgres
                            statement-timeout: 250
                            connect-timeout: 3
                            log: {slow-query: 20, echo: yes}
                            health:
                              interval: 1m
                              timeout: 500ms
                            retry: {max_retries: 7, firstDelay: 0.5, max-delay: 2m, jitter: 0, conflict-delay: 3}
                            tcp: {keepalive_idle: 5, keepalive_interval: 6s, keepalive_count: 7}
                            extensions: [vector, pg_trgm]
                            properties: {socketTimeout: 5, tcpNoDelay: true}
                        """).database("shop");
        assertThat(shop.statementTimeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(shop.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(shop.log()).isEqualTo(new LogConfig(true, Duration.ofMillis(20)));
        assertThat(shop.health()).isEqualTo(new HealthConfig(Duration.ofMinutes(1), Duration.ofMillis(500)));
        assertThat(shop.retry())
                .isEqualTo(new RetryConfig(7, Duration.ofMillis(500), Duration.ofMinutes(2), 0, Duration.ofMillis(3)));
        assertThat(shop.tcp()).isEqualTo(new TcpConfig(Duration.ofSeconds(5), Duration.ofSeconds(6), 7));
        assertThat(shop.extensions()).containsExactly("vector", "pg_trgm");
        assertThat(shop.properties()).isEqualTo(Map.of("socketTimeout", "5", "tcpNoDelay", "true"));
    }

    @Test
    void bareNumbers_inTheEnvironment_haveTheUnitOfTheirVariable() {
        DatabaseConfig config = Loading.in(directory)
                .env("DB_TYPE", "postgresql")
                .env("DB_POOL_TIMEOUT", "20")
                .env("DB_POOL_RECYCLE", "180")
                .env("DB_HEALTH_CHECK_INTERVAL", "90")
                .env("DB_SLOW_QUERY_THRESHOLD_MS", "1500")
                .env("PG_STATEMENT_TIMEOUT", "30000")
                .env("PG_IDLE_TX_TIMEOUT", "60000")
                .one();
        assertThat(config.pool().timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.pool().recycle()).isEqualTo(Duration.ofMinutes(3));
        assertThat(config.health().interval()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.log().slowQuery()).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.statementTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.idleTransactionTimeout()).isEqualTo(Duration.ofMinutes(1));
    }
}
