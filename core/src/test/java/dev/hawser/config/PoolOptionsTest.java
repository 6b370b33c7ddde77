package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of a pool: defaults, bounds, messages. */
class PoolOptionsTest {

    private static final String COUNT_FROM_ONE = "a whole number from 1 to ";
    private static final String COUNT_FROM_ZERO = "a whole number from 0 to ";

    /** None of them is a default. */
    private static final PoolConfig UNUSUAL = PoolConfig.builder()
            .size(7)
            .maxOverflow(3)
            .timeout(Duration.ofSeconds(4))
            .maxWaiters(50)
            .shed(true)
            .recycle(Duration.ofMinutes(5))
            .prePing(false)
            .validationTimeout(Duration.ofMillis(250))
            .keepalive(Duration.ofSeconds(45))
            .maxConnecting(2)
            .connectRate(0.5)
            .leakThreshold(Duration.ofMinutes(1))
            .build();

    @TempDir
    Path directory;

    private Loading shop(String... keysAndValues) {
        DatabaseOptions options = DatabaseOptions.of("shop").url("postgresql://db1/orders");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options = options.set(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Loading.in(directory).code(options);
    }

    private PoolConfig pool(String key, String value) {
        return shop(key, value).one().pool();
    }

    @Test
    void defaults_ofTheTable_areThoseOfTheBuilder() {
        PoolConfig pool =
                Loading.in(directory).env("DB_TYPE", "postgresql").one().pool();
        assertThat(pool.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(pool.maxOverflow()).isEqualTo(10);
        assertThat(pool.maxWaiters()).isEqualTo(10_000);
        assertThat(pool.shed()).isFalse();
        assertThat(pool.recycle()).isEqualTo(Duration.ofHours(1));
        assertThat(pool.prePing()).isTrue();
        assertThat(pool.validationTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(pool.keepalive()).isEqualTo(Duration.ofMinutes(2));
        assertThat(pool.maxConnecting()).isEqualTo(4);
        assertThat(pool.connectRate()).isZero();
        assertThat(pool.leakThreshold()).isZero();
        assertThat(pool).isEqualTo(PoolConfig.builder().size(pool.size()).build());
        assertThat(PoolConfig.builder().build().size()).isEqualTo(10);
    }

    @Test
    void toBuilder_keepsEverything() {
        assertThat(UNUSUAL.toBuilder().build()).isEqualTo(UNUSUAL);
    }

    @Test
    void sized_changesTheBoundsAlone() {
        PoolConfig sized = UNUSUAL.sized(1, 0);
        assertThat(sized.size()).isEqualTo(1);
        assertThat(sized.maxOverflow()).isZero();
        assertThat(sized.sized(7, 3)).isEqualTo(UNUSUAL);
    }

    @Test
    void everyOption_inAFile_reachesTheRecord() {
        PoolConfig pool = Loading.in(directory).yaml("""
                        databases:
                          shop:
                            type: postgresql
                            pool:
                              size: 7
                              max-overflow: 3
                              timeout: 4
                              max_waiters: 50
                              shed: true
                              recycle: 5m
                              prePing: false
                              validationTimeout: 250ms
                              keepalive: 45
                              max-connecting: 2
                              connect-rate: 0.5
                              leak_threshold: 1m
                        """).database("shop").pool();
        assertThat(pool).isEqualTo(UNUSUAL);
    }

    @ParameterizedTest
    @CsvSource({
        "pool.size, 1",
        "pool.size, 10000",
        "pool.max-overflow, 0",
        "pool.max-overflow, 10000",
        "pool.timeout, 1ms",
        "pool.timeout, 1h",
        "pool.max-waiters, 0",
        "pool.max-waiters, 1000000",
        "pool.recycle, 0",
        "pool.recycle, 24d",
        "pool.validation-timeout, 1ms",
        "pool.validation-timeout, 1m",
        "pool.keepalive, 0",
        "pool.keepalive, 24d",
        "pool.max-connecting, 1",
        "pool.max-connecting, 1000",
        "pool.connect-rate, 0",
        "pool.connect-rate, 10000",
        "pool.leak-threshold, 0",
        "pool.leak-threshold, 24d"
    })
    void value_atABound_isAllowed(String key, String value) {
        assertThat(shop(key, value).one().values().get(key).text()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pool.size|0|" + COUNT_FROM_ONE + "10000",
                "pool.size|-5|" + COUNT_FROM_ONE + "10000",
                "pool.size|10001|" + COUNT_FROM_ONE + "10000",
                "pool.max-overflow|-1|" + COUNT_FROM_ZERO + "10000",
                "pool.max-overflow|10001|" + COUNT_FROM_ZERO + "10000",
                "pool.timeout|0|from 1ms to 1h; a bare number counts seconds",
                "pool.timeout|off|from 1ms to 1h; a bare number counts seconds",
                "pool.timeout|2h|from 1ms to 1h; a bare number counts seconds",
                "pool.max-waiters|-1|" + COUNT_FROM_ZERO + "1000000",
                "pool.max-waiters|1000001|" + COUNT_FROM_ZERO + "1000000",
                "pool.max-waiters|many|" + COUNT_FROM_ZERO + "1000000",
                "pool.shed|sometimes|true or false",
                "pool.recycle|-1s|from 0s to 24d, or off; a bare number counts seconds",
                "pool.recycle|25d|from 0s to 24d, or off; a bare number counts seconds",
                "pool.validation-timeout|0|from 1ms to 1m; a bare number counts seconds",
                "pool.validation-timeout|off|from 1ms to 1m; a bare number counts seconds",
                "pool.validation-timeout|61s|from 1ms to 1m; a bare number counts seconds",
                "pool.keepalive|-1s|from 0s to 24d, or off; a bare number counts seconds",
                "pool.keepalive|never|from 0s to 24d, or off; a bare number counts seconds",
                "pool.keepalive|25d|from 0s to 24d, or off; a bare number counts seconds",
                "pool.max-connecting|0|" + COUNT_FROM_ONE + "1000",
                "pool.max-connecting|1001|" + COUNT_FROM_ONE + "1000",
                "pool.connect-rate|-0.1|a number from 0 to 10000",
                "pool.connect-rate|10d|a number from 0 to 10000",
                "pool.connect-rate|0x1p3|a number from 0 to 10000",
                "pool.connect-rate|10001|a number from 0 to 10000",
                "pool.connect-rate|Infinity|a number from 0 to 10000",
                "pool.connect-rate|10/s|a number from 0 to 10000",
                "pool.leak-threshold|-1|from 0s to 24d, or off; a bare number counts seconds",
                "pool.leak-threshold|25d|from 0s to 24d, or off; a bare number counts seconds"
            })
    void value_beyondABound_namesKeyValueOriginAndWhatIsAllowed(String key, String value, String allowed) {
        assertThat(shop(key, value).problems())
                .singleElement()
                .asString()
                .startsWith("shop: " + key + " = " + value + " (code): expected ")
                .endsWith(allowed);
    }

    @Test
    void severalImpossibleValues_areReportedTogether() {
        assertThat(shop("pool.size", "0", "pool.max-waiters", "-1", "pool.connect-rate", "-2")
                        .problems())
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"500ms, 1s", "1s, 1s", "2s, 5s"})
    void recycle_notLongerThanValidation_isRefusedWithBothAndTheReason(String recycle, String validation) {
        assertThat(shop("pool.recycle", recycle, "pool.validation-timeout", validation)
                        .problems())
                .containsExactly("shop: pool.recycle = " + recycle + " (code) and pool.validation-timeout = "
                        + validation + " (code): a connection would be too old before its test is over; raise the"
                        + " first or lower the second");
    }

    @Test
    void recycle_shorterThanTheDefaultOfValidation_namesTheDefault() {
        assertThat(shop("pool.recycle", "1s").problems())
                .singleElement()
                .asString()
                .contains("pool.recycle = 1s (code) and pool.validation-timeout = 1s (default)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "off", "2s"})
    void recycle_neverOrLongerThanValidation_isAllowed(String recycle) {
        assertThat(pool("pool.recycle", recycle).validationTimeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "\"off\"", "'off'", "OFF", "Off", "0", "0s"})
    void keepaliveOff_inYaml_isQuietMode(String text) {
        Loading loading = Loading.in(directory).yaml("""
                        databases:
                          shop:
                            type: postgresql
                            pool: {keepalive: %s}
                        """.formatted(text));
        assertThat(loading.database("shop").pool().keepalive()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "OFF", " off ", "0"})
    void keepaliveOff_inTheEnvironment_isQuietMode(String text) {
        assertThat(shop().env("HAWSER_SHOP_POOL_KEEPALIVE", text).one().pool().keepalive())
                .isZero();
        assertThat(Loading.in(directory)
                        .env("DATABASE_URL", "postgresql://db1/orders")
                        .env("HAWSER_DEFAULT_POOL_KEEPALIVE", text)
                        .one()
                        .pool()
                        .keepalive())
                .isZero();
    }

    @Test
    void keepaliveOff_inCode_isQuietModeAsZeroIs() {
        assertThat(pool("pool.keepalive", "off").keepalive()).isZero();
        assertThat(Loading.in(directory)
                        .code(DatabaseOptions.of("shop")
                                .url("postgresql://db1/orders")
                                .set("pool.keepalive", Duration.ZERO))
                        .one()
                        .pool()
                        .keepalive())
                .isZero();
    }

    @Test
    void keepalive_ofNeon_isOffUnlessSomebodySaysOtherwise() {
        Loading neon = Loading.in(directory).env("DATABASE_URL", "postgresql://ep-x.eu-central-1.aws.neon.tech/orders");
        DatabaseConfig config = neon.one();
        assertThat(config.provider().name()).isEqualTo("neon");
        assertThat(config.pool().keepalive()).isZero();
        assertThat(config.pool().recycle()).isEqualTo(Duration.ofMinutes(3));
        assertThat(config.values().get("pool.keepalive").text()).isEqualTo("off");
        assertThat(config.values().get("pool.keepalive").origin()).contains("neon");
        assertThat(neon.env("HAWSER_DEFAULT_POOL_KEEPALIVE", "90s").one().pool().keepalive())
                .isEqualTo(Duration.ofSeconds(90));
    }
}
