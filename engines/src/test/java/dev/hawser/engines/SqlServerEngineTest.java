package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HostSpec;
import dev.hawser.config.SslMode;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Capability;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

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

    @Test
    void check_authentication_mustFitTogether() {
        assertThat(problems(config().properties(Map.of("integratedSecurity", "true"))))
                .singleElement()
                .asString()
                .startsWith("password: ");
        assertThat(problems(config().properties(Map.of("integratedSecurity", "true", "authenticationScheme", "NTLM"))))
                .isEmpty();
        assertThat(problems(config().properties(Map.of("authenticationScheme", "NTLM"))))
                .singleElement()
                .asString()
                .startsWith("properties.authenticationScheme: ");
        assertThat(problems(config().properties(Map.of("authentication", "Telepathy"))))
                .singleElement()
                .asString()
                .startsWith("properties.authentication: ");
        assertThat(problems(config().properties(Map.of("authentication", "ActiveDirectoryPassword"))))
                .isEmpty();
        assertThat(problems(config().properties(Map.of(
                        "integratedSecurity", "true",
                        "authenticationScheme", "JavaKerberos",
                        "authentication", "SqlPassword"))))
                .singleElement()
                .asString()
                .startsWith("properties.authentication: ");
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
