package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class UnlimitedConnectionIT {

    /** Longer than each of the limits below, and than a server may be silent with this {@code statement-timeout}. */
    private static final String SLOW = "select pg_backend_pid() from pg_sleep(3.2)";

    private final List<DatabaseEvent.LeakSuspected> suspected = new CopyOnWriteArrayList<>();

    private DatabaseManager open() {
        return DatabaseManager.builder(ConfigSources.in(Path.of("target/nothing-here")))
                .database(DatabaseOptions.of("shop")
                        .url(TestDatabases.postgres().url())
                        .poolSize(1)
                        .set("pool.max-overflow", 0)
                        .set("pool.leak-threshold", "500ms")
                        .set("idle-transaction-timeout", "500ms")
                        .set("statement-timeout", "1s"))
                .listener(event -> {
                    if (event instanceof DatabaseEvent.LeakSuspected leak) {
                        suspected.add(leak);
                    }
                })
                .open();
    }

    @Test
    void unlimitedConnection_longerThanEveryLimit_endsWell_andTheLimitsAreBackOnTheSameConnection() throws Exception {
        try (DatabaseManager manager = open()) {
            SqlDatabase shop = manager.sql();
            int session = pid(shop.unlimitedConnection());
            assertThat(suspected).isEmpty();

            try (Connection same = shop.connection();
                    Statement statement = same.createStatement()) {
                assertThatThrownBy(() -> statement.executeQuery(SLOW))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                stopped -> assertThat(stopped.getSQLState()).isEqualTo("57014"));
                try (ResultSet now = statement.executeQuery(
                        "select pg_backend_pid(), current_setting('idle_in_transaction_session_timeout')")) {
                    assertThat(now.next()).isTrue();
                    assertThat(now.getInt(1)).isEqualTo(session);
                    assertThat(now.getString(2)).isEqualTo("500ms");
                }
                assertThat(same.getNetworkTimeout()).isEqualTo(3_000);
            }
        }
    }

    private static int pid(Connection unlimited) throws SQLException {
        try (unlimited;
                Statement statement = unlimited.createStatement();
                ResultSet rows = statement.executeQuery(SLOW)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void unlimitedConnection_scriptThatChangesTheSession_limitsAreBackAllTheSame() throws Exception {
        try (DatabaseManager manager = open()) {
            SqlDatabase shop = manager.sql();
            try (Connection unlimited = shop.unlimitedConnection();
                    Statement statement = unlimited.createStatement()) {
                unlimited.setAutoCommit(false);
                statement.execute("set statement_timeout = '1h'");
                statement.execute("create temporary table left_behind (id int)");
                // neither committed nor rolled back
            }
            assertThat(shop.queryOne("show statement_timeout", String.class)).contains("1s");
            assertThat(shop.dialect().name()).isEqualTo("postgresql");
        }
    }

    @Test
    void unlimitedConnection_closedManager_isRefused() {
        SqlDatabase shop;
        try (DatabaseManager manager = open()) {
            shop = manager.sql();
        }
        assertThatThrownBy(shop::unlimitedConnection).isInstanceOf(IllegalStateException.class);
    }
}
