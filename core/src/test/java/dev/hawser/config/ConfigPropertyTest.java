package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigPropertyTest {

    @ParameterizedTest
    @EnumSource
    void find_everySpellingOfAKey_isTheProperty(ConfigProperty property) {
        String key = property.key();
        assertThat(ConfigProperty.find(key)).contains(property);
        assertThat(ConfigProperty.find(key.replace('.', '_').replace('-', '_'))).contains(property);
        assertThat(ConfigProperty.find(key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT)))
                .contains(property);
        assertThat(ConfigProperty.find(camelCase(key))).contains(property);
    }

    @ParameterizedTest
    @EnumSource
    void find_alias_isTheProperty(ConfigProperty property) {
        assertThat(property.aliases())
                .allSatisfy(alias -> assertThat(ConfigProperty.find(alias)).contains(property));
    }

    @ParameterizedTest
    @EnumSource
    void default_ofEveryProperty_isAllowed(ConfigProperty property) {
        if (property.defaultText() != null) {
            assertThat(PropertyReader.read(property, property.defaultText())).isNotNull();
        }
        assertThat(property.defaultInWords()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource
    void description_ofEveryProperty_isASentence(ConfigProperty property) {
        assertThat(property.description()).matches("[A-Z].*\\.(\\s.*)?").endsWith(".");
        assertThat(property.allowed()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource
    void constant_ofEveryProperty_isNamedAfterItsKey(ConfigProperty property) {
        assertThat(property.name().toLowerCase(Locale.ROOT))
                .isEqualTo(property.key().replace('.', '_').replace('-', '_'));
    }

    @Test
    void variables_ofAllProperties_areDistinct() {
        assertThat(Arrays.stream(ConfigProperty.values()).flatMap(p -> p.variables().stream()))
                .doesNotHaveDuplicates();
    }

    @Test
    void find_nonsense_isEmpty() {
        assertThat(ConfigProperty.find("pool.sise")).isEmpty();
        assertThat(ConfigProperty.find("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DATABASE_URL, url",
        "DB_CONNECTION_STRING, url",
        "DB_TYPE, type",
        "DB_HOST, host",
        "DB_PORT, port",
        "DB_NAME, database",
        "DB_USER, user",
        "DB_PASSWORD, password",
        "DB_SCHEMA, schema",
        "DB_READ_REPLICA_URLS, replicas",
        "DB_POOL_SIZE, pool.size",
        "DB_MAX_OVERFLOW, pool.max-overflow",
        "DB_POOL_TIMEOUT, pool.timeout",
        "DB_POOL_RECYCLE, pool.recycle",
        "DB_POOL_PRE_PING, pool.pre-ping",
        "DB_CONNECT_TIMEOUT, connect-timeout",
        "DB_ECHO, log.echo",
        "SQLALCHEMY_ECHO, log.echo",
        "DB_APPLICATION_NAME, application-name",
        "DB_HEALTH_CHECK_INTERVAL, health.interval",
        "DB_SLOW_QUERY_THRESHOLD_MS, log.slow-query",
        "PGSSLMODE, ssl.mode",
        "PGSSLROOTCERT, ssl.root-cert",
        "PG_KEEPALIVES_IDLE, tcp.keepalive-idle",
        "PG_KEEPALIVES_INTERVAL, tcp.keepalive-interval",
        "PG_KEEPALIVES_COUNT, tcp.keepalive-count",
        "PG_STATEMENT_TIMEOUT, statement-timeout",
        "PG_IDLE_TX_TIMEOUT, idle-transaction-timeout"
    })
    void variable_ofThePredecessors_setsItsKey(String variable, String key) {
        assertThat(ConfigProperty.find(key).orElseThrow().variables()).contains(variable);
    }

    @ParameterizedTest
    @CsvSource({
        "server, host",
        "server_type, type",
        "db_type, type",
        "connection_string, url",
        "connectionStrings, connection-strings",
        "isolation_schema, schema",
        "create_db, create-db",
        "pool_size, pool.size",
        "max_overflow, pool.max-overflow",
        "pool_timeout, pool.timeout",
        "pool_recycle, pool.recycle",
        "pool_pre_ping, pool.pre-ping",
        "echo, log.echo",
        "max_retries, retry.max-retries",
        "retry_delay, retry.first-delay",
        "sslmode, ssl.mode",
        "sslrootcert, ssl.root-cert"
    })
    void find_nameOfThePredecessors_isTheProperty(String spelling, String key) {
        assertThat(ConfigProperty.find(spelling).orElseThrow().key()).isEqualTo(key);
    }

    private static String camelCase(String key) {
        StringBuilder result = new StringBuilder();
        boolean upper = false;
        for (char c : key.toCharArray()) {
            if (Character.isLetter(c)) {
                result.append(upper ? Character.toUpperCase(c) : c);
            }
            upper = !Character.isLetter(c);
        }
        return result.toString();
    }
}
