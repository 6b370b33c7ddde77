package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.HostSpec;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.SslMode;
import dev.hawser.error.ConfigurationException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Capability;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of a configuration before anything is connected. */
class SqlServerEngineTest {

    private static final HostSpec HOST = new HostSpec("db1", 1433);

    private final SqlServerEngine engine = new SqlServerEngine();

    private static TestConfig config() {
        return TestConfig.sqlserver(HOST, "shop", "anna", "s3cret");
    }

    private List<String> problems(TestConfig config) {
        return engine.check(config.build());
    }

    private Properties driver(TestConfig config) {
        return new SqlServerSettings(config.build(), null)
                .driver(HOST, "shop", Raw.login(config.build()), Duration.ofMillis(2_500));
    }

    @Test
    void check_plainConfiguration_hasNoProblems() {
        assertThat(problems(config())).isEmpty();
        assertThat(engine.capabilities()).doesNotContain(Capability.READONLY, Capability.ARRAYS, Capability.SCHEMAS);
    }

    @Test
    void check_whatSqlServerHasNot_isNamedWithItsKey() {
        assertThat(problems(config().readonly())).singleElement().asString().startsWith("readonly: ");
        assertThat(problems(config().schema("other")))
                .singleElement()
                .asString()
                .startsWith("schema: ");
        assertThat(problems(config().extensions("x")))
                .singleElement()
                .asString()
                .startsWith("extensions: ");
        assertThat(problems(config().database(" "))).singleElement().asString().startsWith("database: ");
        assertThat(problems(config().database("x".repeat(129))))
                .singleElement()
                .asString()
                .startsWith("database: ");
        assertThat(problems(config().ssl(SslMode.VERIFY_FULL, Path.of("no-such-file.pem"))))
                .singleElement()
                .asString()
                .startsWith("ssl.root-cert: ");
    }

