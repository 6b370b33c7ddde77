package dev.hawser.engines;

import dev.hawser.Consistency;
import dev.hawser.HostSpec;
import dev.hawser.config.BackupCompression;
import dev.hawser.config.BackupsConfig;
import dev.hawser.config.Certainty;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.HealthConfig;
import dev.hawser.config.LogConfig;
import dev.hawser.config.MigrationBackup;
import dev.hawser.config.MigrationsConfig;
import dev.hawser.config.MigrationsOnStart;
import dev.hawser.config.PoolConfig;
import dev.hawser.config.Profile;
import dev.hawser.config.Provider;
import dev.hawser.config.ReadConfig;
import dev.hawser.config.ReadHosts;
import dev.hawser.config.RetryConfig;
import dev.hawser.config.Routing;
import dev.hawser.config.Secret;
import dev.hawser.config.SslConfig;
import dev.hawser.config.SslMode;
import dev.hawser.config.TcpConfig;
import dev.hawser.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Builds configurations without the loader, which these tests are not about. */
final class TestConfig {

    static final Provider POOLER = new Provider("pooler", List.of("*"), false, false, Map.of(), "");

    private String engine;
    private List<HostSpec> hosts = List.of();
    private String database;
    private String user;
    private Secret password;
    private String schema;
    private boolean readonly;
    private boolean createDb;
    private List<String> extensions = List.of();
    private Duration statementTimeout = Duration.ofSeconds(30);
    private int poolSize = 5;
    private int maxOverflow;
    private SslConfig ssl = new SslConfig(SslMode.PREFER, null);
    private Map<String, String> properties = Map.of();
    private Provider provider = Provider.NONE;

    static TestConfig postgres(TestDatabase database) {
        return postgres(database.host(), database.name(), database.user(), database.password());
    }

    static TestConfig postgres(HostSpec host, String database, String user, String password) {
        return of("postgresql", host, database, user, password);
    }

    static TestConfig of(String engine, HostSpec host, String database, String user, String password) {
        TestConfig config = new TestConfig();
        config.engine = engine;
        config.hosts = List.of(host);
        config.database = database;
        config.user = user;
        config.password = Secret.of(password);
        return config;
    }

    static TestConfig sqlserver(HostSpec host, String database, String user, String password) {
        TestConfig config = postgres(host, database, user, password);
        config.engine = "sqlserver";
        return config;
    }

    static TestConfig sqlite(String file) {
        TestConfig config = new TestConfig();
        config.engine = "sqlite";
        config.database = file;
        return config;
    }

    TestConfig hosts(HostSpec... hosts) {
        this.hosts = List.of(hosts);
        return this;
    }

    TestConfig database(String database) {
        this.database = database;
        return this;
    }

    TestConfig password(String password) {
        this.password = Secret.of(password);
        return this;
    }

    TestConfig schema(String schema) {
        this.schema = schema;
        return this;
    }

    TestConfig readonly() {
        this.readonly = true;
        return this;
    }

    TestConfig createDb() {
        this.createDb = true;
        return this;
    }

    TestConfig extensions(String... extensions) {
        this.extensions = List.of(extensions);
        return this;
    }

    TestConfig statementTimeout(Duration timeout) {
        this.statementTimeout = timeout;
        return this;
    }

    TestConfig pool(int size, int maxOverflow) {
        this.poolSize = size;
        this.maxOverflow = maxOverflow;
        return this;
    }

    TestConfig ssl(SslMode mode, Path rootCert) {
        this.ssl = new SslConfig(mode, rootCert);
        return this;
    }

    TestConfig properties(Map<String, String> properties) {
        this.properties = properties;
        return this;
    }

    TestConfig provider(Provider provider) {
        this.provider = provider;
        return this;
    }

    DatabaseConfig build() {
        return new DatabaseConfig(
                "test",
                engine,
                hosts,
                database,
                user,
                password,
                schema,
                readonly,
                createDb,
                true,
                true,
                extensions,
                "hawser-test",
                Duration.ofSeconds(10),
                statementTimeout,
                Duration.ofSeconds(60),
                new ReadConfig(Consistency.STRONG, ReadHosts.ALL, Routing.ROUND_ROBIN, Duration.ZERO),
                Certainty.OFF,
                PoolConfig.builder()
                        .size(poolSize)
                        .maxOverflow(maxOverflow)
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                new RetryConfig(3, Duration.ofSeconds(1), Duration.ofSeconds(30), 0, Duration.ofMillis(10)),
                new HealthConfig(Duration.ofSeconds(60), Duration.ofSeconds(2)),
                new LogConfig(false, Duration.ofSeconds(1)),
                ssl,
                new TcpConfig(Duration.ofSeconds(30), Duration.ofSeconds(10), 3),
                new MigrationsConfig(
                        List.of(),
                        MigrationsOnStart.OFF,
                        "hawser_migrations",
                        false,
                        Duration.ofMinutes(5),
                        Map.of(),
                        MigrationBackup.OFF,
                        Duration.ofHours(1)),
                new BackupsConfig(
                        null,
                        null,
                        null,
                        BackupCompression.ZSTD,
                        1,
                        new BackupsConfig.Retention(7, 7, 4, 12),
                        null,
                        true,
                        Duration.ZERO),
                null,
                properties,
                provider,
                Profile.DEVELOPMENT,
                Map.of());
    }
}
