package dev.hawser.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.hawser.DatabaseManager;
import dev.hawser.Deadline;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.SilentServer;
import dev.hawser.tests.log.CapturedLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A password that must appear nowhere: not in what is logged at any level, thrown, told to listeners, or printed of any object. */
class CanaryIT {

    private static final String CANARY = "c4nary-b1rd";

    private static PostgresServer server;

    @TempDir
    private Path directory;

    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private CapturedLog log;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.started();
        server.execute("postgres", "create role app login superuser password '" + CANARY + "'");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void capture() {
        log = CapturedLog.of("dev.hawser", Level.TRACE);
    }

    @AfterEach
    void nothingSaidTheCanary() {
        log.close();
        log.entries().forEach(entry -> said.add(text(entry)));
        assertThat(said).isNotEmpty();
        assertThat(said).allSatisfy(text -> assertThat(text).doesNotContain(CANARY));
    }

    private static String text(ILoggingEvent entry) {
        String thrown = entry.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(entry.getThrowableProxy());
        return entry.getFormattedMessage() + entry.getKeyValuePairs() + entry.getMDCPropertyMap() + thrown;
    }

    private DatabaseManager.Builder builder(DatabaseOptions... options) {
        DatabaseManager.Builder builder =
                DatabaseManager.builder(ConfigSources.in(directory)).listener(event -> said.add(String.valueOf(event)));
        for (DatabaseOptions each : options) {
            said.add(each.toString());
            builder.database(each);
        }
        return builder;
    }

    private static DatabaseOptions app() {
        return DatabaseOptions.of("shop").url(url("app:" + CANARY + "@" + server.host(), "postgres"));
    }

    private static String url(String place, String database) {
        return "postgresql://" + place + "/" + database;
    }

    /** Remembers what is thrown, with every cause, everything suppressed and the stack. */
    private void fails(ThrowingCallable work) {
        try {
            work.call();
        } catch (Throwable thrown) {
            StringWriter stack = new StringWriter();
            thrown.printStackTrace(new PrintWriter(stack));
            said.add(stack.toString());
            return;
        }
        throw new AssertionError("it did not fail");
    }

    @Test
    void everythingThatWorks_keepsThePasswordToItself() {
        try (DatabaseManager manager = builder(app()).open()) {
            SqlDatabase shop = manager.sql("shop");
            shop.query("select 1");
            shop.update("alter role app password '" + CANARY + "'");
            shop.update("do $$ begin perform '" + CANARY + "'; end $$");
            shop.query("select :p::text", Map.of("p", CANARY))
                    .forEach(row -> assertThat(row.getString(0)).isEqualTo(CANARY));
            printEverything(manager);
            said.add(manager.reconnect("shop").toString());
        }
        assertThat(log.entries())
                .as("statements are logged")
                .anySatisfy(entry -> assertThat(entry.getMessage()).isEqualTo("db query"));
    }

    private void printEverything(DatabaseManager manager) {
        said.add(manager.config().toString());
        for (DatabaseConfig config : manager.config().databases()) {
            said.add(config + " " + config.password() + config.values() + config.printableUrl());
        }
        SqlDatabase shop = manager.sql("shop");
        said.add(manager.info("shop").toString());
        said.add(manager.health().toString());
        said.add(manager.stats().toString() + shop + shop.stats() + shop.metrics() + shop.dataSource());
        try (Session session = shop.session()) {
            session.query("select 1");
            said.add(session + " " + session.connection());
        }
    }

    @Test
    void failingStatements_keepThePasswordToThemselves() {
        try (DatabaseManager manager = builder(app()).open()) {
            SqlDatabase shop = manager.sql("shop");
            fails(() -> shop.update("alter role nobody password '" + CANARY + "'"));
            fails(() -> shop.query("select :p::int", Map.of("q", CANARY)));
            fails(() -> shop.query("select * from missing where p = :p", Map.of("p", CANARY)));
        }
        assertThat(said).hasSizeGreaterThan(3);
    }

