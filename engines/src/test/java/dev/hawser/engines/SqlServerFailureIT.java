package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.SetupFailedException;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.tds.Encryption;
import dev.hawser.testkit.tds.TdsServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with SQL Server, and what becomes of it, beside what the contract asks of every engine. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class SqlServerFailureIT {

    /** What no test can provoke, by the category that it must have; the test server answers with it to a statement. */
    private static final Map<ErrorCategory, Set<Integer>> OF_STATEMENTS = Map.of(
            ErrorCategory.SYNTAX, Set.of(156, 201, 4104),
            ErrorCategory.DATA, Set.of(206, 220, 242, 8114, 8152, 8169),
            ErrorCategory.SERIALIZATION, Set.of(41302, 41305, 41325),
            ErrorCategory.PERMISSION, Set.of(230, 297, 300),
            ErrorCategory.WRONG_ROLE, Set.of(3908),
            ErrorCategory.CONNECTION_LOST, Set.of(596, 6005, 40197),
            ErrorCategory.RESOURCE, Set.of(701, 1105, 9002, 10928, 10929, 10936, 40544));

    /** And to a login. */
    private static final Map<ErrorCategory, Set<Integer>> OF_LOGINS = Map.of(
            ErrorCategory.AUTHENTICATION, Set.of(18452, 18470, 18486, 18487, 18488),
            ErrorCategory.PERMISSION, Set.of(916),
            ErrorCategory.CONNECTION_REFUSED,
                    Set.of(976, 979, 983, 4221, 17142, 17809, 40501, 40613, 49918, 49919, 49920));

    private static final Map<Integer, Integer> FATAL = Map.of(596, 21, 40197, 20);
    private static final int ORDINARY = 16;

    private static SqlServerUnderTest server;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = new SqlServerUnderTest(directory, null);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static DatabaseOptions options() {
        return server.options();
    }

    /** Opened, and with the table {@code item} of two rows. */
    private static DatabaseManager open(DatabaseOptions options) {
        DatabaseManager manager = SqlServerUnderTest.open(options);
        SqlDatabase shop = manager.sql();
        shop.update("drop table if exists item");
        shop.update("create table item (id int primary key, name nvarchar(9), price int)");
        shop.update("insert into item values (1, N'one', 1), (2, N'two', 1)");
        return manager;
    }

    private static DatabaseException refused(DatabaseOptions options) {
        SetupFailedException failed = catchThrowableOfType(
                SetupFailedException.class,
                () -> SqlServerUnderTest.open(options).close());
        assertThat(failed).isNotNull();
        return failed.causes().values().iterator().next();
    }

    private static DatabaseException failure(Runnable work) {
        DatabaseException failed = catchThrowableOfType(DatabaseException.class, work::run);
        assertThat(failed).isNotNull();
        return failed;
    }

    @Test
    void numbersThatNobodyProvokes_areAllSent() {
        Set<String> unprovoked = new TreeSet<>();
        server.errors().stream()
                .filter(error ->
                        error instanceof ErrorCase.Unprovoked && error.code().length() > 2)
                .forEach(error -> unprovoked.add(error.code()));
        Set<String> sent = new TreeSet<>();
        List.of(OF_STATEMENTS, OF_LOGINS)
                .forEach(all ->
                        all.values().forEach(numbers -> numbers.forEach(number -> sent.add(Integer.toString(number)))));
        assertThat(sent).isEqualTo(unprovoked);
    }

    @Test
    void number_sentToAStatement_hasItsCategory_andFatalOnesEndTheConnection() {
        TdsServer own = server.own();
        try (DatabaseManager manager = open(server.own("numbers").poolSize(1).set("pool.max-overflow", 0))) {
            OF_STATEMENTS.forEach((category, numbers) -> numbers.forEach(number -> {
                int session = session(manager);
                own.failNext("failing", number, FATAL.getOrDefault(number, ORDINARY), "planned");
                DatabaseException error =
                        failure(() -> manager.sql().update("update item set name = N'failing' where id = 0"));
                assertThat(error.vendorCode()).isEqualTo(number);
                assertThat(error.category()).as("%d", number).isEqualTo(category);
                assertThat(manager.sql().query("select id from item")).hasSize(2);
                if (!category.suspectsHost()) {
                    assertThat(session(manager)).as("%d", number).isEqualTo(session);
                }
            }));
        }
    }

    /** Of the only connection. */
    private static int session(DatabaseManager manager) {
        return manager.sql().queryOne("select @@spid", Integer.class).orElseThrow();
    }

    @Test
    void number_sentToALogin_hasItsCategory() {
        TdsServer own = server.own();
        try {
            OF_LOGINS.forEach((category, numbers) -> numbers.forEach(number -> {
                own.refuseLogins(number, ORDINARY, "planned");
                DatabaseException error = refused(server.own("numbers").set("retry.max-retries", 0));
                assertThat(error.vendorCode()).isEqualTo(number);
                assertThat(error.category()).as("%d", number).isEqualTo(category);
            }));
        } finally {
            own.admitLogins();
        }
    }

    @Test
    void serverThatInsistsOnEncryption_getsIt_whateverTheModeAllows(@TempDir Path directory) throws Exception {
        try (TdsServer insisting = TdsServer.start(Encryption.REQUIRED, directory)
                .user(SqlServerUnderTest.USER, SqlServerUnderTest.PASSWORD)
                .database(SqlServerUnderTest.SHOP)) {
            for (String mode : List.of("disable", "allow", "prefer", "require")) {
                DatabaseOptions options = server.own("insisting")
                        .set("port", insisting.host().port())
                        .set("ssl.mode", mode);
                try (DatabaseManager manager = SqlServerUnderTest.open(options)) {
                    assertThat(manager.sql()
                                    .queryOne(
                                            "select encrypt_option from sys.dm_exec_connections where session_id = @@spid",
                                            String.class))
                            .as(mode)
                            .contains("TRUE");
                }
            }
        }
    }

    @Test
    void deadlock_isResolvedByRunningTheTransactionAgain() throws Exception {
        try (DatabaseManager manager = open(options())) {
            SqlDatabase shop = manager.sql();
            CyclicBarrier both = new CyclicBarrier(2);
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
        try (DatabaseManager manager = SqlServerUnderTest.open(options)) {
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

    private static Callable<Integer> crossing(SqlDatabase shop, int first, int second, CyclicBarrier both) {
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
}
