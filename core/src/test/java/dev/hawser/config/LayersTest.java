package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.Consistency;
import dev.hawser.HostSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the sources lie over each other: URLs and their parts, the default database, named databases. */
class LayersTest {

    @TempDir
    Path directory;

    private Loading loading() {
        return Loading.in(directory);
    }

    @Test
    void load_nothing_isASqliteFileInDevelopment() {
        ManagerConfig config = loading().load();
        assertThat(config.profile()).isEqualTo(Profile.DEVELOPMENT);
        DatabaseConfig database = config.databases().get(0);
        assertThat(config.databases()).hasSize(1);
        assertThat(database.name()).isEqualTo("default");
        assertThat(database.engine()).isEqualTo("sqlite");
        assertThat(database.database()).isEqualTo("hawser.db");
        assertThat(database.isDefault()).isTrue();
        assertThat(config.source()).isEqualTo("the environment");
    }

    @Test
    void load_nothingButPoolSize_isStillASqliteFile() {
        assertThat(loading().env("DB_POOL_SIZE", "3").one().pool().size()).isEqualTo(3);
    }

    @Test
    void load_nothingInProduction_requiresAUrl() {
        assertThat(loading().env("ENVIRONMENT", "production").problems())
                .singleElement()
                .asString()
                .contains("DATABASE_URL", "profile production", "environment ENVIRONMENT");
    }

    @Test
    void load_nothingWithoutSqlite_requiresAUrl() {
        assertThat(loading().engines(StubEngine.POSTGRESQL).problems())
                .singleElement()
                .asString()
                .contains("DATABASE_URL");
    }

    @Test
    void load_hostWithoutType_saysThatTheUrlIsMissing() {
        assertThat(loading().env("DB_HOST", "db1").problems())
                .singleElement()
                .asString()
                .contains("url is missing");
    }

    @Test
    void load_defaultThatOnlyDatabaseUrlNames_isReachedByItsNameToo() {
        DatabaseConfig config = loading()
                .env("DATABASE_URL", "postgresql://db1/orders")
                .env("HAWSER_DEFAULT_POOL_SIZE", "11")
                .one();
        assertThat(config.pool().size()).isEqualTo(11);
        assertThatThrownBy(() -> loading()
                        .env("DATABASE_URL", "postgresql://db1/orders")
                        .env("HAWSER_DEFAULT_POOL_SIZ", "11")
                        .one())
                .hasMessageContaining("pool.size");
    }

    @Test
    void load_fiveVariables_setTheFiveParts() {
        DatabaseConfig config = loading()
                .env("DB_TYPE", "PostgreSQL")
                .env("DB_HOST", "db1")
                .env("DB_PORT", "5433")
                .env("DB_NAME", "orders")
                .env("DB_USER", "anna")
                .env("DB_PASSWORD", "p@ss/w:rd")
                .env("DB_SCHEMA", "sales")
                .one();
        assertThat(config.hosts()).containsExactly(new HostSpec("db1", 5433));
        assertThat(config.database()).isEqualTo("orders");
        assertThat(config.user()).isEqualTo("anna");
        assertThat(config.password()).isEqualTo(Secret.of("p@ss/w:rd"));
        assertThat(config.schema()).isEqualTo("sales");
    }

    @Test
    void load_partsBesideAUrl_overrideItsParts() {
        DatabaseConfig config = loading()
                .env("DATABASE_URL", "postgresql://anna:old@db1:6000/orders?application_name=url")
                .env("DB_HOST", "db2")
                .env("DB_PASSWORD", "new")
                .one();
        assertThat(config.hosts()).containsExactly(new HostSpec("db2", 6000));
        assertThat(config.user()).isEqualTo("anna");
        assertThat(config.password()).isEqualTo(Secret.of("new"));
        assertThat(config.database()).isEqualTo("orders");
        assertThat(config.values().get("host").origin()).isEqualTo("environment DB_HOST");
        assertThat(config.values().get("port").origin()).isEqualTo("environment DATABASE_URL");
    }

    @Test
    void load_environmentHostAndPort_overrideTheFileAndKeepItsDatabase() {
        DatabaseConfig config = loading()
                .yaml("databases: {shop: {url: 'postgresql://db1:6000/orders'}}")
                .env("DB_HOST", "db2")
                .env("DB_PORT", "7000")
                .one();
        assertThat(config.hosts()).containsExactly(new HostSpec("db2", 7000));
        assertThat(config.database()).isEqualTo("orders");
    }

