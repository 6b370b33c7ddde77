package dev.hawser.tests.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.HostState;
import dev.hawser.OperationTimes;
import dev.hawser.SqlDatabase;
import dev.hawser.StatementSummary;
import dev.hawser.TimeDistribution;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ErrorCategory;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.event.DatabaseListener;
import dev.hawser.event.Subscription;
import dev.hawser.internal.pool.TimeRecorder;
import dev.hawser.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What can be seen of databases without asking them. */
@ExtendWith(LeakCheck.class)
class ObservationTest {

    @TempDir
    private Path directory;

    private DatabaseManager open() {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")))
                .database(DatabaseOptions.of("lost").url("sqlite:///" + directory.resolve("nowhere/lost.db")))
                .open();
    }

    private static StatementSummary statement(Database database, String query) {
        return database.statements().stream()
                .filter(statement -> statement.query().equals(query))
                .findFirst()
                .orElseThrow(() -> new AssertionError(query + " is not among " + database.statements()));
    }

    @Test
    void statements_thatDifferInLiteralsOnly_areOne() {
        try (DatabaseManager manager = open()) {
            SqlDatabase shop = manager.sql("shop");
            shop.update("create table item (id integer, name text)");
            for (int id = 1; id <= 3; id++) {
                shop.update("insert into item values (:id, 'a name')", Map.of("id", id));
            }
            shop.query("select * from item where id > 1");
            shop.query("select * from item where id > 2");
            catchThrowable(() -> shop.query("select nothing from item where id > 3"));

            StatementSummary insert = statement(shop, "insert into item values (:id, ?)");
            assertThat(insert.calls()).isEqualTo(3);
            assertThat(insert.rows()).isEqualTo(3);
            assertThat(insert.failed()).isZero();
            assertThat(insert.max()).isPositive().isLessThanOrEqualTo(insert.total());
            assertThat(insert.mean()).isEqualTo(insert.total().dividedBy(3));
            assertThat(insert.lastSeen()).isBetween(Instant.now().minusSeconds(60), Instant.now());
            StatementSummary select = statement(shop, "select * from item where id > ?");
            assertThat(select.calls()).isEqualTo(2);
            assertThat(select.rows()).isEqualTo(3);
            StatementSummary wrong = statement(shop, "select nothing from item where id > ?");
            assertThat(List.of(wrong.calls(), wrong.failed(), wrong.rows())).containsExactly(1L, 1L, 0L);
        }
    }

    @Test
    void operations_areByHost_andByHowTheyEnded() {
        try (DatabaseManager manager = open()) {
            SqlDatabase shop = manager.sql("shop");
            shop.update("create table item (id integer primary key)");
            shop.update("insert into item values (1)");
            catchThrowable(() -> shop.update("insert into item values (1)"));
            shop.query("select * from item");
            List<OperationTimes> operations = shop.operations();
            assertThat(operations)
                    .extracting(operation -> operation.host().host() + " " + operation.error() + " "
                            + operation.times().count())
                    .containsExactlyInAnyOrder(
                            "writer null 2", "writer " + ErrorCategory.CONSTRAINT + " 1", "readers null 1");
            assertThat(shop.metrics().totalQueries()).isEqualTo(4);
            assertThat(shop.metrics().failedQueries()).isEqualTo(1);
        }
    }

    @Test
    void databaseThatCouldNotBeSetUp_canBeLookedAt() {
        try (DatabaseManager manager = open()) {
            Database lost = manager.configured("lost");
            assertThat(lost.lastHealth().status()).isIn(HealthStatus.UNKNOWN, HealthStatus.UNHEALTHY);
            assertThat(lost.topology().hosts())
                    .isNotEmpty()
                    .allSatisfy(host -> assertThat(host.role()).isEqualTo(HostRole.UNKNOWN));
            assertThat(lost.metrics().totalQueries()).isZero();
            assertThat(lost.operations()).isEmpty();
            assertThat(lost.statements()).isEmpty();
        }
    }

