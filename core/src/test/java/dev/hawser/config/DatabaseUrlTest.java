package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.HostSpec;
import dev.hawser.error.ConfigurationException;
import dev.hawser.error.UnknownDatabaseTypeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @TempDir
    Path directory;

    private DatabaseConfig load(String url) {
        return Loading.in(directory).env("DATABASE_URL", url).one();
    }

    private static DatabaseUrl parse(String url) {
        return DatabaseUrl.parse(url, StubEngine.ALL);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://h/d, postgresql",
        "postgres://h/d, postgresql",
        "POSTGRESQL://h/d, postgresql",
        "postgresql+psycopg2://h/d, postgresql",
        "postgresql+asyncpg://h/d, postgresql",
        "jdbc:postgresql://h/d, postgresql",
        "mssql://h/d, sqlserver",
        "mssql+pyodbc://h/d, sqlserver",
        "jdbc:sqlserver://h:1433;databaseName=d, sqlserver",
        "mongodb://h/d, mongodb",
        "mongodb+srv://h/d, mongodb",
        "sqlite:///d.db, sqlite",
        "jdbc:sqlite:d.db, sqlite",
        "accdb:///d.accdb, access",
        "mdb:///d.mdb, access"
    })
    void parse_scheme_choosesTheEngine(String url, String engine) {
        assertThat(parse(url).engine()).isEqualTo(engine);
        assertThat(load(url).engine()).isEqualTo(engine);
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite:///relative.db, relative.db",
        "sqlite:///data/relative.db, data/relative.db",
        "sqlite:////var/lib/absolute.db, /var/lib/absolute.db",
        "sqlite::memory:, :memory:",
        "sqlite://, :memory:",
        "sqlite:///:memory:, :memory:",
        "sqlite:plain.db, plain.db",
        "sqlite:///with%20space.db, with space.db",
        "jdbc:sqlite:plain.db, plain.db",
        "jdbc:sqlite:/var/lib/absolute.db, /var/lib/absolute.db",
        "jdbc:sqlite::memory:, :memory:",
        "jdbc:sqlite:C:/data/x.db, C:/data/x.db",
        "sqlite:file:x?mode=memory, file:x?mode=memory"
    })
    void parse_embedded_givesTheFile(String url, String file) {
        DatabaseConfig config = load(url);
        assertThat(config.database()).isEqualTo(file);
        assertThat(config.hosts()).isEmpty();
    }

    @Test
    void parse_embeddedParameters_goToTheDriver() {
        assertThat(load("sqlite:///x.db?journal_mode=DELETE&cache=shared").properties())
                .isEqualTo(Map.of("journal_mode", "DELETE", "cache", "shared"));
    }

    @Test
    void parse_allParts_areTakenApart() {
        DatabaseConfig config = load("postgresql://anna:s3cret@db1:6432/orders");
        assertThat(config.hosts()).containsExactly(new HostSpec("db1", 6432));
        assertThat(config.database()).isEqualTo("orders");
        assertThat(config.user()).isEqualTo("anna");
        assertThat(config.password()).isEqualTo(Secret.of("s3cret"));
    }

    @Test
    void parse_missingParts_areTheEngines() {
        DatabaseConfig config = load("postgresql:///");
        assertThat(config.hosts()).containsExactly(new HostSpec("localhost", 5432));
        assertThat(config.database()).isEqualTo("postgres");
        assertThat(config.user()).isEqualTo("postgres");
    }

    @Test
    void parse_severalHosts_keepTheirOrderAndPorts() {
        assertThat(load("postgresql://u@h1:5432,h2:5433,h3/db").hosts())
                .containsExactly(new HostSpec("h1", 5432), new HostSpec("h2", 5433), new HostSpec("h3", 5432));
    }

    @Test
    void parse_ipv6_losesItsBrackets() {
        assertThat(load("postgresql://[2001:db8::1]:6000,[::1]/db").hosts())
                .containsExactly(new HostSpec("2001:db8::1", 6000), new HostSpec("::1", 5432));
    }

    @Test
    void parse_unixSocket_isAHost() {
        assertThat(load("postgresql://%2Fvar%2Frun%2Fpostgresql/db").hosts())
                .containsExactly(new HostSpec("/var/run/postgresql", 5432));
        assertThat(load("postgresql:///db?host=/tmp").hosts()).containsExactly(new HostSpec("/tmp", 5432));
    }

    @ParameterizedTest
    @CsvSource({
        "p%40ss, p@ss",
        "p%2Fss, p/ss",
        "p%3Ass, p:ss",
        "p:ss, p:ss",
        "p@ss, p@ss",
        "p@s@s, p@s@s",
        "p+ss, p+ss",
        "p%25ss, p%ss",
        "p%C3%A4ss, päss",
        "p#ss, p#ss"
    })
    void parse_passwordWithSpecialCharacters_isDecoded(String encoded, String password) {
        DatabaseConfig config = load("postgresql://anna:" + encoded + "@db1/orders");
        assertThat(config.password()).isEqualTo(Secret.of(password));
        assertThat(config.user()).isEqualTo("anna");
        assertThat(config.hosts()).containsExactly(new HostSpec("db1", 5432));
        assertThat(config.database()).isEqualTo("orders");
    }

    @Test
    void parse_userAndDatabase_areDecoded() {
        DatabaseConfig config = load("postgresql://an%40na@db1/or%2Fders");
        assertThat(config.user()).isEqualTo("an@na");
        assertThat(config.database()).isEqualTo("or/ders");
    }

    @Test
    void parse_parametersThatMeanOurKeys_setThem() {
        DatabaseConfig config = load("postgresql://h/d?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=7"
                + "&application_name=till&options=-c%20x%3D1&channel_binding=require");
        assertThat(config.ssl()).isEqualTo(new SslConfig(SslMode.VERIFY_FULL, Path.of("/ca.pem")));
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.applicationName()).isEqualTo("till");
        assertThat(config.properties()).isEqualTo(Map.of("options", "-c x=1", "channel_binding", "require"));
        assertThat(config.values().get("ssl.mode").origin()).isEqualTo("environment DATABASE_URL");
    }

    /** The words of PostgreSQL's driver, of MySQL's and of MariaDB's. */
    @ParameterizedTest
    @CsvSource({
        "sslmode=verify-full, VERIFY_FULL",
        "sslMode=DISABLED, DISABLE",
        "sslMode=disable, DISABLE",
        "sslMode=PREFERRED, PREFER",
        "sslMode=REQUIRED, REQUIRE",
        "sslMode=trust, REQUIRE",
        "sslMode=VERIFY_CA, VERIFY_CA",
        "sslMode=verify-ca, VERIFY_CA",
        "sslMode=VERIFY_IDENTITY, VERIFY_FULL",
        "sslMode=Required, REQUIRE"
    })
    void parse_sslModeInTheWordsOfADriver_isOurs(String parameter, SslMode mode) {
        DatabaseConfig config = load("jdbc:postgresql://h/d?" + parameter);
        assertThat(config.ssl().mode()).isEqualTo(mode);
        assertThat(config.properties()).isEmpty();
    }

    @Test
    void parse_sslModeThatIsNone_isRefusedByKey() {
        assertThatThrownBy(() -> load("jdbc:postgresql://h/d?sslMode=IDENTITY"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ssl.mode")
                .hasMessageContaining("verify-full");
    }

    @Test
    void parse_jdbcParameters_areCredentials() {
        DatabaseConfig config = load("jdbc:postgresql://h:6000/d?user=anna&password=s3cret&ApplicationName=till");
        assertThat(config.user()).isEqualTo("anna");
        assertThat(config.password()).isEqualTo(Secret.of("s3cret"));
        assertThat(config.applicationName()).isEqualTo("till");
        assertThat(config.properties()).isEmpty();
    }

    @Test
    void parse_sqlserverJdbc_readsSemicolons() {
        DatabaseConfig config = load("jdbc:sqlserver://h:1444;databaseName=d;user=sa;password=s3cret;encrypt=true");
        assertThat(config.hosts()).containsExactly(new HostSpec("h", 1444));
        assertThat(config.database()).isEqualTo("d");
        assertThat(config.password()).isEqualTo(Secret.of("s3cret"));
        assertThat(config.properties()).isEqualTo(Map.of("encrypt", "true"));
    }

    @Test
    void toString_neverHasThePasswordOrParameters() {
        assertThat(parse("postgresql://anna:s3cret@db1:6432,db2:6432/orders?sslpassword=s3cret"))
                .hasToString("postgresql://anna:******@db1:6432,db2:6432/orders");
        assertThat(load("postgresql://anna:s3cret@db1:6432/orders?password=s3cret")
                        .values()
                        .toString())
                .doesNotContain("s3cret");
    }

    @Test
    void parse_unknownScheme_listsTheInstalledOnes() {
        assertThatThrownBy(() -> parse("oracle://anna:s3cret@h/d"))
                .isInstanceOf(UnknownDatabaseTypeException.class)
                .hasMessageContaining("unknown database type \"oracle\"")
                .hasMessageContaining("postgresql, postgres, sqlite, sqlserver, mssql")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void load_unknownSchemeOnly_isAnUnknownType() {
        Loading loading = Loading.in(directory).env("DATABASE_URL", "oracle://anna:s3cret@h/d");
        assertThat(loading.failure()).isInstanceOf(UnknownDatabaseTypeException.class);
        assertThat(loading.problems().get(0))
                .contains("environment DATABASE_URL")
                .doesNotContain("s3cret");
        ConfigurationException both = loading.env("DB_POOL_SIZE", "many").failure();
        assertThat(both).isNotInstanceOf(UnknownDatabaseTypeException.class);
        assertThat(both.problems()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret",
                "://anna:s3cret@h/d",
                "postgresql:anna:s3cret@h",
                "postgresql://anna:s3cret/x@h/d",
                "postgresql://anna:123/s3cret@h/d",
                "postgresql://anna:s3cret?x@h/d",
                "postgresql://anna:123?s3cret=x@h/d",
                "postgresql://anna:s3cret%zz@h/d",
                "postgresql://anna:s3cret%2@h/d",
                "postgresql://anna:x@h:s3cret/d",
                "postgresql://anna:x@h:99999/d?p=s3cret",
                "postgresql://anna:s3cret@h1,,h2/d",
                "postgresql://anna:s3cret@h/d?novalue",
                "jdbc:postgresql:s3cret",
                "5"
            })
    void load_malformedUrl_failsWithoutACredential(String url) {
        Loading loading = Loading.in(directory).env("DATABASE_URL", url);
        assertThat(loading.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("default: url = ")
                        .contains("(environment DATABASE_URL)")
                        .doesNotContain("s3cret"));
        assertThat(loading.failure().toString()).doesNotContain("s3cret");
    }

    @Test
    void load_slashesOfAFile_areExplained() {
        assertThat(Loading.in(directory).env("DATABASE_URL", "sqlite://x.db").problems())
                .singleElement()
                .asString()
                .contains("sqlite:///relative.db")
                .contains("sqlite:////absolute.db");
    }

    @Test
    void redact_text_keepsOnlyWhatIsSafe() {
        assertThat(DatabaseUrl.redact("postgresql://u:p@h:1/d?password=x"))
                .isEqualTo("postgresql://******@h:1/d?******");
        assertThat(DatabaseUrl.redact("postgresql://h1:1,h2/d")).isEqualTo("postgresql://h1:1,h2/d");
        assertThat(DatabaseUrl.redact("postgresql://u:p/w@h/d")).isEqualTo("postgresql://******");
        assertThat(DatabaseUrl.redact("postgresql://u:p@w@h/d")).isEqualTo("postgresql://******");
        assertThat(DatabaseUrl.redact("just a password")).isEqualTo("******");
    }

    @Test
    void parse_severalParametersOfOneName_keepTheLast() {
        assertThat(load("postgresql://h/d?a=1&a=2").properties()).isEqualTo(Map.of("a", "2"));
        assertThat(List.of(load("postgresql://h/d?").properties())).containsExactly(Map.of());
    }
}