    @Test
    void load_urlInTheEnvironment_replacesTheWholePlaceInTheFile() {
        DatabaseConfig config = loading()
                .yaml("""
                        databases:
                          shop:
                            type: postgresql
                            host: db1
                            port: 6000
                            database: orders
                            replicas: [db9]
                            password: kept
                            pool: {size: 7}
                        """)
                .env("DATABASE_URL", "postgresql://db2/other")
                .one();
        assertThat(config.hosts()).containsExactly(new HostSpec("db2", 5432));
        assertThat(config.database()).isEqualTo("other");
        assertThat(config.password()).isEqualTo(Secret.of("kept"));
        assertThat(config.pool().size()).isEqualTo(7);
    }

    @Test
    void load_urlOfAnotherEngineInTheEnvironment_leavesNothingBehind() {
        DatabaseConfig config = loading()
                .yaml("databases: {shop: {url: 'postgresql://u:p@db1/orders?sslmode=require'}}")
                .env("DATABASE_URL", "sqlite::memory:")
                .one();
        assertThat(config.engine()).isEqualTo("sqlite");
        assertThat(config.user()).isNull();
        assertThat(config.password()).isNull();
        assertThat(config.ssl().mode()).isEqualTo(SslMode.DISABLE);
    }

    @Test
    void load_replicasWithoutAPlaceOfTheirOwn_belongToTheUrlOfTheEnvironment() {
        assertThat(loading()
                        .yaml("databases: {shop: {replicas: [db2]}}")
                        .env("DATABASE_URL", "postgresql://db1/orders")
                        .one()
                        .hosts())
                .containsExactly(new HostSpec("db1", 5432), new HostSpec("db2", 5432));
    }

    @Test
    void load_brokenUrlThatIsOverridden_doesNotMatter() {
        assertThat(loading()
                        .yaml("databases: {shop: {url: '${env:NOT_SET}', password: '${env:NOT_SET}'}}")
                        .env("DATABASE_URL", "postgresql://db1/orders")
                        .env("DB_PASSWORD", "p")
                        .one()
                        .hosts())
                .containsExactly(new HostSpec("db1", 5432));
    }

    @Test
    void load_aliasOfDatabaseUrl_countsWhenTheFirstIsNotSet() {
        assertThat(loading()
                        .env("DB_CONNECTION_STRING", "postgresql://db1/a")
                        .one()
                        .database())
                .isEqualTo("a");
        assertThat(loading()
                        .env("DB_CONNECTION_STRING", "postgresql://db1/a")
                        .env("DATABASE_URL", "postgresql://db1/b")
                        .one()
                        .database())
                .isEqualTo("b");
    }

    @Test
    void load_typeThatContradictsTheUrl_isAProblem() {
        assertThat(loading()
                        .env("DATABASE_URL", "postgresql://db1/a")
                        .env("DB_TYPE", "sqlite")
                        .problems())
                .singleElement()
                .asString()
                .contains("type = sqlite (environment DB_TYPE) contradicts url = postgresql://db1/a");
    }

    @Test
    void load_processWideVariables_neverConfigureSeveral() {
        String file = "databases: {a: {url: 'sqlite:///a.db'}, b: {url: 'sqlite:///b.db'%s}}";
        Loading none = loading().yaml(file.formatted("")).env("DB_POOL_SIZE", "3");
        assertThat(none.load().databases()).allSatisfy(db -> {
            assertThat(db.pool().size()).isEqualTo(4);
            assertThat(db.isDefault()).isFalse();
        });
        Loading marked = loading().yaml(file.formatted(", default: true")).env("DB_POOL_SIZE", "3");
        assertThat(marked.database("a").pool().size()).isEqualTo(4);
        assertThat(marked.database("b").pool().size()).isEqualTo(3);
        assertThat(marked.database("b").isDefault()).isTrue();
        assertThat(marked.database("a").isDefault()).isFalse();
    }

    @Test
    void load_databaseNamedDefault_isTheDefault() {
        Loading loading = loading()
                .yaml("databases: {a: {url: 'sqlite:///a.db'}, default: {url: 'sqlite:///b.db'}}")
                .env("DB_POOL_SIZE", "3");
        assertThat(loading.database("default").pool().size()).isEqualTo(3);
        assertThat(loading.database("a").pool().size()).isEqualTo(4);
    }

