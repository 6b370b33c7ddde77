package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileAndSslTest {

    @TempDir
    Path directory;

    private Loading url(String url) {
        return Loading.in(directory).env("DATABASE_URL", url);
    }

    private static NameResolver resolving(String... addresses) {
        return host -> {
            InetAddress[] result = new InetAddress[addresses.length];
            for (int i = 0; i < addresses.length; i++) {
                result[i] = InetAddress.getByName(addresses[i]);
            }
            return List.of(result);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "production, PRODUCTION",
        "PRODUCTION, PRODUCTION",
        "prod, PRODUCTION",
        "development, DEVELOPMENT",
        "dev, DEVELOPMENT"
    })
    void profile_fromTheEnvironment_isRead(String text, Profile profile) {
        for (String variable : List.of("HAWSER_PROFILE", "ENVIRONMENT", "APP_ENV", "FLASK_ENV")) {
            assertThat(url("sqlite:x").env(variable, text).load().profile()).isEqualTo(profile);
        }
    }

    @Test
    void profile_ofEachSource_winsOverTheWeaker() {
        Loading loading = Loading.in(directory).yaml("profile: production\ndatabases: {a: {url: 'sqlite:a'}}");
        assertThat(loading.load().profile()).isEqualTo(Profile.PRODUCTION);
        assertThat(loading.profile(Profile.DEVELOPMENT).load().profile()).isEqualTo(Profile.DEVELOPMENT);
        assertThat(loading.file(".env", "ENVIRONMENT=production").load().profile())
                .isEqualTo(Profile.PRODUCTION);
        assertThat(loading.system("hawser.profile", "development").load().profile())
                .isEqualTo(Profile.DEVELOPMENT);
        assertThat(loading.env("FLASK_ENV", "production").load().profile()).isEqualTo(Profile.PRODUCTION);
        assertThat(loading.env("APP_ENV", "development").load().profile()).isEqualTo(Profile.DEVELOPMENT);
        assertThat(loading.env("ENVIRONMENT", "production").load().profile()).isEqualTo(Profile.PRODUCTION);
        assertThat(loading.env("HAWSER_PROFILE", "development").load().profile())
                .isEqualTo(Profile.DEVELOPMENT);
    }

    @Test
    void profile_thatDoesNotExist_isAProblem() {
        assertThat(url("sqlite:x").env("ENVIRONMENT", "staging").problems())
                .singleElement()
                .asString()
                .startsWith("profile = staging (environment ENVIRONMENT): expected development or production");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://localhost/d",
                "postgresql://LOCALHOST/d",
                "postgresql://127.0.0.1/d",
                "postgresql://127.1.2.3/d",
                "postgresql:///d",
                "postgresql://%2Fvar%2Frun%2Fpostgresql/d"
            })
    void ssl_ofALocalHost_isPreferredInProductionToo(String url) {
        assertThat(url(url).env("ENVIRONMENT", "production").one().ssl().mode()).isEqualTo(SslMode.PREFER);
    }

    @Test
    void ssl_ofIpv6Loopback_isPreferred() {
        assertThat(url("postgresql://[::1]/d")
                        .env("ENVIRONMENT", "production")
                        .sources(sources -> sources.withResolver(resolving("::1")))
                        .one()
                        .ssl()
                        .mode())
                .isEqualTo(SslMode.PREFER);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.5, PREFER",
        "172.17.0.2, PREFER",
        "192.168.1.9, PREFER",
        "127.0.0.1, PREFER",
        "fd00::5, PREFER",
        "::1, PREFER",
        "8.8.8.8, REQUIRE",
        "2001:db8::1, REQUIRE"
    })
    void ssl_ofANameWithoutADot_dependsOnItsAddress(String address, SslMode mode) {
        assertThat(url("postgresql://db/d")
                        .env("ENVIRONMENT", "production")
                        .sources(sources -> sources.withResolver(resolving(address)))
                        .one()
                        .ssl()
                        .mode())
                .isEqualTo(mode);
    }

    @Test
    void ssl_ofANameThatIsUnknownOrPublicToo_isRequired() {
        Loading loading = url("postgresql://db/d").env("ENVIRONMENT", "production");
        assertThat(loading.one().ssl().mode()).isEqualTo(SslMode.REQUIRE);
        assertThat(loading.sources(sources -> sources.withResolver(resolving("10.0.0.1", "8.8.8.8")))
                        .one()
                        .ssl()
                        .mode())
                .isEqualTo(SslMode.REQUIRE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"db.example.com", "10.0.0.5", "192.168.1.1", "localhost.example.com"})
    void ssl_ofAHostWithADot_isNeverAskedFor(String host) {
        Loading loading = url("postgresql://" + host + "/d")
                .sources(sources -> sources.withResolver(name -> {
                    throw new AssertionError("asked for " + name);
                }));
        assertThat(loading.one().ssl().mode()).isEqualTo(SslMode.PREFER);
        assertThat(loading.one().values().get("ssl.mode").origin()).isEqualTo("profile development, remote host");
        assertThat(loading.env("ENVIRONMENT", "production").one().ssl().mode()).isEqualTo(SslMode.REQUIRE);
    }

    @Test
    void ssl_ofOneRemoteHostAmongLocalOnes_isRequired() {
        assertThat(url("postgresql://localhost,db.example.com/d")
                        .env("ENVIRONMENT", "production")
                        .one()
                        .ssl()
                        .mode())
                .isEqualTo(SslMode.REQUIRE);
    }

    @Test
    void ssl_ofARemoteReplica_isRequired() {
        assertThat(url("postgresql://localhost/d")
                        .env("DB_READ_REPLICA_URLS", "postgresql://db.example.com/d")
                        .env("ENVIRONMENT", "production")
                        .one()
                        .ssl()
                        .mode())
                .isEqualTo(SslMode.REQUIRE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
    void ssl_givenByTheUser_staysInEveryProfileAndPlace(String mode) {
        for (String profile : List.of("development", "production")) {
            for (String host : List.of("localhost", "db.example.com", "x.neon.tech")) {
                Loading loading =
                        url("postgresql://" + host + "/d?sslmode=" + mode).env("ENVIRONMENT", profile);
                assertThat(loading.one().ssl().mode()).hasToString(mode);
                assertThat(url("postgresql://" + host + "/d")
                                .env("PGSSLMODE", mode)
                                .one()
                                .ssl()
                                .mode())
                        .hasToString(mode);
            }
        }
    }

    @Test
    void ssl_ofUrlAndPgsslmodeInOneSource_isTheStricter() {
        assertThat(url("postgresql://h/d?sslmode=verify-full")
                        .env("PGSSLMODE", "require")
                        .one()
                        .ssl()
                        .mode())
                .isEqualTo(SslMode.VERIFY_FULL);
        assertThat(url("postgresql://h/d?sslmode=prefer")
                        .env("PGSSLMODE", "require")
                        .one()
                        .ssl()
                        .mode())
                .isEqualTo(SslMode.REQUIRE);
    }

    @Test
    void ssl_ofAnEmbeddedEngine_isOff() {
        assertThat(url("sqlite:x").env("ENVIRONMENT", "production").one().ssl().mode())
                .isEqualTo(SslMode.DISABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "ep-cool-1.us-east-2.aws.neon.tech, neon",
        "ep-cool-1-pooler.us-east-2.aws.neon.tech, neon",
        "aws-0-eu.pooler.supabase.com:6543, pooler",
        "aws-0-eu.pooler.supabase.com:5432, supabase",
        "aws-0-eu.pooler.supabase.com, supabase",
        "x.postgres.database.azure.com:6432, pooler",
        "pgbouncer, pooler",
        "my-pooler.internal, pooler",
        "x.cluster-abc.eu-west-1.rds.amazonaws.com, aws-aurora",
        "x.cluster-ro-abc.eu-west-1.rds.amazonaws.com, aws-aurora",
        "x.abc.eu-west-1.rds.amazonaws.com, aws-rds",
        "X.ABC.eu-west-1.RDS.amazonaws.com, aws-rds",
        "x.postgres.database.azure.com, azure",
        "x.database.windows.net, azure",
        "x.y.europe-west1.sql.goog, google-cloud-sql",
        "ec2-1-2-3-4.compute-1.amazonaws.com, heroku",
        "ec2-1-2-3-4.eu-west-1.compute.amazonaws.com, heroku",
        "db.abc.supabase.co, supabase",
        "x.aws-eu.cockroachlabs.cloud, cockroachdb",
        "eu-west-1.x.aws.yugabyte.cloud, yugabyte",
        "neon.tech.example.com, none",
        "db.example.com, none"
    })
    void provider_byHostName_isFound(String host, String provider) {
        DatabaseConfig config = url("postgresql://" + host + "/d").one();
        assertThat(config.provider().name()).isEqualTo(provider);
        assertThat(config.values().get("provider").text()).isEqualTo(provider);
    }

    @Test
    void provider_neon_changesDefaultsAndNothingThatIsGiven() {
        DatabaseConfig config = url("postgresql://x.neon.tech/d").one();
        assertThat(config.pool().recycle()).isEqualTo(Duration.ofMinutes(3));
        assertThat(config.values().get("pool.recycle").origin()).isEqualTo("preset neon");
        assertThat(config.ssl().mode()).isEqualTo(SslMode.REQUIRE);
        assertThat(config.values().get("ssl.mode").origin()).isEqualTo("preset neon");
        assertThat(config.provider().startupOptions()).isFalse();
        assertThat(config.provider().sessionState()).isFalse();
        DatabaseConfig given =
                url("postgresql://x.neon.tech/d").env("DB_POOL_RECYCLE", "3600").one();
        assertThat(given.pool().recycle()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void provider_ports_areTheVendors() {
        assertThat(url("postgresql://x.cockroachlabs.cloud/d")
                        .one()
                        .hosts()
                        .get(0)
                        .port())
                .isEqualTo(26257);
        assertThat(url("postgresql://x.yugabyte.cloud/d").one().hosts().get(0).port())
                .isEqualTo(5433);
        assertThat(url("postgresql://x.yugabyte.cloud:5432/d")
                        .one()
                        .hosts()
                        .get(0)
                        .port())
                .isEqualTo(5432);
    }

    @Test
    void provider_byName_winsOverTheHostName() {
        Loading loading = Loading.in(directory);
        assertThat(loading.yaml("databases: {a: {url: 'postgresql://db/d', provider: pooler}}")
                        .one()
                        .provider()
                        .name())
                .isEqualTo("pooler");
        assertThat(loading.yaml("databases: {a: {url: 'postgresql://x.neon.tech/d', provider: none}}")
                        .one()
                        .provider())
                .isEqualTo(Provider.NONE);
        assertThat(loading.yaml("databases: {a: {url: 'postgresql://db/d', provider: aws}}")
                        .problems())
                .singleElement()
                .asString()
                .contains("a: provider = aws (hawser.yaml:1): expected none, neon, supabase, pooler, aws-aurora");
    }

    @Test
    void provider_ofTheUser_isTriedFirst() {
        Provider own = new Provider(
                "ours",
                List.of("*.db.example.com"),
                false,
                true,
                Map.of("pool.timeout", "7s", "port", "6432"),
                "https://example.com");
        DatabaseConfig config = url("postgresql://a.db.example.com/d")
                .sources(sources -> sources.withProviders(own))
                .one();
        assertThat(config.provider()).isEqualTo(own);
        assertThat(config.pool().timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.hosts().get(0).port()).isEqualTo(6432);
    }

    @Test
    void provider_ofTheUserWithAnUnknownKey_isAProblem() {
        Provider own = new Provider("ours", List.of("db"), true, true, Map.of("pool.sise", "7"), "");
        assertThat(url("postgresql://db/d")
                        .sources(sources -> sources.withProviders(own))
                        .problems())
                .containsExactly("pool.sise (preset ours): unknown key; the nearest is pool.size");
    }

    @Test
    void builtIn_presets_haveSourcesAndKnownKeys() {
        assertThat(Providers.builtIn()).allSatisfy(provider -> {
            assertThat(provider.source()).startsWith("https://");
            assertThat(provider.settings()).allSatisfy((key, text) -> {
                ConfigProperty property = ConfigProperty.find(key).orElseThrow();
                assertThat(property.key()).isEqualTo(key);
                assertThat(PropertyReader.read(property, text)).isNotNull();
            });
        });
    }

    @Test
    void systemResolver_knowsLocalhost() throws UnknownHostException {
        assertThat(NameResolver.SYSTEM.resolve("localhost")).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
    }
}
