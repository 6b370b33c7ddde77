package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.Consistency;
import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.SqlDatabase;
import dev.hawser.SqlOperations;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL primary and a standby that streams from it. */
class ReplicationIT {

    private static final String PORT = "select inet_server_port()";

    @TempDir
    private Path directory;

    private PostgresServer primary;
    private PostgresServer standby;

    @BeforeEach
    void start() throws Exception {
        primary = PostgresServer.started();
        primary.execute("postgres", "create table notes (port int)");
        standby = primary.standby();
    }

    @AfterEach
    void stop() throws IOException {
        standby.close();
        primary.close();
    }

    private DatabaseManager open(PostgresServer first, PostgresServer second) {
        return open(first, second, Duration.ofSeconds(20));
    }

    private DatabaseManager open(PostgresServer first, PostgresServer second, Duration timeout) {
        DatabaseOptions options = DatabaseOptions.of("shop")
                .set("connection-strings", List.of(first.url("postgres"), second.url("postgres")))
                .set("pool.timeout", timeout);
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(options)
                .open();
    }

    private static int port(PostgresServer server) {
        return server.host().port();
    }

    private static int portOf(SqlOperations db) {
        return db.queryOne(PORT, Integer.class).orElseThrow();
    }

    private static int writtenOn(SqlDatabase db) {
        return db.transaction(tx -> {
                    tx.update("insert into notes values (inet_server_port())");
                    return portOf(tx);
                })
                .value();
    }

    private static int readOn(SqlDatabase db) {
        return db.<Integer, RuntimeException>read(Consistency.EVENTUAL, ReplicationIT::portOf);
    }

    @Test
    void eventualReads_takeTurns_andWritesGoToThePrimary() {
        try (DatabaseManager manager = open(primary, standby)) {
            SqlDatabase db = manager.sql("shop");
            List<Integer> reads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                reads.add(readOn(db));
                assertThat(writtenOn(db)).isEqualTo(port(primary));
            }
            assertThat(reads).containsExactly(port(primary), port(standby), port(primary), port(standby));
            assertThat(db.<Integer, RuntimeException>read(Consistency.STRONG, ReplicationIT::portOf))
                    .isEqualTo(port(primary));
        }
    }

    @Test
    void roles_areAsked_notTakenFromTheOrderOfTheList() {
        try (DatabaseManager manager = open(standby, primary)) {
            assertThat(writtenOn(manager.sql("shop"))).isEqualTo(port(primary));
            Health health = manager.health("shop", true);
            assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(health.hosts())
                    .extracting(Health.HostHealth::role)
                    .containsExactly(HostRole.REPLICA, HostRole.PRIMARY);
        }
    }

    @Test
    void primaryKilled_andStandbyPromoted_writesGoThere_andNothingIsLost() throws Exception {
        try (DatabaseManager manager = open(primary, standby)) {
            SqlDatabase db = manager.sql("shop");
            assertThat(writtenOn(db)).isEqualTo(port(primary));
            readOn(db);
            readOn(db);
            primary.kill();
            standby.promote();
            assertThat(db.<Integer>withRetry(2, Duration.ofMillis(1), () -> writtenOn(db)))
                    .isEqualTo(port(standby));
            assertThat(readOn(db)).isEqualTo(port(standby));
            assertThat(db.query("select port from notes", Integer.class))
                    .containsExactlyInAnyOrder(port(primary), port(standby));
            assertThat(db.metrics().failovers()).isEqualTo(1);
            Health health = manager.health("shop", true);
            assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(health.error()).contains(primary.host().toString());
        }
    }

    @Test
    void primaryKilled_andNobodyPromoted_readsGoOn_andWritesNeverReachTheStandby() throws Exception {
        try (DatabaseManager manager = open(primary, standby, Duration.ofSeconds(2))) {
            SqlDatabase db = manager.sql("shop");
            writtenOn(db);
            primary.kill();
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(DatabaseException.class)
                        .isThrownBy(() -> writtenOn(db))
                        .satisfies(error -> assertThat(error.category())
                                .as("the standby was never asked to write")
                                .isIn(ErrorCategory.CONNECTION_LOST, ErrorCategory.CONNECTION_REFUSED));
            }
            for (int i = 0; i < 4; i++) {
                assertThat(readOn(db)).isEqualTo(port(standby));
            }
            assertThat(manager.health("shop", true).status()).isEqualTo(HealthStatus.UNHEALTHY);
            primary.start();
            assertThat(manager.reconnect("shop").status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(writtenOn(db)).as("the primary is back").isEqualTo(port(primary));
        }
    }

    @Test
    void standbyStopped_readsLeaveItAtOnce_andComeBack() throws Exception {
        try (DatabaseManager manager = open(primary, standby)) {
            SqlDatabase db = manager.sql("shop");
            standby.kill();
            for (int i = 0; i < 4; i++) {
                assertThat(readOn(db)).isEqualTo(port(primary));
            }
            assertThat(db.metrics().retryAttempts())
                    .as("moving to another host is not a retry")
                    .isZero();
            standby.start();
            assertThat(manager.health("shop", true).status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(List.of(readOn(db), readOn(db))).contains(port(standby));
        }
    }
}
