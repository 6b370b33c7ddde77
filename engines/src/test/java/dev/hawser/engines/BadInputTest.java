package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ConfigurationException;
import dev.hawser.error.SetupFailedException;
import dev.hawser.spi.Engine;
import dev.hawser.spi.NearestName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a configuration is said when it is read, with its key and with what to write instead. */
class BadInputTest {

    private static final List<Engine> ENGINES =
            List.of(new PostgresqlEngine(), new MysqlEngine(), new MariadbEngine(), new SqliteEngine());
    private static final String SECRET = "s3cret";

    @TempDir
    private Path directory;

    private DatabaseConfig load(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(directory).withDatabases(options))
                .engines(ENGINES)
                .load()
                .databases()
                .get(0);
    }

    private static DatabaseOptions url(String url) {
        return DatabaseOptions.of("shop").url(url);
    }

    private void assertRefused(DatabaseOptions options, String what) {
        ConfigurationException refused = catchThrowableOfType(ConfigurationException.class, () -> load(options));
        assertThat(refused).isNotNull();
        assertThat(refused.problems()).singleElement().asString().contains(what);
        assertThat(refused.getMessage()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A malformed URL.
                "postgresql:db1/shop | malformed URL: write postgresql://host:port/database",
                "postgresql://anna:s3cret%4/@db1/shop | malformed URL",
                "mysql:db1/shop | malformed URL: write mysql://host:port/database",
                "mysql://anna:s3c/ret@db1/shop | write / as %2F",
                "mysql://db1:33o6/shop | malformed URL",
                "mysql://db1/shop?useCompression | a parameter has no name or no =",
                "jdbc:mariadb:db1 | malformed URL: write mariadb://host:port/database",
                "mariadb://db1/sh%zzop | malformed URL: a % is not followed by two hexadecimal digits",
                "sqlite://db1/shop.db | malformed URL: a file has no host",
                "sqlite:file:shop.db | must be a path, not a URI",
                // A type that there is not.
                "oracle://db1/shop | unknown database type \"oracle\"",
                "jdbc:h2:mem:shop | unknown database type \"h2\"",
                "db1/shop | a URL begins with a scheme",
                // An option that there is not, or that another engine has.
                "jdbc:postgresql://db1/shop?sockettimeout=5 | properties.sockettimeout: the driver has no such option; the nearest is socketTimeout",
                "postgresql://db1/shop?useCompression=s3cret | properties.useCompression: the driver has no such option",
                "postgresql://db1/shop?journal_mode=wal | properties.journal_mode: the driver has no such option",
                "jdbc:mysql://db1/shop?socketTimeoutt=5 | properties.socketTimeoutt: the driver has no such option; the nearest is socketTimeout",
                "mysql://db1/shop?reWriteBatchedInserts=true | properties.reWriteBatchedInserts: the driver has no such option",
                "jdbc:mariadb://db1/shop?useBulkStatements=true | properties.useBulkStatements: the driver has no such option; the nearest is useBulkStmts",
                "mariadb://db1/shop?currentSchema=s | properties.currentSchema: the driver has no such option",
                "sqlite:///shop.db?BUSY_TIMEOUT=5 | properties.BUSY_TIMEOUT: the driver has no such option; the nearest is busy_timeout",
                "jdbc:sqlite:shop.db?currentSchema=s | properties.currentSchema: the driver has no such option",
                // What Hawser has a key for.
                "jdbc:mysql://db1/shop?useSSL=false | properties.useSSL: it is \"ssl.mode\" here",
                "jdbc:mysql://db1/shop?trustCertificateKeyStorePassword=s3cret | \"ssl.root-cert\"",
                "jdbc:mariadb://db1/shop?serverSslCert=/ca.pem | properties.serverSslCert: whom to trust is \"ssl.root-cert\"",
                "jdbc:postgresql://db1/shop?sslfactory=org.postgresql.ssl.NonValidatingFactory | properties.sslfactory: whom to trust is \"ssl.root-cert\"",
                "postgresql://db1/shop?PGHOST=db2 | properties.PGHOST: it is \"host\" here",
                "sqlite:///shop.db?open_mode=6 | properties.open_mode: how the file is opened is \"readonly\"",
                "jdbc:mysql://db1/shop?sslMode=sometimes | ssl.mode"
            })
    void load_urlThatCannotBeMeant_saysWhatIsWrong(String url, String what) {
        assertRefused(url(url), what);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mysql://db1/shop | schema | sales | mysql has no schemas within a database",
                "mariadb://db1/shop | extensions | vector | mariadb has no extensions",
                "sqlite::memory: | pool.size | 5 | pool.size: a database in memory is one connection",
                "sqlite::memory: | pool.max-overflow | 1 | pool.max-overflow: a database in memory is one connection",
                "sqlite:///shop.db | schema | sales | sqlite has no schemas",
                "sqlite:///shop.db | user | anna | user: SQLite has no users",
                "sqlite:///shop.db | ssl.mode | require | ssl.mode",
                // A replica where only one host is possible.
                "sqlite:///shop.db | replicas | db2:1 | has no replicas",
                "sqlite:///shop.db | replicas | sqlite:///other.db | has no replicas",
                "sqlite:///shop.db | host | db1 | sqlite is a file or memory of this process and has no host"
            })
    void load_optionOfAnotherEngine_isRefusedByKey(String url, String key, String value, String what) {
        assertRefused(url(url).set(key, value), what);
    }

    /** A mode that a user gives is never weakened, whatever else stands beside it. */
    @ParameterizedTest
    @CsvSource({
        "postgresql, sslmode, disable",
        "postgresql, sslMode, disable",
        "postgresql, ssl, false",
        "postgresql, sslhostnameverifier, x.Any",
        "mysql, sslMode, DISABLED",
        "mysql, SSLMODE, DISABLED",
        "mysql, useSSL, false",
        "mysql, verifyServerCertificate, false",
        "mariadb, sslMode, disable",
        "mariadb, sslmode, trust",
        "mariadb, trustServerCertificate, true"
    })
    void load_sslModeOfTheDriver_neverUndoesOurs(String engine, String option, String value) {
        DatabaseOptions options = url(engine + "://db1/shop").set("ssl.mode", "verify-full");
        assertRefused(
                options.set("properties", Map.of(option, value)), "properties." + option + ": it is \"ssl.mode\" here");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db1/shop?socketTimeout=5&reWriteBatchedInserts=true&sslcert=c.pem&sslkey=k.pk8, 4",
        "postgresql://db1/shop?sslmode=require&channel_binding=require, 1",
        "jdbc:mysql://db1/shop?serverTimezone=UTC&SocketTimeout=5&allowPublicKeyRetrieval=true&sslMode=REQUIRED, 3",
        "jdbc:mariadb://db1/shop?useBulkStmts=true&TCPKEEPALIVE=true&nullCatalogMeansCurrent=true&sslMode=trust, 3",
        "sqlite:///shop.db?journal_mode=delete&busy_timeout=5, 2"
    })
    void load_optionsThatTheDriverHas_areTaken(String url, int count) {
        assertThat(load(url(url)).properties()).hasSize(count);
    }

    @Test
    void driver_channelBindingOfLibpq_isTheDriversOwn() {
        DatabaseConfig config = load(url("postgresql://anna@db1/shop?sslmode=require&channel_binding=require"));
        assertThat(new PostgresqlSettings(config)
                        .driver(config.hosts().get(0), "shop", Raw.login(config), Duration.ofSeconds(1)))
                .containsEntry("channelBinding", "require")
                .containsEntry("sslmode", "require")
                .doesNotContainKey("channel_binding");
    }

    /** What is in a file is known when it is opened. */
    @Test
    void open_fileThatIsNoDatabase_saysSoAndKeepsIt() throws Exception {
        Path letter = Files.writeString(directory.resolve("letter.txt"), "Dear reader, ".repeat(1000));
        assertThatThrownBy(() -> {
                    try (DatabaseManager manager = DatabaseManager.builder(
                                    ConfigSources.in(directory).withDatabases(url("sqlite:///" + letter)))
                            .engines(ENGINES)
                            .open()) {
                        manager.sql("shop").query("select 1");
                    }
                })
                .isInstanceOf(SetupFailedException.class)
                .hasMessageContaining("letter.txt")
                .hasMessageContaining("not a database");
        assertThat(letter).content().startsWith("Dear reader");
    }

    @Test
    void nearest_ofNames_isTheOneWithTheFewestChanges() {
        List<String> known = List.of("socketTimeout", "loginTimeout", "ssl");
        assertThat(NearestName.to("SOCKET_TIMEOUT", known)).isEqualTo("socketTimeout");
        assertThat(NearestName.to("tls", known)).isEqualTo("ssl");
        assertThat(NearestName.to("log1nTimeuot", known)).isEqualTo("loginTimeout");
    }
}