    @Test
    void check_options_areOfTheirKind() {
        Map<String, String> wrong =
                Map.of("transactionIsolation", "high", "xactAbort", "yes", "applicationIntent", "Read");
        assertThat(problems(config().properties(wrong)))
                .hasSize(3)
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("properties.transactionIsolation: ")
                        .contains("snapshot"))
                .anySatisfy(problem -> assertThat(problem).startsWith("properties.xactAbort: "))
                .anySatisfy(problem -> assertThat(problem).startsWith("properties.applicationIntent: "));
        Map<String, String> right =
                Map.of("transactionIsolation", "Snapshot", "xactAbort", "false", "applicationIntent", "readonly");
        assertThat(problems(config().properties(right))).isEmpty();
    }

    /** What the driver would overlook, or would do behind Hawser's back. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "useSSL | no such option",
                "currentSchema | no such option",
                "journal_mode | no such option",
                "serverName | \"host\"",
                "portNumber | \"port\"",
                "Database | \"database\"",
                "password | \"password\"",
                "loginTimeout | \"connect-timeout\"",
                "failoverPartner | both servers as hosts",
                "instanceName | a port of its own"
            })
    void check_optionThatIsNone_isNamed(String option, String why) {
        assertThat(problems(config().properties(Map.of(option, "s3cret"))))
                .singleElement()
                .asString()
                .startsWith("properties." + option + ": ")
                .contains(why)
                .doesNotContain("s3cret");
    }

    @Test
    void check_optionsOfTheDriver_areTaken_howeverTheyAreSpelt() {
        assertThat(problems(
                        config().properties(Map.of("PacketSize", "8000", "sendStringParametersAsUnicode", "false"))))
                .isEmpty();
    }

    @Test
    void check_namedInstance_amongSeveralHosts_isToldToGiveItsPort() {
        assertThat(problems(config().hosts(HOST, new HostSpec("db2\\SQLEXPRESS", 1433))))
                .singleElement()
                .asString()
                .isEqualTo("host: \"db2\\SQLEXPRESS\" names an instance, which has a port of its own; write db2:port");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sqlserver:db1/shop | malformed URL",
                "sqlserver://db1:x/shop | port",
                "sqlserver://db1:70000/shop | port",
                "sqlserver://db 1/shop | malformed URL",
                "sqlserver://anna:s3cret%4/@db1/shop | %",
                "sqlserver://db1/shop?encrypt | parameter",
                "sqlserver://db1 | database is missing",
                "sqlserver://db1\\EXPRESS/shop | names an instance",
                "jdbc:sqlserver://db1;databaseName=shop;instanceName=EXPRESS | a port of its own",
                "jdbc:sqlserver://;serverName=db1;databaseName=shop | \"host\"",
                "jdbc:sqlserver://db1;databaseName=shop;failoverPartner=db2 | both servers as hosts",
                "sqlserver://db1/shop?useSSL=true | no such option"
            })
    void load_urlThatIsNone_saysWhatIsWrong(String url, String what) {
        ConfigurationException refused = catchThrowableOfType(
                ConfigurationException.class,
                () -> DatabaseManager.builder(ConfigSources.in(Path.of("target/nothing-here"))
                                .withDatabases(DatabaseOptions.of("shop").url(url)))
                        .engines(List.of(engine))
                        .load());
        assertThat(refused).isNotNull();
        assertThat(refused.problems()).anySatisfy(problem -> assertThat(problem).contains(what));
        assertThat(refused.getMessage()).doesNotContain("s3cret");
    }

    private List<String> login(boolean windows, Map<String, String> properties) {
        return SqlServerAuthentication.problems(config().properties(properties).build(), windows);
    }

    @Test
    void check_windowsAccount_isForWindows_andHasNoPassword() {
        Map<String, String> account = Map.of("integratedSecurity", "true");
        assertThat(login(true, account)).singleElement().asString().startsWith("password: ");
        assertThat(login(false, account))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("properties.integratedSecurity: ")
                        .contains("JavaKerberos or NTLM"));
        assertThat(login(true, Map.of("integratedSecurity", "yes")))
                .singleElement()
                .asString()
                .startsWith("properties.integratedSecurity: ");
    }

    @Test
    void check_schemesAndMethods_mustFitTogether() {
        assertThat(login(false, Map.of("integratedSecurity", "true", "authenticationScheme", "NTLM")))
                .isEmpty();
        assertThat(SqlServerAuthentication.problems(
                        TestConfig.sqlserver(HOST, "shop", null, "s3cret")
                                .properties(Map.of("integratedSecurity", "true", "authenticationScheme", "ntlm"))
                                .build(),
                        false))
                .singleElement()
                .asString()
                .startsWith("user: ");
        assertThat(login(false, Map.of("authenticationScheme", "NTLM")))
                .singleElement()
                .asString()
                .startsWith("properties.authenticationScheme: ");
        assertThat(login(false, Map.of("integratedSecurity", "true", "authenticationScheme", "Telepathy")))
                .singleElement()
                .asString()
                .startsWith("properties.authenticationScheme: ");
        assertThat(login(false, Map.of("authentication", "Telepathy")))
                .singleElement()
                .asString()
                .startsWith("properties.authentication: ");
        assertThat(login(
                        false,
                        Map.of(
                                "integratedSecurity", "true",
                                "authenticationScheme", "JavaKerberos",
                                "authentication", "SqlPassword")))
                .singleElement()
                .asString()
                .startsWith("properties.authentication: ");
    }

    /** Which the driver would say when it connects, with the stack trace of a missing class. */
    @Test
    void check_methodWhoseLibraryIsMissing_namesTheArtifact() {
        assertThat(login(false, Map.of("authentication", "ActiveDirectoryPassword")))
                .singleElement()
                .asString()
                .contains("com.microsoft.azure:msal4j");
        assertThat(login(false, Map.of("authentication", "ActiveDirectoryManagedIdentity")))
                .singleElement()
                .asString()
                .contains("com.azure:azure-identity");
        assertThat(login(false, Map.of("authentication", "SqlPassword"))).isEmpty();
    }

    @Test
    void driver_getsEverythingAsProperties() {
        assertThat(driver(config()))
                .containsEntry("serverName", "db1")
                .containsEntry("portNumber", "1433")
                .containsEntry("user", "anna")
                .containsEntry("password", "s3cret")
                .containsEntry("loginTimeout", "3")
                .containsEntry("queryTimeout", "30")
                .containsEntry("lockTimeout", "30000")
                .containsEntry("socketTimeout", "45000")
                .containsEntry("connectRetryCount", "0")
                .containsEntry("multiSubnetFailover", "false");
        assertThat(driver(config().hosts(HOST, new HostSpec("db2", 1433))))
                .containsEntry("multiSubnetFailover", "true");
    }

    @Test
    void driver_propertiesOfTheUser_win_andOursStayHere() {
        Properties properties = driver(config().properties(
                        Map.of("lockTimeout", "5", "transactionIsolation", "snapshot", "packetSize", "8000")));
        assertThat(properties)
                .containsEntry("lockTimeout", "5")
                .containsEntry("packetSize", "8000")
                .doesNotContainKey("transactionIsolation");
    }

    @Test
    void driver_optionInAnotherCase_replacesOurs() {
        assertThat(driver(config().properties(Map.of("MultiSubnetFailover", "true", "LOCKTIMEOUT", "7"))))
                .containsEntry("MultiSubnetFailover", "true")
                .containsEntry("LOCKTIMEOUT", "7")
                .doesNotContainKeys("multiSubnetFailover", "lockTimeout");
        assertThat(problems(config().properties(Map.of("TransactionIsolation", "high", "ApplicationIntent", "Read"))))
                .hasSize(2);
    }

    @Test
    void driver_sslModes_areNeverWeakened() {
        assertSsl(SslMode.DISABLE, "false", "true");
        assertSsl(SslMode.ALLOW, "false", "true");
        assertSsl(SslMode.PREFER, "true", "true");
        assertSsl(SslMode.REQUIRE, "true", "true");
        assertSsl(SslMode.VERIFY_CA, "true", "false");
        assertSsl(SslMode.VERIFY_FULL, "true", "false");
    }

    @Test
    void driver_encryptOfTheUser_checksTheCertificateAsTheDriverDoes() {
        assertThat(driver(config().ssl(SslMode.PREFER, null).properties(Map.of("encrypt", "true"))))
                .containsEntry("encrypt", "true")
                .containsEntry("trustServerCertificate", "false");
        assertThat(driver(config().properties(Map.of("encrypt", "true", "trustServerCertificate", "true"))))
                .containsEntry("trustServerCertificate", "true");
    }

    /** They may strengthen what {@code ssl.mode} promises. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "REQUIRE | encrypt | false | encrypt: it would undo ssl.mode: require",
                "REQUIRE | Encrypt | optional | encrypt: it would undo ssl.mode: require",
                "VERIFY_FULL | trustServerCertificate | true | trustServerCertificate: it would undo ssl.mode: verify-full",
                "VERIFY_CA | trustServerCertificate | True | set ssl.mode: require",
                "VERIFY_CA | trustManagerClass | x.Any | ssl.root-cert",
                "PREFER | encrypt | false | -",
                "REQUIRE | encrypt | true | -",
                "REQUIRE | trustServerCertificate | true | -",
                "VERIFY_FULL | encrypt | strict | -",
                "VERIFY_FULL | trustStore | /ca.p12 | -"
            })
    void check_encryptionOfTheDriver_neverUndoesOurMode(SslMode mode, String option, String value, String refused) {
        List<String> problems = problems(config().ssl(mode, null).properties(Map.of(option, value)));
        if (refused == null) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).singleElement().asString().contains(refused);
        }
    }

    private void assertSsl(SslMode mode, String encrypt, String trusting) {
        assertThat(driver(config().ssl(mode, null)))
                .as(mode.toString())
                .containsEntry("encrypt", encrypt)
                .containsEntry("trustServerCertificate", trusting);
    }

    @Test
    void errors_withoutANumber_areJudgedByTheirState() {
        assertThat(category(new SQLException("x", "08S01"))).isEqualTo(ErrorCategory.CONNECTION_LOST);
        assertThat(category(new SQLException("x", "08001"))).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
        assertThat(category(new SQLException("x", "HY008"))).isEqualTo(ErrorCategory.TIMEOUT);
        assertThat(category(new java.sql.SQLTimeoutException("x"))).isEqualTo(ErrorCategory.TIMEOUT);
        assertThat(category(new SQLException("x", "S0001", 99999))).isEqualTo(ErrorCategory.OTHER);
        assertThat(category(new java.io.IOException("x"))).isEqualTo(ErrorCategory.CONNECTION_LOST);
    }

    private ErrorCategory category(Exception error) {
        return engine.errors().meaning(error).category();
    }
}
