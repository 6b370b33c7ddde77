package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.HostSpec;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigLoader;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Provider;
import dev.hawser.config.Providers;
import dev.hawser.error.SetupFailedException;
import dev.hawser.spi.Credentials;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each preset makes of a connection, as the server and the drivers see it. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class ProviderPresetsIT {

    private static final ConfigSources NOWHERE = ConfigSources.in(Path.of("target/nothing-here"));
    private static final Credentials LOGIN = new Credentials("app", null, 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static PostgresServer encrypted;
    private static PostgresServer plain;

    @BeforeAll
    static void start() throws Exception {
        encrypted = PostgresServer.startedWithTls();
        plain = PostgresServer.started();
    }

    @AfterAll
    static void stop() throws Exception {
        encrypted.close();
        plain.close();
    }

    static List<Provider> presets() {
        return Providers.builtIn();
    }

    private static DatabaseManager open(PostgresServer server, Provider preset) {
        return DatabaseManager.builder(NOWHERE)
                .database(DatabaseOptions.of("shop").url(server.url("postgres")).set("provider", preset.name()))
                .open();
    }

    private static String shown(SqlDatabase shop, String setting) {
        return shop.queryOne("select current_setting('" + setting + "')", String.class)
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void session_isWhatThePresetSays(Provider preset) {
        try (DatabaseManager manager = open(encrypted, preset)) {
            SqlDatabase shop = manager.sql();
            assertThat(shop.queryOne("select ssl from pg_stat_ssl where pid = pg_backend_pid()", Boolean.class))
                    .contains(true);
            assertThat(shop.transaction(tx -> tx.queryOne("select current_setting('statement_timeout')", String.class)
                                    .orElseThrow())
                            .value())
                    .as("limits hold everywhere")
                    .isEqualTo("30s");
            assertThat(shown(shop, "tcp_keepalives_idle").equals(seconds(shop, "tcp.keepalive-idle")))
                    .as("is told at the start of a session, where that can be")
                    .isEqualTo(preset.startupOptions());
            for (int i = 0; i < 20; i++) {
                shop.query("select 1");
            }
            assertThat(shop.queryOne("select count(*) > 0 from pg_prepared_statements", Boolean.class))
                    .as("statements that the session keeps, where there is one")
                    .contains(preset.sessionState());
        }
    }

    private static String seconds(SqlDatabase shop, String key) {
        return Long.toString(
                Duration.parse("PT" + shop.info().settings().get(key).replace("s", "S"))
                        .toSeconds());
    }

    @ParameterizedTest
    @MethodSource("presets")
    void serverWithoutTls_isRefused_wherePresetsRequireIt(Provider preset) {
        String host = preset.hostPatterns().get(0).replace("*", "x").replaceAll(":.*", "");
        DatabaseConfig there = config("postgresql://" + host + "/d");
        assertThat(there.provider()).isEqualTo(preset);
        DatabaseOptions here = DatabaseOptions.of("shop")
                .url(plain.url("postgres"))
                .set("ssl.mode", there.ssl().mode());
        if ("require".equals(preset.settings().get("ssl.mode"))) {
            assertThatExceptionOfType(SetupFailedException.class)
                    .isThrownBy(() -> DatabaseManager.builder(NOWHERE)
                            .database(here)
                            .open()
                            .close())
                    .withMessageContaining("SSL");
        } else {
            DatabaseManager.builder(NOWHERE).database(here).open().close();
        }
    }

    private static DatabaseConfig config(String url) {
        return new ConfigLoader(
                        NOWHERE.withDatabases(DatabaseOptions.of("shop").url(url)),
                        List.of(new PostgresqlEngine(), new MysqlEngine(), new MariadbEngine(), new SqlServerEngine()))
                .load()
                .databases()
                .get(0);
    }

    /** What the driver would be told, each of which it knows. */
    private static Map<String, String> told(Driver driver, String url, Properties properties) throws SQLException {
        List<String> known = Arrays.stream(driver.getPropertyInfo(url, properties))
                .map((DriverPropertyInfo info) -> info.name)
                .toList();
        assertThat(known)
                .as("what the driver knows")
                .containsAll(properties.stringPropertyNames().stream()
                        .filter(name -> !name.equals("password") && !name.equals("user"))
                        .toList());
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    @ParameterizedTest
    @CsvSource({
        "sqlserver://x.database.windows.net/d, azure",
        "sqlserver://10.1.2.3.sql-psa.goog/d, google-cloud-sql",
        "sqlserver://x.abc.eu-west-1.rds.amazonaws.com/d, aws-rds"
    })
    void sqlServer_isEncryptedThere(String url, String preset) throws Exception {
        DatabaseConfig config = config(url);
        assertThat(config.provider().name()).isEqualTo(preset);
        Properties properties =
                new SqlServerSettings(config, null).driver(config.hosts().get(0), "d", LOGIN, TIMEOUT);
        assertThat(told(new com.microsoft.sqlserver.jdbc.SQLServerDriver(), "jdbc:sqlserver://", properties))
                .containsEntry("encrypt", "true")
                .containsEntry("trustServerCertificate", "true");
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://x.mysql.database.azure.com/d, azure",
        "mysql://x.cluster-abc.eu-west-1.rds.amazonaws.com/d, aws-aurora",
        "mysql://x.abc.eu-west-1.rds.amazonaws.com/d, aws-rds",
        "mysql://x.y.europe-west1.sql.goog/d, google-cloud-sql"
    })
    void mysql_isEncryptedThere(String url, String preset) throws Exception {
        DatabaseConfig config = config(url);
        assertThat(config.provider().name()).isEqualTo(preset);
        HostSpec host = config.hosts().get(0);
        MysqlDriver.Target target = new MysqlDriver.Target(host, "d", LOGIN, TIMEOUT, true, null);
        assertThat(told(
                        new com.mysql.cj.jdbc.Driver(),
                        "jdbc:mysql://x/d",
                        new ConnectorJ().properties(config, target)))
                .containsEntry("sslMode", "REQUIRED")
                .containsEntry("allowPublicKeyRetrieval", "false");
        assertThat(new MariadbConnector().properties(config, target))
                .containsEntry("sslMode", "trust")
                .containsEntry("allowPublicKeyRetrieval", "false");
    }

    @Test
    void preset_ofTheUser_reachesTheDriver() throws Exception {
        Provider ours = new Provider(
                "ours",
                List.of("*.db.example.com"),
                false,
                false,
                Map.of("ssl.mode", "verify-full", "port", "6432"),
                "https://example.com");
        DatabaseConfig config = new ConfigLoader(
                        NOWHERE.withProviders(ours)
                                .withDatabases(DatabaseOptions.of("shop").url("postgresql://a.db.example.com/d")),
                        List.of(new PostgresqlEngine()))
                .load()
                .databases()
                .get(0);
        Properties properties =
                new PostgresqlSettings(config).driver(config.hosts().get(0), "d", LOGIN, TIMEOUT);
        assertThat(told(new org.postgresql.Driver(), "jdbc:postgresql://", properties))
                .containsEntry("PGPORT", "6432")
                .containsEntry("sslmode", "verify-full")
                .containsEntry("prepareThreshold", "0")
                .doesNotContainKey("options");
    }
}
