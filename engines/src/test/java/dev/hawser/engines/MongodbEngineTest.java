package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcern;
import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ConfigurationException;
import dev.hawser.spi.Capability;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration means to MongoDB's driver, and what is refused before anything is connected. */
class MongodbEngineTest {

    private static final String URL = "mongodb://anna:s3cret@db1:27018,db2/shop?replicaSet=rs0&retryWrites=false";

    private static DatabaseOptions shop() {
        return DatabaseOptions.of("shop").url(URL);
    }

    private static DatabaseConfig load(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(Path.of("/nonexistent")))
                .engines(List.of(new MongodbEngine()))
                .database(options)
                .load()
                .databases()
                .get(0);
    }

    private static List<String> problems(DatabaseOptions options) {
        return catchThrowableOfType(ConfigurationException.class, () -> load(options))
                .problems();
    }

    private static MongoClientSettings settings(DatabaseOptions options) throws Exception {
        return MongodbSettings.of(load(options), false, 30).build();
    }

    @Test
    void settings_everyOption_isTheDrivers() throws Exception {
        MongoClientSettings settings = settings(shop().set("pool.timeout", "7s")
                .set("pool.recycle", "10m")
                .set("pool.max-connecting", 3)
                .set("connect-timeout", "4s")
                .set("statement-timeout", "9s")
                .set("health.interval", "3s")
                .set("application-name", "till"));
        assertThat(settings.getClusterSettings().getHosts())
                .containsExactly(new ServerAddress("db1", 27018), new ServerAddress("db2", 27017));
        assertThat(settings.getClusterSettings().getRequiredReplicaSetName()).isEqualTo("rs0");
        assertThat(settings.getClusterSettings().getServerSelectionTimeout(TimeUnit.SECONDS))
                .isEqualTo(7);
        assertThat(settings.getConnectionPoolSettings().getMaxSize()).isEqualTo(30);
        assertThat(settings.getConnectionPoolSettings().getMaxWaitTime(TimeUnit.SECONDS))
                .isEqualTo(7);
        assertThat(settings.getConnectionPoolSettings().getMaxConnectionLifeTime(TimeUnit.MINUTES))
                .isEqualTo(10);
        assertThat(settings.getConnectionPoolSettings().getMaxConnecting()).isEqualTo(3);
        assertThat(settings.getSocketSettings().getConnectTimeout(TimeUnit.SECONDS))
                .isEqualTo(4);
        assertThat(settings.getSocketSettings().getReadTimeout(TimeUnit.SECONDS))
                .isEqualTo(9);
        assertThat(settings.getServerSettings().getHeartbeatFrequency(TimeUnit.SECONDS))
                .isEqualTo(3);
        assertThat(settings.getApplicationName()).isEqualTo("till");
        assertThat(settings.getRetryWrites()).isFalse();
        assertThat(settings.getWriteConcern()).isEqualTo(WriteConcern.MAJORITY);
        assertThat(settings.getSslSettings().isEnabled()).isFalse();
    }

    @Test
    void login_anyCharacters_reachTheDriverAsTheyAre() throws Exception {
        MongoCredential credential = settings(shop().user("a@b:c/d?e#f%g ü").password("p@ss:w/o?r#d%41 ü&="))
                .getCredential();
        assertThat(credential.getUserName()).isEqualTo("a@b:c/d?e#f%g ü");
        assertThat(credential.getPassword()).containsExactly("p@ss:w/o?r#d%41 ü&=".toCharArray());
        assertThat(credential.getSource()).isEqualTo("shop");
        assertThat(settings(shop().set("properties", "authSource=admin"))
                        .getCredential()
                        .getSource())
                .isEqualTo("admin");
    }

    @Test
    void writeConcern_given_isKept() throws Exception {
        assertThat(settings(shop().set("properties", "w=1")).getWriteConcern()).isEqualTo(WriteConcern.W1);
    }

    @Test
    void srv_inTheUrl_isANameForTheNameService() {
        DatabaseConfig config = load(DatabaseOptions.of("shop").url("mongodb+srv://anna:x@cluster.example.net/shop"));
        assertThat(config.engine()).isEqualTo("mongodb");
        assertThat(MongodbSettings.connectionString(config)).isEqualTo("mongodb+srv://anna:x@cluster.example.net/shop");
        assertThat(problems(DatabaseOptions.of("shop").url("mongodb+srv://one.example.net,two.example.net/shop")))
                .singleElement()
                .asString()
                .contains("properties.srv");
    }

    @Test
    void defaults_areMongodbs() {
        DatabaseConfig config =
                load(DatabaseOptions.of("shop").url("mongodb://db1/shop").set("pool.size", 10));
        assertThat(config.hosts().get(0).port()).isEqualTo(27017);
        assertThat(config.pool().maxOverflow()).isEqualTo(10);
        assertThat(new MongodbEngine().capabilities())
                .doesNotContain(Capability.READONLY, Capability.SCHEMAS, Capability.EXTENSIONS);
    }

    @ParameterizedTest
    @CsvSource({
        "readonly, true, readonly",
        "schema, tenant, schema",
        "extensions, postgis, extensions",
        "certainty, xid, certainty",
        "pool.shed, true, pool.shed",
        "pool.connect-rate, 5, pool.connect-rate",
        "pool.leak-threshold, 1s, pool.leak-threshold",
        "pool.max-waiters, 5, pool.max-waiters",
        "routing, least-busy, routing",
        "ssl.root-cert, /no/such/file.pem, ssl.root-cert",
        "properties, maxPoolSize=5, pool.size",
        "properties, tls=true, ssl.mode",
        "properties, readPreference=secondary, consistency",
        "properties, retryWrite=true, the nearest is retryWrites",
        "properties, currentSchema=x, properties.currentSchema",
        "properties, reactivePoolSize=many, properties.reactivePoolSize",
        "properties, reactivePoolSize=15, from 0 to 14",
        "properties, srv=perhaps, properties.srv",
        "properties, compressors=rar, properties",
        "properties, authMechanism=SCRAM-SHA-512, none of GSSAPI",
        "properties, heartbeatFrequencyMS=fast, properties",
        "database, a.b, database",
        "database, 'a b', database"
    })
    void option_thatMeansNothingHere_isRefusedWithItsKey(String key, String value, String named) {
        assertThat(problems(shop().set(key, value)))
                .singleElement()
                .asString()
                .contains(named)
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb:db1/shop",
                "mongodb://db1:port/shop",
                "mongodb://anna:p@ss/w@db1/shop",
                "mongodb://db1/%zz"
            })
    void url_malformed_isRefusedWithoutItsPassword(String url) {
        assertThat(problems(DatabaseOptions.of("shop").url(url)))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).doesNotContain("p@ss"));
    }

    @Test
    void password_withoutAUser_isRefused() {
        assertThat(problems(DatabaseOptions.of("shop").url("mongodb://db1/shop").password("s3cret")))
                .singleElement()
                .asString()
                .contains("password: ");
    }

    @Test
    void position_printed_isReadBack() {
        String token = "1700000000.5/1700000001.4294967295/7234/AAECAwQFBgcICQoLDA0ODxAREhM";
        assertThat(MongodbPosition.parse(token)).hasToString(token);
        assertThat(MongodbPosition.parse("1.2/3.4")).hasToString("1.2/3.4");
        for (String other : List.of("", "1", "1.2", "1.2/3", "a.b/c.d", "1.2/3.4/5", "1.2/3.4/x/AAAA", "1.2/3.4/5/%")) {
            assertThatThrownBy(() -> MongodbPosition.parse(other)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void commandText_masksValues_andKeepsShapes() {
        assertThat(
                        MongodbCommandText.of(
                                "find",
                                BsonDocument.parse(
                                        "{find: 'orders', filter: {name: 'secret', stars: {$in: [1, 2, 3, 4]}}, limit: 1, lsid: {id: 1}, $db: 'shop'}")))
                .isEqualTo("find orders {filter: {name: ?, stars: {$in: [?, ?, ?, …]}}, limit: ?}");
        assertThat(MongodbCommandText.of(
                        "insert", BsonDocument.parse("{insert: 'orders', documents: [{a: 'secret'}]}")))
                .isEqualTo("insert orders {documents: […]}");
        assertThat(MongodbCommandText.of("saslStart", new BsonDocument())).isEqualTo("saslStart");
        String deep = "{aggregate: 'orders', pipeline: [" + "{$a: ".repeat(40) + "'secret'" + "}".repeat(40) + "]}";
        assertThat(MongodbCommandText.of("aggregate", BsonDocument.parse(deep)))
                .doesNotContain("secret")
                .hasSizeLessThan(120);
        String wide = "{find: 'orders', filter: {" + wideFilter() + "}}";
        assertThat(MongodbCommandText.of("find", BsonDocument.parse(wide))).hasSizeLessThan(520);
    }

    private static String wideFilter() {
        StringBuilder filter = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            filter.append(i == 0 ? "" : ", ")
                    .append("field")
                    .append(i)
                    .append(": ")
                    .append(i);
        }
        return filter.toString();
    }
}
