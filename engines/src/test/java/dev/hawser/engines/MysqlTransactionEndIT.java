package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.MysqlFamilyServer;
import dev.hawser.testkit.MysqlServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Transactions that the server has rolled back at an error, whose work has caught that and goes on: the next statement begins another one, which must not be committed. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class MysqlTransactionEndIT {

    private static List<MysqlFamilyServer> servers;

    @BeforeAll
    static void start() throws Exception {
        servers = List.of(MariadbServer.started(), MysqlServer.started());
    }

    @AfterAll
    static void stop() throws Exception {
        for (MysqlFamilyServer server : servers) {
            server.close();
        }
    }

    static List<MysqlFamilyServer> servers() {
        return servers;
    }

    private static DatabaseManager open(MysqlFamilyServer server) throws Exception {
        DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(Path.of("target/nothing-here")))
                .database(DatabaseOptions.of("shop").url(server.url(server.createDatabase())))
                .open();
        manager.sql().update("create table t (id int primary key, n int not null)");
        manager.sql().update("insert into t values (1, 0), (2, 0), (3, 0)");
        return manager;
    }

    private static void set(Session session, int n, int id) {
        session.update("update t set n = " + n + " where id = " + id);
    }

    private static List<Integer> values(SqlDatabase shop) {
        return shop.query("select n from t order by id", Integer.class);
    }

    /** Goes on after the error as if nothing had happened. */
    private static void goesOnAndCannotCommit(Session session, int row) {
        set(session, 9, row);
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(session::commit)
                .withMessageContaining("the server rolled it back");
        session.rollback();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void deadlock_caughtByTheWork_commitsNoHalf(MysqlFamilyServer server) throws Exception {
        try (DatabaseManager manager = open(server)) {
            SqlDatabase shop = manager.sql();
            try (Session first = shop.session();
                    Session second = shop.session()) {
                set(first, 1, 1);
                set(second, 2, 2);
                AtomicReference<DatabaseException> refused = new AtomicReference<>();
                CountDownLatch ended = new CountDownLatch(1);
                Thread waiting = new Thread(() -> {
                    try {
                        set(first, 1, 2);
                    } catch (DatabaseException victim) {
                        refused.set(victim);
                    } finally {
                        ended.countDown();
                    }
                });
                waiting.start();
                DatabaseException other = null;
                try {
                    set(second, 2, 1);
                } catch (DatabaseException victim) {
                    other = victim;
                    goesOnAndCannotCommit(second, 3);
                }
                assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
                if (refused.get() != null) {
                    goesOnAndCannotCommit(first, 3);
                    second.commit();
                    assertThat(values(shop)).containsExactly(2, 2, 0);
                } else {
                    first.commit();
                    assertThat(values(shop)).containsExactly(1, 1, 0);
                }
                DatabaseException victim = other == null ? refused.get() : other;
                assertThat(victim.category()).isEqualTo(ErrorCategory.DEADLOCK);
            }
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void lockTimeout_caughtByTheWork_keepsTheTransaction(MysqlFamilyServer server) throws Exception {
        try (DatabaseManager manager = open(server)) {
            SqlDatabase shop = manager.sql();
            try (Session first = shop.session();
                    Session second = shop.session()) {
                set(first, 1, 1);
                second.update("set innodb_lock_wait_timeout = 1");
                set(second, 2, 2);
                assertThatExceptionOfType(DatabaseException.class)
                        .isThrownBy(() -> set(second, 2, 1))
                        .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.TIMEOUT));
                set(second, 2, 3);
                second.commit();
                first.rollback();
                assertThat(values(shop)).containsExactly(0, 2, 2);
            }
        }
    }

    /** MariaDB's alone. */
    @Test
    void rowThatHasChanged_caughtByTheWork_commitsNoHalf() throws Exception {
        try (DatabaseManager manager = open(servers.get(0))) {
            SqlDatabase shop = manager.sql();
            try (Session first = shop.session()) {
                first.update("set innodb_snapshot_isolation = on");
                first.query("select * from t");
                set(first, 1, 1);
                shop.update("update t set n = 2 where id = 2");
                assertThatExceptionOfType(DatabaseException.class)
                        .isThrownBy(() -> set(first, 1, 2))
                        .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.SERIALIZATION));
                assertThat(first.queryOne("select @@in_transaction", Integer.class))
                        .contains(0);
                goesOnAndCannotCommit(first, 3);
            }
            assertThat(values(shop)).containsExactly(0, 2, 0);
        }
    }
}