    @Test
    void managerThatOpensInTheBackground_isThereWhileNoDatabaseIs_andHealsThem() throws Exception {
        Path later = directory.resolve("later");
        try (DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("lost")
                        .url("sqlite:///" + later.resolve("lost.db"))
                        .set("retry.first-delay", "20ms"))
                .inBackground()
                .open()) {
            assertThat(manager.setupErrors()).containsOnlyKeys("lost");
            assertThat(manager.configured("lost").lastHealth().status()).isNotEqualTo(HealthStatus.HEALTHY);
            Files.createDirectory(later);
            Instant end = Instant.now().plusSeconds(20);
            while (!manager.setupErrors().isEmpty() && Instant.now().isBefore(end)) {
                Thread.onSpinWait();
            }
            assertThat(manager.sql("lost").queryOne("select 1", Integer.class)).contains(1);
        }
    }

    @Test
    void topology_hasEachHost_withItsConnections() {
        try (DatabaseManager manager = open()) {
            SqlDatabase shop = manager.sql("shop");
            shop.query("select 1");
            assertThat(shop.topology().hosts())
                    .extracting(host -> host.host().host() + " " + host.role() + " " + host.state())
                    .containsExactly(
                            "writer " + HostRole.PRIMARY + " " + HostState.AVAILABLE,
                            "readers " + HostRole.REPLICA + " " + HostState.AVAILABLE);
            assertThat(shop.topology().hosts().stream()
                            .mapToInt(host -> host.pool().total())
                            .sum())
                    .isEqualTo(shop.stats().total())
                    .isPositive();
        }
    }

    @Test
    void pool_thatIsPaused_saysSo() {
        try (DatabaseManager manager = open()) {
            SqlDatabase shop = manager.sql("shop");
            assertThat(shop.pool().isSuspended()).isFalse();
            shop.pause(Duration.ZERO);
            assertThat(shop.pool().isSuspended()).isTrue();
            shop.resume();
            assertThat(shop.pool().isSuspended()).isFalse();
        }
    }

    @Test
    void listener_hearsFromWhenItBeginsUntilItsSubscriptionIsClosed() {
        try (DatabaseManager manager = open()) {
            SqlDatabase shop = manager.sql("shop");
            List<DatabaseEvent> heard = new CopyOnWriteArrayList<>();
            Subscription subscription = manager.listen(heard::add);
            shop.query("select 1");
            assertThat(heard).hasAtLeastOneElementOfType(DatabaseEvent.QueryCompleted.class);
            subscription.close();
            heard.clear();
            shop.query("select 1");
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void listener_thatWantsNoTraffic_hearsTheRest() {
        List<DatabaseEvent> rare = new CopyOnWriteArrayList<>();
        DatabaseListener listener = new DatabaseListener() {
            @Override
            public void on(DatabaseEvent event) {
                rare.add(event);
            }

            @Override
            public boolean hearsTraffic() {
                return false;
            }
        };
        List<DatabaseEvent> all = new CopyOnWriteArrayList<>();
        try (DatabaseManager manager = open();
                Subscription first = manager.listen(listener);
                Subscription second = manager.listen(all::add)) {
            manager.sql("shop").query("select 1");
            manager.reconnect("shop");
            assertThat(all).hasAtLeastOneElementOfType(DatabaseEvent.Traffic.class);
            assertThat(rare)
                    .hasAtLeastOneElementOfType(DatabaseEvent.ConnectionClosed.class)
                    .doesNotHaveAnyElementsOfTypes(DatabaseEvent.Traffic.class);
        }
    }

    @Test
    void distribution_ofWhatCameSince_isOfThatAlone() {
        TimeRecorder recorder = new TimeRecorder();
        for (int i = 0; i < 99; i++) {
            recorder.record(Duration.ofMillis(1).toNanos());
        }
        TimeDistribution earlier = recorder.snapshot();
        recorder.record(Duration.ofMillis(500).toNanos());
        recorder.record(Duration.ofMillis(20).toNanos());
        TimeDistribution since = recorder.snapshot().since(earlier);
        assertThat(since.count()).isEqualTo(2);
        assertThat(since.total()).isEqualTo(Duration.ofMillis(520));
        assertThat(since.mean()).isEqualTo(Duration.ofMillis(260));
        assertThat(since.percentile(50)).isBetween(Duration.ofMillis(19), Duration.ofMillis(21));
        assertThat(since.max()).isBetween(Duration.ofMillis(495), Duration.ofMillis(505));
        assertThat(since.countAtMost(Duration.ofMillis(100))).isEqualTo(1);
        assertThat(since.countAtMost(Duration.ofDays(1))).isEqualTo(2);
        assertThat(earlier.plus(since).count()).isEqualTo(101);
        assertThat(earlier.since(recorder.snapshot()).count()).isZero();
    }
}