    @Test
    void load_twoDefaults_isAProblem() {
        assertThat(loading()
                        .yaml(
                                "databases: {a: {url: 'sqlite:///a.db', default: true}, b: {url: 'sqlite:///b.db', default: true}}")
                        .problems())
                .containsExactly("more than one default database: a (hawser.yaml:1), b (hawser.yaml:1)");
        assertThat(loading()
                        .yaml(
                                "databases: {a: {url: 'sqlite:///a.db', default: true}, default: {url: 'sqlite:///b.db'}}")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("more than one default database: default");
    }

    @Test
    void load_namedVariable_configuresItsDatabaseOnly() {
        Loading loading = loading()
                .yaml("databases: {orders: {url: 'postgresql://h/o'}, order-items: {url: 'postgresql://h/i'}}")
                .env("HAWSER_ORDERS_PASSWORD", "p1")
                .env("HAWSER_ORDERS_POOL_SIZE", "11")
                .env("HAWSER_ORDER_ITEMS_POOL_SIZE", "12");
        assertThat(loading.database("orders").pool().size()).isEqualTo(11);
        assertThat(loading.database("orders").password()).isEqualTo(Secret.of("p1"));
        assertThat(loading.database("order-items").pool().size()).isEqualTo(12);
        assertThat(loading.database("order-items").password()).isNull();
    }

    @Test
    void load_namedVariableOfTheLongerName_goesToTheLongerName() {
        Loading loading = loading()
                .yaml("databases: {orders: {url: 'postgresql://h/o'}, orders-pool: {url: 'postgresql://h/p'}}")
                .env("HAWSER_ORDERS_POOL_SIZE", "11")
                .env("HAWSER_ORDERS_POOL_USER", "anna");
        assertThat(loading.database("orders").pool().size()).isEqualTo(11);
        assertThat(loading.database("orders-pool").user()).isEqualTo("anna");
    }

    @Test
    void load_namedVariable_winsOverTheProcessWideOne() {
        assertThat(loading()
                        .yaml("databases: {shop: {url: 'sqlite:///a.db'}}")
                        .env("DB_POOL_SIZE", "3")
                        .env("HAWSER_SHOP_POOL_SIZE", "2")
                        .one()
                        .pool()
                        .size())
                .isEqualTo(2);
    }

    @Test
    void load_namedUrlAlone_definesTheDatabase() {
        DatabaseConfig config = loading()
                .env("HAWSER_ORDERS_URL", "postgresql://h/o")
                .env("HAWSER_ORDERS_PASSWORD", "p")
                .one();
        assertThat(config.name()).isEqualTo("orders");
        assertThat(config.password()).isEqualTo(Secret.of("p"));
        assertThat(config.isDefault()).isTrue();
    }

    @Test
    void load_namedUrlInASystemProperty_definesTheDatabase() {
        assertThat(loading()
                        .system("hawser.orders.url", "postgresql://h/o")
                        .one()
                        .name())
                .isEqualTo("orders");
    }

    @Test
    void load_namedUrlBesideDatabaseUrl_definesTwo() {
        Loading loading =
                loading().env("HAWSER_ORDERS_URL", "postgresql://h/o").env("DATABASE_URL", "postgresql://h/d");
        assertThat(loading.load().databases()).extracting(DatabaseConfig::name).containsExactly("orders", "default");
        assertThat(loading.database("default").database()).isEqualTo("d");
        assertThat(loading.database("default").isDefault()).isTrue();
        assertThat(loading.database("orders").database()).isEqualTo("o");
    }

    @Test
    void load_namedVariableWithUnknownKey_namesTheNearest() {
        assertThat(loading()
                        .yaml("databases: {orders: {url: 'postgresql://h/o'}}")
                        .env("HAWSER_ORDERS_POOL_SISE", "11")
                        .problems())
                .containsExactly(
                        "orders: POOL_SISE (environment HAWSER_ORDERS_POOL_SISE): unknown key; the nearest is pool.size");
    }

    @Test
    void load_twoSpellingsInOneSource_areAProblem() {
        assertThat(loading()
                        .yaml("databases: {orders: {url: 'postgresql://h/o'}}")
                        .system("hawser.orders.pool.size", "1")
                        .system("hawser.orders.poolSize", "2")
                        .system("hawser.log.echo", "true")
                        .system("hawser.echo", "true")
                        .problems())
                .containsExactlyInAnyOrder(
                        "log.echo is given twice: system property hawser.echo and system property hawser.log.echo",
                        "orders: pool.size is given twice: system property hawser.orders.pool.size and system property hawser.orders.poolSize");
    }

    @Test
    void load_variablesThatNameNoDatabase_areLeftAlone() {
        // What Kubernetes gives to every pod beside a service called "hawser".
        assertThat(loading()
                        .yaml("databases: {orders: {url: 'postgresql://h/o'}}")
                        .env("HAWSER_PORT", "tcp://10.0.0.1:8080")
                        .env("HAWSER_SERVICE_HOST", "10.0.0.1")
                        .system("hawser.docs.update", "true")
                        .one()
                        .hosts())
                .containsExactly(new HostSpec("h", 5432));
    }

    @Test
    void load_properties_areMergedOneByOne() {
        DatabaseConfig config = loading()
                .yaml("databases: {shop: {url: 'postgresql://h/o?a=url&c=url', properties: {a: file, b: file}}}")
                .code(DatabaseOptions.of("shop").set("properties", Map.of("b", "code")))
                .env("HAWSER_SHOP_PROPERTIES", "d=env, e=x=y")
                .one();
        assertThat(config.properties()).isEqualTo(Map.of("a", "file", "b", "code", "c", "url", "d", "env", "e", "x=y"));
    }

    @Test
    void load_databases_keepTheirOrder() {
        assertThat(loading()
                        .yaml("databases: {z: {url: 'sqlite:z'}, a: {url: 'sqlite:a'}}")
                        .code(DatabaseOptions.of("m").url("sqlite:m"))
                        .load()
                        .databases())
                .extracting(DatabaseConfig::name)
                .isEqualTo(List.of("z", "a", "m"));
    }

    @Test
    void load_source_namesWhatWasRead() {
        assertThat(loading()
                        .yaml("databases: {z: {url: 'sqlite:z'}}")
                        .code(DatabaseOptions.of("m").url("sqlite:m"))
                        .load()
                        .source())
                .isEqualTo("hawser.yaml, code and the environment");
    }

    @Test
    void load_codeOnly_needsNoFile() {
        DatabaseConfig config = loading()
                .code(DatabaseOptions.of("shop")
                        .url("postgresql://h/o")
                        .user("anna")
                        .password("p")
                        .readonly(true)
                        .poolSize(5)
                        .set("retry.jitter", 0)
                        .set("consistency", Consistency.bounded(Duration.ofSeconds(3)))
                        .set("extensions", List.of("vector"))
                        .set(ConfigProperty.CONNECT_TIMEOUT, Duration.ofMillis(1500))
                        .set("ssl_mode", SslMode.VERIFY_CA)
                        .set("schema", null))
                .one();
        assertThat(config.pool().size()).isEqualTo(5);
        assertThat(config.readonly()).isTrue();
        assertThat(config.retry().jitter()).isZero();
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.ssl().mode()).isEqualTo(SslMode.VERIFY_CA);
        assertThat(config.reads().consistency()).isEqualTo(Consistency.bounded(Duration.ofSeconds(3)));
        assertThat(config.schema()).isNull();
        assertThat(DatabaseOptions.of("x").password("s3cret").toString()).doesNotContain("s3cret");
    }

    @Test
    void load_legacyProperties_areAliases() {
        DatabaseConfig config = loading()
                .code(DatabaseOptions.of("default")
                        .setAll(Map.of(
                                "server_type",
                                "PostgreSQL",
                                "server",
                                "db1",
                                "database",
                                "orders",
                                "user",
                                "anna",
                                "password",
                                "p",
                                "port",
                                5433,
                                "schema",
                                "sales")))
                .one();
        assertThat(config.hosts()).containsExactly(new HostSpec("db1", 5433));
        assertThat(config.schema()).isEqualTo("sales");
        assertThat(loading()
                        .code(DatabaseOptions.of("default").set("connection_string", "postgresql://db2/x"))
                        .one()
                        .database())
                .isEqualTo("x");
    }
}
