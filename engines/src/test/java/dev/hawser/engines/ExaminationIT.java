package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.Examination;
import dev.hawser.Examination.State;
import dev.hawser.Examination.Step;
import dev.hawser.HostSpec;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.Arrivals;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.SilentServer;
import dev.hawser.testkit.TcpProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each step of the way fails on a real server once, and what comes after it is not tried. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class ExaminationIT {

    private static final String SECRET = "c4nary";

    private static PostgresServer primary;
    private static PostgresServer standby;
    private static PostgresServer plain;
    private static MariadbServer mariadb;
    private static String shop;
    private static String mariadbShop;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        primary = PostgresServer.startedWithTls("max_connections = 20");
        shop = primary.createDatabase();
        primary.execute(
                shop,
                "create role app login password '" + SECRET + "'",
                "create schema secret",
                "create table orders (id int)");
        standby = primary.standby();
        plain = PostgresServer.started();
        mariadb = MariadbServer.started("--max-connections=20");
        mariadbShop = mariadb.createDatabase();
        mariadb.execute(
                "mysql",
                "create user shopper@'127.0.0.1' identified by '" + SECRET + "'",
                "create user nobody@'127.0.0.1' identified by '" + SECRET + "'");
        mariadb.execute(mariadbShop, "grant select, insert on " + mariadbShop + ".* to shopper@'127.0.0.1'");
    }

    @AfterAll
    static void stop() throws Exception {
        mariadb.close();
        plain.close();
        standby.close();
        primary.close();
    }

    private Examination examine(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(directory).withDatabases(options))
                .examine("shop");
    }

    /** Of a small application, so that there are connections enough. */
    private static DatabaseOptions url(String url) {
        return DatabaseOptions.of("shop").url(url).poolSize(2).set("pool.max-overflow", 1);
    }

    private static DatabaseOptions postgres(HostSpec host) {
        return url("postgresql://app@" + host + "/" + shop).password(SECRET);
    }

    private static Step step(Examination examination, String name) {
        return examination.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no step " + name + ": " + examination));
    }

    /** It is wrong at this step alone, says so and why, and goes no further. */
    private static void wrong(Examination examination, String name, String... said) {
        assertThat(examination.fine()).isFalse();
        assertThat(examination.steps())
                .filteredOn(step -> step.state() == State.WRONG)
                .as(examination.toString())
                .extracting(Step::name)
                .containsExactly(name);
        Step step = step(examination, name);
        assertThat(step.said() + " " + step.advice()).contains(said);
        assertThat(step.advice()).isNotNull();
        assertThat(examination.toString()).doesNotContain(SECRET);
    }

    private static void stopsAt(Examination examination, String name, String... said) {
        wrong(examination, name, said);
        List<String> names = examination.steps().stream().map(Step::name).toList();
        assertThat(examination.steps().subList(0, names.indexOf(name)))
                .as(examination.toString())
                .allMatch(step -> step.state() == State.FINE);
        assertThat(examination.steps().subList(names.indexOf(name) + 1, names.size()))
                .as(examination.toString())
                .isNotEmpty()
                .allMatch(step -> step.state() == State.NOT_TRIED && step.took() == null);
    }

    @Test
    void examine_everythingInOrder_isFineFromEndToEnd() {
        Examination examination = examine(postgres(primary.host())
                .set("schema", "public")
                .user("postgres")
                .password(primary.password()));
        assertThat(examination.steps())
                .as(examination.toString())
                .allMatch(step -> step.state() == State.FINE)
                .extracting(Step::name)
                .containsExactlyInAnyOrder(
                        "dns", "tcp", "tls", "authentication", "database", "role", "version", "permissions", "limits");
        assertThat(step(examination, "tls").said()).contains("encrypted: TLSv1");
        assertThat(step(examination, "role").said()).isEqualTo("is primary");
        assertThat(step(examination, "version").said()).contains("PostgreSQL");
        assertThat(step(examination, "tcp").took()).isPositive();
    }

    @Test
    void examine_onTheWay_saysWhereItEnds() throws Exception {
        stopsAt(examine(postgres(new HostSpec("no-such-host.invalid", 5432))), "dns", "no-such-host.invalid");
        HostSpec nobody = SilentServer.refusing();
        stopsAt(examine(postgres(nobody)), "tcp", "nobody listens on port " + nobody.port());
        try (TcpProxy proxy = TcpProxy.to(primary.host())) {
            proxy.arrivals(Arrivals.UNANSWERED);
            long start = System.nanoTime();
            stopsAt(
                    examine(postgres(proxy.host()).set("connect-timeout", Duration.ofSeconds(1))),
                    "tls",
                    "CONNECTION_REFUSED");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
        }
    }

    @Test
    void examine_tls_saysWhatIsWrongWithIt() {
        stopsAt(
                examine(url("postgresql://postgres@" + plain.host() + "/postgres")
                        .password(plain.password())
                        .set("ssl.mode", "require")),
                "tls",
                "ssl.mode");
        stopsAt(examine(postgres(primary.host()).set("ssl.mode", "verify-full")), "tls", "ssl.root-cert");
    }

    @Test
    void examine_login_saysWhatIsRefused() {
        stopsAt(
                examine(postgres(primary.host()).password("c4nary-wrong")),
                "authentication",
                "Check user and password");
        stopsAt(examine(postgres(primary.host()).set("database", "nowhere")), "database", "nowhere", "create-db");
    }

    @Test
    void examine_permissionMissing_saysWhatToGrant() {
        wrong(
                examine(postgres(primary.host()).set("schema", "secret")),
                "permissions",
                "app may not use the schema secret",
                "grant usage on schema secret to app");
        wrong(examine(postgres(primary.host()).set("schema", "nowhere")), "permissions", "there is no schema nowhere");
        Step partly = step(examine(postgres(primary.host())), "permissions");
        assertThat(partly.state()).isEqualTo(State.WARNING);
        assertThat(partly.said()).contains("of the 1 tables", "may not read 1 and not write 1");
    }

    @Test
    void examine_poolLargerThanTheServer_saysBothNumbers() throws Exception {
        wrong(
                examine(postgres(primary.host()).poolSize(17).set("pool.max-overflow", 10)),
                "limits",
                "28 connections",
                "the server gives 17",
                "max_connections 20",
                "Lower pool.size");
        awaitNobodyFrom("app"); // or the next login is one too many
        primary.execute(shop, "alter role app connection limit 1");
        try {
            wrong(examine(postgres(primary.host())), "limits", "the server gives 1 (connection limit of role)");
        } finally {
            primary.execute(shop, "alter role app connection limit -1");
        }
    }

    private static void awaitNobodyFrom(String role) throws Exception {
        Raw.await(() -> primary.single(shop, "select count(*) from pg_stat_activity where usename = '" + role + "'")
                .equals("0"));
    }

    @Test
    void examine_severalHosts_tellsTheirRoles() throws Exception {
        Examination both = examine(
                postgres(primary.host()).set("replicas", List.of(standby.host().toString())));
        assertThat(both.fine()).as(both.toString()).isTrue();
        assertThat(step(both, "roles").said()).isEqualTo(primary.host() + " is the primary");
        assertThat(both.steps())
                .filteredOn(step -> step.name().equals("role"))
                .extracting(Step::said)
                .containsExactly("is primary", "is replica");
        assertThat(step(both, "lag").host()).isEqualTo(standby.host().toString());

        Examination alone = examine(postgres(standby.host()));
        assertThat(step(alone, "role").said()).isEqualTo("is replica");
        HostSpec nobody = SilentServer.refusing();
        Examination headless = examine(postgres(standby.host()).set("replicas", List.of(nobody.toString())));
        assertThat(step(headless, "roles").said()).contains("no host that can be reached is the primary");
        assertThat(headless.fine()).isFalse();
    }

    @Test
    void examine_scratchDatabaseOfADeadProcess_isNamed_withHowToDropIt() throws Exception {
        String left = "hawser_scratch_20200101_000000_abc123";
        String young = "hawser_scratch_29990101_000000_abc123";
        primary.execute("postgres", "create database " + left, "create database " + young);
        mariadb.execute("mysql", "create database " + left);
        try {
            for (Examination examination : List.of(
                    examine(postgres(primary.host())),
                    examine(url("mariadb://" + MariadbServer.USER + "@" + mariadb.host() + "/mysql")
                            .password(mariadb.password())))) {
                Step step = step(examination, "scratch");
                assertThat(step.state()).isEqualTo(State.WARNING);
                assertThat(step.said()).endsWith(": " + left);
                assertThat(step.advice()).isEqualTo("Drop them: drop database " + left);
                assertThat(examination.fine()).isTrue();
            }
        } finally {
            primary.execute("postgres", "drop database " + left, "drop database " + young);
            mariadb.execute("mysql", "drop database " + left);
        }
    }

    @Test
    void examine_mariadb_knowsItsPrivilegesAndLimits() {
        DatabaseOptions app =
                url("mariadb://shopper@" + mariadb.host() + "/" + mariadbShop).password(SECRET);
        Examination fine = examine(app);
        assertThat(fine.steps()).as(fine.toString()).allMatch(step -> step.state() == State.FINE);
        assertThat(step(fine, "tls").said()).isEqualTo("not encrypted");
        wrong(examine(app.poolSize(30)), "limits", "max_connections 20");
        stopsAt(examine(app.password("c4nary-wrong")), "authentication", "password");
        stopsAt(examine(app.set("ssl.mode", "require")), "tls", "ssl.mode");
        stopsAt(examine(app.user("nobody")), "permissions", "Access denied");
    }

    @Test
    void examine_sqlServer_goesTheWayOfEveryServer() throws Exception {
        try (SqlServerUnderTest server = new SqlServerUnderTest(directory, null);
                DatabaseManager manager = DatabaseManager.builder(
                                ConfigSources.in(directory).withDatabases(server.options("shop")))
                        .open()) {
            Examination fine = examine(server.options("shop"));
            assertThat(fine.steps())
                    .as(fine.toString())
                    .allMatch(step -> step.state() == State.FINE)
                    .extracting(Step::name)
                    .containsExactly(
                            "dns",
                            "tcp",
                            "authentication",
                            "database",
                            "role",
                            "version",
                            "tls",
                            "permissions",
                            "limits");
            Step rights = step(examine(server.options("shop").user(SqlServerUnderTest.READER)), "permissions");
            assertThat(rights.state()).isEqualTo(State.WARNING);
            assertThat(rights.said()).contains(SqlServerUnderTest.READER + " has no right to read everything");
            wrong(examine(server.options("shop").poolSize(200)), "limits", "@@max_connections 100");
            stopsAt(examine(server.options("shop").password("c4nary-wrong")), "authentication", "password");
            stopsAt(
                    examine(server.options("shop").set("database", "nowhere").set("create-db", false)),
                    "database",
                    "nowhere");
            assertThat(manager.names()).containsExactly("shop");
        }
    }

    @Test
    void examine_sqlite_looksAtTheFile() throws Exception {
        Path file = directory.resolve("shop.db");
        Examination missing = examine(DatabaseOptions.of("shop").url("sqlite:///" + file));
        assertThat(step(missing, "file").state()).isEqualTo(State.WARNING);
        assertThat(step(missing, "open").state()).isEqualTo(State.NOT_TRIED);
        assertThat(missing.fine()).isTrue();
        assertThat(file).doesNotExist();
        wrong(
                examine(DatabaseOptions.of("shop")
                        .url("sqlite:///" + directory.resolve("none").resolve("x.db"))),
                "file",
                "does not exist");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("create table t (n)");
            Examination fine = examine(DatabaseOptions.of("shop").url("sqlite:///" + file));
            assertThat(fine.fine()).as(fine.toString()).isTrue();
            assertThat(step(fine, "journal").said()).contains("delete");
            assertThat(step(fine, "lock").state()).isEqualTo(State.FINE);
            statement.execute("begin immediate");
            assertThat(step(examine(DatabaseOptions.of("shop").url("sqlite:///" + file)), "lock")
                            .said())
                    .isEqualTo("another process is writing");
        }
        Path letter = Files.writeString(directory.resolve("letter.db"), "Dear Anna,\n".repeat(200));
        wrong(examine(DatabaseOptions.of("shop").url("sqlite:///" + letter)), "open", "not a SQLite database");
    }

    @Test
    void examine_access_looksAtTheFileAndItsLock() throws Exception {
        Path file = AccessFiles.empty(directory.resolve("shop.accdb"));
        DatabaseOptions options = DatabaseOptions.of("shop").url("access:///" + file);
        Examination fine = examine(options);
        assertThat(fine.steps())
                .as(fine.toString())
                .filteredOn(step -> !step.name().equals("scratch")) // what others have left on this machine
                .allMatch(step -> step.state() == State.FINE)
                .extracting(Step::name)
                .containsExactly("file", "lock", "open", "version");
        try (DatabaseManager manager = DatabaseManager.builder(
                        ConfigSources.in(directory).withDatabases(options))
                .open()) {
            stopsAt(examine(options), "lock", "is open in this process already");
            assertThat(examine(options.set("readonly", true)).fine()).isTrue();
        }
        wrong(examine(options.password(SECRET)), "open", "has none");
    }
}