    @Test
    void exhaustedPool_doesNotNameParameters() {
        DatabaseOptions small = app().poolSize(1).set("pool.max-overflow", 0);
        try (DatabaseManager manager = builder(small).open();
                Session holder = manager.sql("shop").session()) {
            holder.query("select :p::text", Map.of("p", CANARY));
            fails(() -> manager.sql("shop")
                    .withDeadline(Deadline.in(Duration.ofMillis(200)))
                    .query("select 2"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://postgres:c4nary-b1rd@%s/postgres", // not the password of this user
                "postgresql://app:c4nary-b1rd@%s/no_such_database",
                "jdbc:postgresql://%s/no_such_database?user=app&password=c4nary-b1rd",
                "postgresql://app:c4nary-b1rd@%s:not-a-port/postgres",
                "postgresql://app:c4nary-b1rd/with-slash@%s/postgres",
                "postgresql:/app:c4nary-b1rd@%s/postgres",
                "postgresql://app:c4nary-b1rd@%s/postgres?sslmode=sometimes",
                "oracle://app:c4nary-b1rd@%s/x",
                "app:c4nary-b1rd@%s"
            })
    void wrongUrl_isRefusedWithoutRepeatingIt(String url) {
        DatabaseOptions wrong = DatabaseOptions.of("shop").url(url.formatted(server.host()));
        fails(() -> builder(wrong).open().close());
    }

    @Test
    void unreachableServers_areNamedWithoutTheirPassword() throws IOException {
        try (SilentServer silent = SilentServer.silent();
                SilentServer cutting = SilentServer.cutting()) {
            for (Object host :
                    List.of(silent.host(), cutting.host(), SilentServer.refusing(), "no-such-host.invalid")) {
                DatabaseOptions options = DatabaseOptions.of("shop")
                        .url(url("app:" + CANARY + "@" + host, "postgres"))
                        .set("connect-timeout", "300ms");
                fails(() -> builder(options).open().close());
            }
        }
    }

    @Test
    void databaseThatFailsBesideOthers_isLoggedWithoutItsPassword() throws IOException {
        DatabaseOptions dead = DatabaseOptions.of("dead")
                .url(url("app:" + CANARY + "@" + SilentServer.refusing(), "postgres"))
                .set("retry.first-delay", "1ms");
        try (DatabaseManager manager = builder(app(), dead).open()) {
            fails(() -> manager.sql("dead"));
            said.add(manager.setupErrors().toString());
            said.add(manager.health("dead").toString());
        }
        assertThat(log.entries())
                .anySatisfy(entry -> assertThat(entry.getMessage()).contains("could not be set up"));
    }

    @Test
    void environmentAndFiles_areReadWithoutRepeatingTheirSecrets() throws IOException {
        Files.writeString(directory.resolve(".env"), "DB_PASSWORD=" + CANARY + "\n");
        Files.writeString(
                directory.resolve("hawser.yaml"),
                "databases:\n  shop:\n    url: " + url(server.host().toString(), "postgres") + "\n    pasword: "
                        + CANARY + "\n");
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                url("app:" + CANARY + "@" + server.host(), "postgres"),
                "HAWSER_SHOP_PASSWORD",
                CANARY,
                "HAWSER_SHOP_PORT",
                "none");
        ConfigSources sources = ConfigSources.in(directory).withEnvironment(environment);
        said.add(sources.toString());
        fails(() -> DatabaseManager.builder(sources).open().close());
        Files.delete(directory.resolve("hawser.yaml"));
        ConfigSources right = ConfigSources.in(directory)
                .withEnvironment(Map.of("DATABASE_URL", url("app:" + CANARY + "@" + server.host(), "postgres")));
        try (DatabaseManager manager = DatabaseManager.builder(right).open()) {
            said.add(manager.config().toString() + manager.database().info());
            said.add(manager.database().health(true).toString());
        }
    }

    @Test
    void workCutAtClose_isReportedWithoutParameters() {
        DatabaseManager manager = builder(app()).open();
        Session holder = manager.sql("shop").session();
        holder.query("select :p::text", Map.of("p", CANARY));
        said.addAll(manager.close(Duration.ZERO));
        fails(() -> holder.query("select 1"));
        holder.close();
    }
}
