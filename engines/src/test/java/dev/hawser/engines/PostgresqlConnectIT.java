package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HostSpec;
import dev.hawser.config.Secret;
import dev.hawser.config.SslMode;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.ErrorTable.Meaning;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.SilentServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Everything that can happen on the way to a connection. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class PostgresqlConnectIT {

    private static final String NASTY = "p@ss/w:rd%41?&#'\"\\ ü";

    private static final Credentials NASTY_LOGIN = new Credentials("nasty", Secret.of(NASTY), 0);

    private static PostgresServer server;

    private final PostgresqlEngine engine = new PostgresqlEngine();

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.startedWithTls("max_connections = 20", "superuser_reserved_connections = 2");
        server.allow(
                "hostssl all tls_only 127.0.0.1/32 scram-sha-256",
                "host all tls_only 127.0.0.1/32 reject",
                "hostnossl all no_tls 127.0.0.1/32 scram-sha-256",
                "host all no_tls 127.0.0.1/32 reject");
        for (String role : List.of("nasty", "tls_only", "no_tls")) {
            server.execute("postgres", "create role " + role + " login password '" + NASTY.replace("'", "''") + "'");
        }
        server.execute("postgres", "create database \"strange db/name?x=%41\"");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private TestConfig as(String user) {
        return TestConfig.postgres(server.host(), "postgres", user, NASTY);
    }

    private TestConfig at(HostSpec host) {
        return TestConfig.postgres(host, "postgres", "nasty", NASTY);
    }

    private String connected(TestConfig config, String query) throws Exception {
        JdbcConnection connection = Raw.connect(engine, config.build());
        try {
            return Raw.single(connection, query);
        } finally {
            connection.close();
        }
    }

    private Meaning refused(TestConfig config) {
        return Raw.failure(engine, () -> Raw.connect(engine, config.build()));
    }

    @Test
    void connect_nastyPasswordAndDatabase_areNotMangled() throws Exception {
        assertThat(connected(as("nasty").database("strange db/name?x=%41"), "select current_database()"))
                .isEqualTo("strange db/name?x=%41");
    }

    @Test
    void connect_wrongPassword_isAuthenticationAndDoesNotRepeatIt() {
        Exception error = Raw.thrown(
                () -> Raw.connect(engine, as("nasty").password("canary-4711").build()));
        assertThat(engine.errors().meaning(error).category()).isEqualTo(ErrorCategory.AUTHENTICATION);
        assertThat(engine.errors().meaning(error).sqlState()).isEqualTo("28P01");
        assertThat(error.toString()).doesNotContain("canary-4711");
    }

    @Test
    void connect_missingDatabase_isNoSuchDatabase() {
        Meaning meaning = refused(as("nasty").database("nowhere"));
        assertThat(meaning.category()).isEqualTo(ErrorCategory.NO_SUCH_DATABASE);
        assertThat(meaning.sqlState()).isEqualTo("3D000");
        assertThat(meaning.advice()).contains("create-db");
    }

    @Test
    void connect_nobodyListens_isRefused() throws Exception {
        assertThat(refused(at(SilentServer.refusing())).category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
    }

    @Test
    void connect_unknownHost_isRefusedAndSaysSo() {
        Meaning meaning = refused(at(new HostSpec("no-such-host.invalid", 5432)));
        assertThat(meaning.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
        assertThat(meaning.advice()).contains("host name");
    }

    @Test
    void connect_silentHost_isRefusedWithinTheDeadline() throws Exception {
        try (SilentServer silent = SilentServer.silent()) {
            Duration time = Raw.time(() -> {
                Meaning meaning = Raw.failure(
                        engine,
                        () -> engine.connectionFactory(at(silent.host()).build())
                                .connect(silent.host(), NASTY_LOGIN, Duration.ofMillis(700)));
                assertThat(meaning.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
                return null;
            });
            assertThat(time).isBetween(Duration.ofMillis(600), Duration.ofSeconds(20));
        }
    }

    @Test
    void connect_hostThatCuts_isRefused() throws Exception {
        try (SilentServer cutting = SilentServer.cutting()) {
            assertThat(refused(at(cutting.host()).ssl(SslMode.DISABLE, null)).category())
                    .isEqualTo(ErrorCategory.CONNECTION_REFUSED);
            assertThat(refused(at(cutting.host()).ssl(SslMode.REQUIRE, null)).category())
                    .isEqualTo(ErrorCategory.CONNECTION_REFUSED);
        }
    }

    @Test
    void connect_serverFull_isRefusedWithAdviceToBackOff() throws Exception {
        List<JdbcConnection> all = new ArrayList<>();
        try {
            Exception full = Raw.thrown(() -> {
                while (all.size() < 40) {
                    all.add(Raw.connect(engine, as("nasty").build()));
                }
            });
            Meaning meaning = engine.errors().meaning(full);
            assertThat(meaning.sqlState()).isEqualTo("53300");
            assertThat(meaning.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
            assertThat(meaning.advice()).contains("Back off").contains("max_connections");
        } finally {
            all.forEach(JdbcConnection::close);
            // The server hears of each end in its own time, and the other tests need room.
            Raw.await(() -> server.single("postgres", "select count(*) from pg_stat_activity where usename = 'nasty'")
                    .equals("0"));
        }
    }

    @Test
    void connect_userMayNotEnter_isAuthentication() {
        Meaning meaning = refused(as("tls_only").ssl(SslMode.DISABLE, null));
        assertThat(meaning.sqlState()).isEqualTo("28000");
        assertThat(meaning.category()).isEqualTo(ErrorCategory.AUTHENTICATION);
    }

    @Test
    void ssl_everyMode_isWhatTheServerSees() throws Exception {
        String question = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
        Path certificate = server.certificate();
        assertThat(connected(as("nasty").ssl(SslMode.DISABLE, null), question)).isEqualTo("f");
        assertThat(connected(as("nasty").ssl(SslMode.ALLOW, null), question)).isEqualTo("f");
        assertThat(connected(as("tls_only").ssl(SslMode.ALLOW, null), question)).isEqualTo("t");
        assertThat(connected(as("nasty").ssl(SslMode.PREFER, null), question)).isEqualTo("t");
        assertThat(connected(as("no_tls").ssl(SslMode.PREFER, null), question)).isEqualTo("f");
        assertThat(connected(as("nasty").ssl(SslMode.REQUIRE, null), question)).isEqualTo("t");
        assertThat(connected(as("nasty").ssl(SslMode.VERIFY_CA, certificate), question))
                .isEqualTo("t");
        assertThat(connected(as("nasty").ssl(SslMode.VERIFY_FULL, certificate), question))
                .isEqualTo("t");
    }

    @Test
    void ssl_certificateNotTrusted_isRefusedWithAdvice() {
        for (SslMode mode : List.of(SslMode.VERIFY_CA, SslMode.VERIFY_FULL)) {
            Meaning meaning = refused(as("nasty").ssl(mode, null));
            assertThat(meaning.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
            assertThat(meaning.advice()).contains("ssl.root-cert");
        }
    }

    @Test
    void ssl_certificateForAnotherName_isRefusedByVerifyFullOnly() throws Exception {
        // The certificate is for localhost and 127.0.0.1, and this is another name of the same host.
        HostSpec otherName = new HostSpec("127.1", server.host().port());
        TestConfig config = at(otherName);
        assertThat(connected(config.ssl(SslMode.VERIFY_CA, server.certificate()), "select 1"))
                .isEqualTo("1");
        Meaning meaning = refused(config.ssl(SslMode.VERIFY_FULL, server.certificate()));
        assertThat(meaning.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
    }

    @Test
    void ssl_serverWithoutTls_isRefusedFromRequireOn() throws Exception {
        try (PostgresServer plain = PostgresServer.started()) {
            TestConfig config = TestConfig.postgres(plain.host(), "postgres", PostgresServer.USER, plain.password());
            for (SslMode mode : List.of(SslMode.REQUIRE, SslMode.VERIFY_CA, SslMode.VERIFY_FULL)) {
                Meaning meaning = refused(config.ssl(mode, mode == SslMode.REQUIRE ? null : server.certificate()));
                assertThat(meaning.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
                assertThat(meaning.advice()).contains("ssl.mode");
            }
            assertThat(connected(config.ssl(SslMode.PREFER, null), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void ssl_rootCertIsNoCertificate_isRefused() throws Exception {
        Path letter = Files.writeString(directory.resolve("letter.pem"), "Dear reader");
        assertThat(refused(as("nasty").ssl(SslMode.VERIFY_CA, letter)).category())
                .isEqualTo(ErrorCategory.CONNECTION_REFUSED);
        Path missing = directory.resolve("missing.pem");
        assertThat(engine.check(as("nasty").ssl(SslMode.VERIFY_CA, missing).build()))
                .singleElement()
                .asString()
                .startsWith("ssl.root-cert: " + missing);
    }

    @Test
    void connect_serverStopped_isRefusedAndComesBack() throws Exception {
        try (PostgresServer own = PostgresServer.started()) {
            TestConfig config = TestConfig.postgres(own.host(), "postgres", PostgresServer.USER, own.password());
            own.stop();
            assertThat(refused(config).category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
            own.start();
            assertThat(connected(config, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void use_serverKilledOrStopped_isConnectionLost() throws Exception {
        try (PostgresServer own = PostgresServer.started()) {
            TestConfig config = TestConfig.postgres(own.host(), "postgres", PostgresServer.USER, own.password());
            JdbcConnection first = Raw.connect(engine, config.build());
            own.kill();
            assertThat(Raw.failure(engine, () -> Raw.single(first, "select 1")).category())
                    .isEqualTo(ErrorCategory.CONNECTION_LOST);
            assertThat(first.isAlive(Raw.TIMEOUT)).isFalse();
            assertThat(Raw.failure(engine, () -> Raw.single(first, "select 1")).sqlState())
                    .isEqualTo("08003");
            first.close();

            own.start();
            JdbcConnection second = Raw.connect(engine, config.build());
            own.stop();
            Meaning told = Raw.failure(engine, () -> Raw.single(second, "select 1"));
            assertThat(told.category()).isEqualTo(ErrorCategory.CONNECTION_LOST);
            assertThat(told.sqlState()).isEqualTo("57P01");
            second.close();
        }
    }

    @Test
    void use_otherSessionCrashed_isConnectionLostUntilTheServerHasRecovered() throws Exception {
        try (PostgresServer own = PostgresServer.started()) {
            TestConfig config = TestConfig.postgres(own.host(), "postgres", PostgresServer.USER, own.password());
            JdbcConnection bystander = Raw.connect(engine, config.build());
            JdbcConnection crashing = Raw.connect(engine, config.build());
            long pid = Long.parseLong(Raw.single(crashing, "select pg_backend_pid()"));
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            assertThat(Raw.failure(engine, () -> Raw.single(crashing, "select 1"))
                            .category())
                    .isEqualTo(ErrorCategory.CONNECTION_LOST);
            Meaning collateral = Raw.failure(engine, () -> Raw.single(bystander, "select pg_sleep(20)"));
            assertThat(collateral.category()).isEqualTo(ErrorCategory.CONNECTION_LOST);
            crashing.close();
            bystander.close();
            awaitRecovery(config);
        }
    }

    private void awaitRecovery(TestConfig config) throws Exception {
        for (boolean recovered = false; !recovered; ) {
            try {
                assertThat(connected(config, "select 1")).isEqualTo("1");
                recovered = true;
            } catch (SQLException notYet) {
                assertThat(engine.errors().meaning(notYet).category())
                        .isIn(ErrorCategory.CONNECTION_LOST, ErrorCategory.CONNECTION_REFUSED);
            }
        }
    }

    @Test
    void use_serverFrozen_isConnectionLostWithinTheSocketTimeout() throws Exception {
        try (PostgresServer own = PostgresServer.started()) {
            TestConfig config = TestConfig.postgres(own.host(), "postgres", PostgresServer.USER, own.password())
                    .properties(Map.of("socketTimeout", "1"));
            JdbcConnection connection = Raw.connect(engine, config.build());
            own.pause();
            try {
                Duration time = Raw.time(() -> {
                    assertThat(Raw.failure(engine, () -> Raw.single(connection, "select 1"))
                                    .category())
                            .isEqualTo(ErrorCategory.CONNECTION_LOST);
                    return null;
                });
                assertThat(time).isBetween(Duration.ofMillis(900), Duration.ofSeconds(20));
                connection.abort();
            } finally {
                own.resume();
            }
        }
    }

    @Test
    void errors_withoutState_areJudgedByClass() {
        assertThat(engine.errors().meaning(new java.net.ConnectException("x")).category())
                .isEqualTo(ErrorCategory.CONNECTION_REFUSED);
        assertThat(engine.errors().meaning(new java.io.EOFException("x")).category())
                .isEqualTo(ErrorCategory.CONNECTION_LOST);
        assertThat(engine.errors().meaning(new SQLException("x")).category()).isEqualTo(ErrorCategory.OTHER);
        assertThat(engine.errors()
                        .meaning(new IllegalStateException(new SQLException("x", "40P01")))
                        .category())
                .isEqualTo(ErrorCategory.DEADLOCK);
    }
}
