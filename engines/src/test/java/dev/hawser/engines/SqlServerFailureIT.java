package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.SetupFailedException;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.tds.Encryption;
import dev.hawser.testkit.tds.LoginRequest;
import dev.hawser.testkit.tds.TdsServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong with SQL Server, and what becomes of it. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class SqlServerFailureIT {

    private static SqlServers server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        server = SqlServers.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static DatabaseOptions options() {
        return server.options();
    }

    /** Opened, and with the table {@code item} of one row. */
    private static DatabaseManager open(DatabaseOptions options) {
        DatabaseManager manager = SqlServers.open(options);
        assertThat(manager.setupErrors()).isEmpty();
        SqlDatabase shop = manager.sql();
        shop.update("drop table if exists item");
        shop.update(
                "create table item (id int primary key, code int, name nvarchar(5) not null, price int check (price > 0))");
        shop.update("create unique index item_by_code on item (code)");
        shop.update("insert into item values (1, 1, N'one', 1), (2, 2, N'two', 1)");
        return manager;
    }

    private static DatabaseException refused(DatabaseOptions options) {
        SetupFailedException failed = catchThrowableOfType(
                SetupFailedException.class, () -> SqlServers.open(options).close());
        assertThat(failed).isNotNull();
        return (DatabaseException) failed.getSuppressed()[0];
    }

    private static DatabaseException failure(Runnable work) {
        DatabaseException failed = catchThrowableOfType(DatabaseException.class, work::run);
        assertThat(failed).isNotNull();
        return failed;
    }

    @Test
    void wrongPassword_isAuthentication_andIsNotRepeated() {
        DatabaseException error = refused(options().password("canary-4711"));
        assertThat(error.category()).isEqualTo(ErrorCategory.AUTHENTICATION);
        assertThat(error.vendorCode()).isEqualTo(18456);
        assertThat(error.toString()).doesNotContain("canary-4711");
    }

    @Test
    void unknownDatabase_isNoSuchDatabase() {
        DatabaseException error = refused(options().set("database", "nowhere").set("create-db", false));
        assertThat(error.category()).isEqualTo(ErrorCategory.NO_SUCH_DATABASE);
        assertThat(error.vendorCode()).isEqualTo(4060);
    }

    @ParameterizedTest
    @CsvSource({
        "insert into item values (1 | 9 | N'x' | 1), 2627, CONSTRAINT",
        "insert into item values (9 | 1 | N'x' | 1), 2601, CONSTRAINT",
        "insert into item values (9 | 9 | null | 1), 515, CONSTRAINT",
        "insert into item values (9 | 9 | N'x' | 0), 547, CONSTRAINT",
        "insert into item values (9 | 9 | N'abcdef' | 1), 2628, DATA",
        "update item set price = price / (price - 1), 8134, DATA",
        "update item set price = cast(N'x' as int), 245, DATA",
        "update nothing set price = 1, 208, SYNTAX",
        "update item set nothing = 1, 207, SYNTAX",
        "create table item (id int), 2714, SYNTAX",
        "update item sett price = 1, 102, SYNTAX",
        "insert into item values (1), 213, SYNTAX"
    })
    void statement_thatFails_hasItsCategory_andTheConnectionStays(String sql, int number, ErrorCategory category) {
        try (DatabaseManager manager = open(options().set("pool.size", 1).set("pool.max-overflow", 0))) {
            SqlDatabase shop = manager.sql();
            String spid = shop.queryOne("select cast(@@spid as nvarchar(9))", null, String.class)
                    .orElseThrow();
            DatabaseException error = failure(() -> shop.update(sql.replace(" |", ",")));
            assertThat(error.vendorCode()).isEqualTo(number);
            assertThat(error.category()).isEqualTo(category);
            assertThat(shop.queryOne("select cast(@@spid as nvarchar(9))", null, String.class))
                    .contains(spid);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1205, 13, DEADLOCK",
        "3960, 16, SERIALIZATION",
        "1222, 16, TIMEOUT",
        "229, 14, PERMISSION",
        "8152, 16, DATA",
        "156, 15, SYNTAX",
        "10928, 16, RESOURCE",
        "10929, 16, RESOURCE",
        "9002, 17, RESOURCE",
        "596, 21, CONNECTION_LOST",
        "40197, 20, CONNECTION_LOST"
    })
    void error_thatTheServerReports_hasItsCategory(int number, int severity, ErrorCategory category) {
        TdsServer own = server.own();
        try (DatabaseManager manager = open(options())) {
            own.failNext("failing", number, severity, "planned");
            DatabaseException error =
                    failure(() -> manager.sql().update("update item set name = N'failing' where id = 0"));
            assertThat(error.vendorCode()).isEqualTo(number);
            assertThat(error.category()).isEqualTo(category);
            assertThat(manager.sql().query("select id from item")).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "18456, 14, AUTHENTICATION",
        "18452, 14, AUTHENTICATION",
        "18470, 14, AUTHENTICATION",
        "4060, 11, NO_SUCH_DATABASE",
        "916, 14, PERMISSION",
        "976, 14, CONNECTION_REFUSED",
        "983, 14, CONNECTION_REFUSED",
        "40613, 17, CONNECTION_REFUSED",
        "40501, 20, CONNECTION_REFUSED",
        "40197, 17, CONNECTION_REFUSED",
        "49918, 16, CONNECTION_REFUSED",
        "49919, 16, CONNECTION_REFUSED",
        "49920, 16, CONNECTION_REFUSED"
    })
    void login_thatTheServerRefuses_hasItsCategory(int number, int severity, ErrorCategory category) {
        TdsServer own = server.own();
        own.refuseLogins(number, severity, "planned");
        try {
            DatabaseException error = refused(options().set("create-db", false).set("connect-timeout", "3s"));
            assertThat(error.vendorCode()).isEqualTo(number);
            assertThat(error.category()).isEqualTo(category);
        } finally {
            own.admitLogins();
        }
    }

    @Test
    void reader_thatWrites_isPermission() {
        server.own();
        open(options()).close();
        try (DatabaseManager manager =
                SqlServers.open(options().user(SqlServers.READER).password(SqlServers.PASSWORD))) {
            DatabaseException error = failure(() -> manager.sql().update("delete from item"));
            assertThat(error.category()).isEqualTo(ErrorCategory.PERMISSION);
            assertThat(manager.sql().query("select id from item")).hasSize(2);
        }
    }

    @Test
    void write_onSecondary_isWrongRole() {
        TdsServer own = server.own();
        try (DatabaseManager manager = open(options())) {
            own.readOnly(true);
            DatabaseException error = failure(() -> manager.sql().update("delete from item"));
            assertThat(error.category()).isEqualTo(ErrorCategory.WRONG_ROLE);
        } finally {
            own.readOnly(false);
        }
    }

    @Test
    void statementTimeout_endsTheStatement_andNotTheConnection() {
        DatabaseOptions options =
                options().set("statement-timeout", "1s").set("pool.size", 1).set("pool.max-overflow", 0);
        try (DatabaseManager manager = open(options)) {
            long start = System.nanoTime();
            DatabaseException error = failure(() -> manager.sql().update("waitfor delay '00:00:30'"));
            assertThat(error.category()).isEqualTo(ErrorCategory.TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
            assertThat(manager.sql().query("select id from item")).hasSize(2);
        }
    }

    @Test
    void cancel_ofStatement_endsIt() throws Exception {
        try (DatabaseManager manager = open(options());
                Connection connection = manager.sql().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            FutureTask<Exception> waiting = new FutureTask<>(() -> {
                try {
                    statement.execute("waitfor delay '00:00:30'");
                    return null;
                } catch (java.sql.SQLException cancelled) {
                    return cancelled;
                }
            });
            new Thread(waiting).start();
            while (!waiting.isDone()) {
                statement.cancel();
            }
            assertThat(waiting.get()).isNotNull();
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void lockTimeout_isTimeout() throws Exception {
        try (DatabaseManager manager = open(options().set("statement-timeout", "2s"));
                Connection holder = manager.sql().dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("update item set price = 2 where id = 1");
            DatabaseException error = failure(() -> manager.sql().update("update item set price = 3 where id = 1"));
            assertThat(error.category()).isEqualTo(ErrorCategory.TIMEOUT);
            holder.rollback();
        }
    }

    @Test
    void deadlock_isResolvedByRunningTheTransactionAgain() throws Exception {
        try (DatabaseManager manager = open(options())) {
            SqlDatabase shop = manager.sql();
            java.util.concurrent.CyclicBarrier both = new java.util.concurrent.CyclicBarrier(2);
            FutureTask<Integer> other = new FutureTask<>(crossing(shop, 2, 1, both));
            new Thread(other).start();
            int attempts = crossing(shop, 1, 2, both).call() + other.get(60, TimeUnit.SECONDS);
            assertThat(attempts).isGreaterThan(2);
            assertThat(shop.query("select price from item", null, Integer.class))
                    .containsExactly(3, 3);
        }
    }

    @Test
    void snapshot_thatSomebodyElseChanged_isSerialization_andRunsAgain() {
        DatabaseOptions options = options().set("properties", Map.of("transactionIsolation", "snapshot"));
        try (DatabaseManager manager = open(options())) {
            manager.sql().update("alter database current set allow_snapshot_isolation on");
        }
        try (DatabaseManager manager = SqlServers.open(options)) {
            SqlDatabase shop = manager.sql();
            List<Integer> seen = new ArrayList<>();
            int attempts = shop.transaction(tx -> {
                        seen.add(tx.queryOne("select price from item where id = 1", null, Integer.class)
                                .orElseThrow());
                        if (seen.size() == 1) {
                            shop.update("update item set price = 5 where id = 1");
                        }
                        return tx.update("update item set price = price + 1 where id = 1");
                    })
                    .attempts();
            assertThat(attempts).isEqualTo(2);
            assertThat(seen).containsExactly(1, 5);
            assertThat(shop.queryOne("select price from item where id = 1", null, Integer.class))
                    .contains(6);
        }
    }

    private static Callable<Integer> crossing(
            SqlDatabase shop, int first, int second, java.util.concurrent.CyclicBarrier both) {
        return () -> {
            int[] attempts = {0};
            shop.transaction(tx -> {
                tx.update("update item set price = price + 1 where id = " + first);
                if (attempts[0]++ == 0) {
                    both.await(30, TimeUnit.SECONDS);
                }
                tx.update("update item set price = price + 1 where id = " + second);
                return null;
            });
            return attempts[0];
        };
    }

    @Test
    void connection_thatWasCut_isReplaced() {
        TdsServer own = server.own();
        try (DatabaseManager manager = open(options())) {
            own.cutNext("select id from item where", false);
            assertThat(manager.sql().query("select id from item where id > 0")).hasSize(2);
            own.cutConnections();
            assertThat(manager.sql().query("select id from item")).hasSize(2);
            own.cutNext("update item set price = 7", false);
            DatabaseException lost = failure(() -> manager.sql().update("update item set price = 7"));
            assertThat(lost.category()).isEqualTo(ErrorCategory.CONNECTION_LOST);
            assertThat(manager.sql().query("select id from item where price = 7"))
                    .isEmpty();
        }
    }

    @Test
    void health_tellsVersionAndConnections() {
        try (DatabaseManager manager = open(options())) {
            Health health = manager.health("shop", true);
            assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(health.engine()).isEqualTo("sqlserver");
            assertThat(health.version()).matches("SQL Server \\d+\\..*");
            assertThat(health.connectionCount()).isPositive();
            assertThat(health.hosts())
                    .singleElement()
                    .satisfies(host -> assertThat(host.role()).isEqualTo(HostRole.PRIMARY));
        }
    }

    @Test
    void severalHosts_theOneThatTakesWritesIsThePrimary_andReadersSayThatTheyRead() throws Exception {
        try (SqlServers one = SqlServers.start(
                        Encryption.NONE, directory.resolve("..").normalize());
                SqlServers other = SqlServers.start(Encryption.NONE, directory)) {
            TdsServer secondary = one.own().database("shop");
            TdsServer primary = other.own().database("shop");
            secondary.readOnly(true);
            secondary.readIntentOnly(true);
            DatabaseOptions options = DatabaseOptions.of("shop")
                    .url("sqlserver://" + secondary.host() + "," + primary.host() + "/shop")
                    .user(SqlServers.USER)
                    .password(SqlServers.PASSWORD);
            try (DatabaseManager manager = SqlServers.open(options)) {
                assertThat(manager.setupErrors()).isEmpty();
                manager.sql().update("create table item (id int)");
                Health health = manager.health("shop", true);
                assertThat(health.hosts())
                        .extracting(host -> host.host() + " " + host.role())
                        .containsExactlyInAnyOrder(
                                secondary.host() + " " + HostRole.REPLICA, primary.host() + " " + HostRole.PRIMARY);
            }
            assertThat(primary.logins()).extracting(LoginRequest::readIntent).containsOnly(false);
            assertThat(secondary.logins()).extracting(LoginRequest::readIntent).contains(true);
        }
    }

    @Test
    void sslModes_doWhatTheySay() throws Exception {
        try (SqlServers encrypted = SqlServers.start(Encryption.REQUIRED, directory)) {
            encrypted.own();
            Path certificate = directory.resolve("server.crt");
            for (String mode : List.of("allow", "prefer", "require")) {
                assertConnects(encrypted.options().set("ssl.mode", mode));
            }
            assertConnects(
                    encrypted.options().set("ssl.mode", "verify-ca").set("ssl.root-cert", certificate.toString()));
            assertConnects(
                    encrypted.options().set("ssl.mode", "verify-full").set("ssl.root-cert", certificate.toString()));
            assertThat(refused(encrypted.options().set("ssl.mode", "verify-ca").set("connect-timeout", "3s"))
                            .category())
                    .isEqualTo(ErrorCategory.CONNECTION_REFUSED);
            assertThat(refused(encrypted
                                    .options()
                                    .set("ssl.mode", "verify-full")
                                    .set("connect-timeout", "3s"))
                            .getMessage())
                    .contains("ssl.root-cert");
        }
        assertConnects(options().set("ssl.mode", "prefer"));
        assertConnects(options().set("ssl.mode", "disable"));
        server.own();
        assertThat(refused(options().set("ssl.mode", "require").set("connect-timeout", "3s"))
                        .category())
                .isEqualTo(ErrorCategory.CONNECTION_REFUSED);
    }

    private static void assertConnects(DatabaseOptions options) {
        try (DatabaseManager manager = SqlServers.open(options)) {
            assertThat(manager.sql().queryOne("select 1", null, Integer.class)).contains(1);
        }
    }
}
