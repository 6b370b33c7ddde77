package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Consistency;
import dev.hawser.HostSpec;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each record holds when nothing but the type is said. */
class ConfigDefaultsTest {

    @TempDir
    Path directory;

    private DatabaseConfig production;
    private DatabaseConfig development;

    @BeforeEach
    void load() {
        Loading loading = Loading.in(directory).env("DB_TYPE", "postgresql");
        development = loading.one();
        production = loading.env("ENVIRONMENT", "production").one();
    }

    @Test
    void pool_inProduction_isTheEngines() {
        assertThat(production.pool()).isEqualTo(PoolConfig.builder().size(20).build());
    }

    @Test
    void pool_inDevelopment_hasFiveConnections() {
        assertThat(development.pool()).isEqualTo(PoolConfig.builder().size(5).build());
    }

    @Test
    void pool_ofAnEmbeddedEngine_isTheEnginesInEveryProfile() {
        Loading loading = Loading.in(directory).env("DATABASE_URL", "sqlite::memory:");
        assertThat(loading.one().pool().size()).isEqualTo(4);
        assertThat(loading.one().pool().maxOverflow()).isZero();
        assertThat(loading.env("ENVIRONMENT", "production").one().pool().size()).isEqualTo(4);
    }

    @Test
    void pool_ofEachEngineInProduction_differs() {
        Loading loading = Loading.in(directory).env("ENVIRONMENT", "production");
        assertThat(loading.env("DB_TYPE", "mssql").one().pool().size()).isEqualTo(15);
        assertThat(loading.env("DB_TYPE", "mongodb").one().pool().size()).isEqualTo(10);
        assertThat(loading.env("DATABASE_URL", "access:///x.accdb")
                        .env("DB_TYPE", "")
                        .one()
                        .pool()
                        .size())
                .isEqualTo(1);
    }

    @Test
    void retry_byDefault_isThreeTimesDoubledFromOneSecond() {
        assertThat(production.retry())
                .isEqualTo(
                        new RetryConfig(3, Duration.ofSeconds(1), Duration.ofSeconds(30), 0.1, Duration.ofMillis(10)));
    }

    @Test
    void health_byDefault_dependsOnTheProfile() {
        assertThat(production.health()).isEqualTo(new HealthConfig(Duration.ofSeconds(60), Duration.ofSeconds(2)));
        assertThat(development.health()).isEqualTo(new HealthConfig(Duration.ofSeconds(300), Duration.ofSeconds(2)));
    }

    @Test
    void log_byDefault_echoesInDevelopmentOnly() {
        assertThat(production.log()).isEqualTo(new LogConfig(false, Duration.ofSeconds(1)));
        assertThat(development.log()).isEqualTo(new LogConfig(true, Duration.ofSeconds(1)));
    }

    @Test
    void tcp_byDefault_probesAfterThirtySeconds() {
        assertThat(production.tcp()).isEqualTo(new TcpConfig(Duration.ofSeconds(30), Duration.ofSeconds(10), 3));
    }

    @Test
    void ssl_ofALocalHost_isPreferred() {
        assertThat(production.ssl()).isEqualTo(new SslConfig(SslMode.PREFER, null));
    }

    @Test
    void database_byDefault_isTheEnginesOnLocalhost() {
        assertThat(production.name()).isEqualTo("default");
        assertThat(production.engine()).isEqualTo("postgresql");
        assertThat(production.hosts()).containsExactly(new HostSpec("localhost", 5432));
        assertThat(production.database()).isEqualTo("postgres");
        assertThat(production.user()).isEqualTo("postgres");
        assertThat(production.password()).isNull();
        assertThat(production.schema()).isNull();
        assertThat(production.readonly()).isFalse();
        assertThat(production.createDb()).isFalse();
        assertThat(production.critical()).isTrue();
        assertThat(production.isDefault()).isTrue();
        assertThat(production.extensions()).isEmpty();
        assertThat(production.applicationName()).isEqualTo("hawser");
        assertThat(production.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(production.statementTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(production.idleTransactionTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(production.reads().consistency()).isEqualTo(Consistency.STRONG);
        assertThat(production.properties()).isEmpty();
        assertThat(production.provider()).isEqualTo(Provider.NONE);
        assertThat(production.profile()).isEqualTo(Profile.PRODUCTION);
    }

    @Test
    void values_ofDefaults_nameTheirOrigin() {
        assertThat(production.values().get("pool.size").origin()).isEqualTo("default of postgresql");
        assertThat(production.values().get("pool.timeout").origin()).isEqualTo("default");
        assertThat(production.values().get("log.echo").origin()).isEqualTo("profile production");
        assertThat(development.values().get("pool.size").origin()).isEqualTo("profile development");
        assertThat(production.values().get("ssl.mode").origin()).isEqualTo("default for local hosts");
    }
}
