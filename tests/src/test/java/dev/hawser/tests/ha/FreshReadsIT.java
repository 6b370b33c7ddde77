package dev.hawser.tests.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.Consistency;
import dev.hawser.DatabaseManager;
import dev.hawser.Position;
import dev.hawser.SqlDatabase;
import dev.hawser.SqlOperations;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.ClusterNode;
import dev.hawser.testkit.PostgresCluster;
import dev.hawser.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads from standbys that are behind: never older than they may be. */
class FreshReadsIT {

    private static final Duration DELAY = Duration.ofMillis(300);

    private static final int READS = Integer.getInteger("hawser.faults.reads", 50);

    /** A value, and whether it came from a standby. */
    private record Seen(int value, boolean standby) {}

    private static PostgresCluster cluster;
    private static String name;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        cluster = PostgresCluster.started();
        name = cluster.createDatabase();
        cluster.primary().server().execute(name, "create table counter (value int)", "insert into counter values (0)");
        cluster.awaitReplay();
        cluster.applyDelay(DELAY);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private DatabaseManager open(String url, String... keysAndValues) {
        DatabaseOptions options = DatabaseOptions.of("shop").url(url).set("ssl.mode", "disable");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options = options.set(keysAndValues[i], keysAndValues[i + 1]);
        }
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(options)
                .open();
    }

    private static Position write(SqlDatabase shop, int value) {
        return shop.transaction(tx -> tx.update("update counter set value = :value", Map.of("value", value)))
                .position();
    }

    private static Seen look(SqlOperations operations) {
        return operations
                .queryOne("select value, pg_is_in_recovery() as standby from counter", Seen.class)
                .orElseThrow();
    }

    private static Seen read(SqlDatabase shop, Consistency consistency) {
        return shop.<Seen, RuntimeException>read(consistency, FreshReadsIT::look);
    }

    @Test
    void readAfterAPosition_atOnce_isServedByThePrimary_andNeverStale() {
        try (DatabaseManager manager = open(cluster.url(name))) {
            SqlDatabase shop = manager.sql("shop");
            for (int i = 1; i <= READS; i++) {
                Position position = Position.parse(write(shop, i).toString());
                assertThat(read(shop, Consistency.after(position)).value()).isEqualTo(i);
            }
        }
    }

    @Test
    void readAfterAPosition_waitsForAStandby_whenItMay() {
        try (DatabaseManager manager = open(cluster.url(name), "read-wait", "30s")) {
            SqlDatabase shop = manager.sql("shop");
            for (int i = 101; i <= 103; i++) {
                Position position = write(shop, i);
                assertThat(read(shop, Consistency.after(position))).isEqualTo(new Seen(i, true));
                assertThat(read(shop, Consistency.after(position)))
                        .as("known to have arrived")
                        .isEqualTo(new Seen(i, true));
            }
        }
    }

    @Test
    void boundedRead_isServedByAStandby_onlyIfItIsAsFreshAsThat() throws Exception {
        try (DatabaseManager manager = open(cluster.url(name), "read-wait", "0s")) {
            SqlDatabase shop = manager.sql("shop");
            onStandbys("select pg_wal_replay_pause()"); // or a slow machine gives them the time to catch up
            write(shop, 201);
            assertThat(read(shop, Consistency.bounded(Duration.ofMillis(1)))).isEqualTo(new Seen(201, false));
            assertThat(read(shop, Consistency.STRONG)).isEqualTo(new Seen(201, false));
        } finally {
            onStandbys("select pg_wal_replay_resume()");
        }
    }

    private static void onStandbys(String statement) throws SQLException {
        for (ClusterNode<PostgresServer> standby : cluster.standbys()) {
            standby.server().execute("", statement);
        }
    }

    @Test
    void position_ofAnotherDatabase_orServer_orOfNothing_isRefused() throws Exception {
        try (DatabaseManager manager = open(cluster.url(name))) {
            SqlDatabase shop = manager.sql("shop");
            String token = write(shop, 301).token();
            for (String foreign : List.of(
                    token + "@stock",
                    token.replaceFirst("^-?\\d+", "7") + "@shop",
                    token.replaceFirst(":1:", ":9:") + "@shop",
                    token.replaceFirst("[^/]*$", "FFFFFFF") + "@shop",
                    "'; drop table counter; --@shop")) {
                assertThatExceptionOfType(DatabaseException.class)
                        .as(foreign)
                        .isThrownBy(() -> read(shop, Consistency.after(Position.parse(foreign))))
                        .withMessageContaining("no host can serve a read after")
                        .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.REFUSED));
            }
        }
    }

    @Test
    void standbysAlone_serveReads_andSayWhyTheyTakeNoWrites() {
        List<String> standbys =
                cluster.standbys().stream().map(node -> node.server().url(name)).toList();
        DatabaseOptions options = DatabaseOptions.of("shop")
                .set("connection-strings", standbys)
                .set("ssl.mode", "disable")
                .set("pool.timeout", "2s");
        try (DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(directory))
                .database(options)
                .open()) {
            SqlDatabase shop = manager.sql("shop");
            assertThat(read(shop, Consistency.EVENTUAL).standby()).isTrue();
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> write(shop, 401))
                    .withMessageContaining("takes writes")
                    .withMessageContaining("REPLICA AVAILABLE");
        }
    }
}
