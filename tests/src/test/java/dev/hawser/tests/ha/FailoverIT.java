package dev.hawser.tests.ha;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.Deadline;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.HostSpec;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.testkit.Arrivals;
import dev.hawser.testkit.ClusterNode;
import dev.hawser.testkit.FaultScript;
import dev.hawser.testkit.PostgresCluster;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.TransferPlan;
import dev.hawser.testkit.TransferReport;
import dev.hawser.testkit.Transfers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real primary with two standbys, twenty writers, and everything that happens to a primary. What callers were told must be what the database holds, and they see no error. */
class FailoverIT {

    private static final TransferPlan PLAN = TransferPlan.DEFAULT;

    /** How long a busy machine may take; what a quiet one takes is measured elsewhere. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final List<Object> events = new CopyOnWriteArrayList<>();
    private PostgresCluster cluster;
    private String name;
    private DatabaseManager manager;

    @BeforeEach
    void start() throws Exception {
        cluster = PostgresCluster.started();
        name = cluster.createDatabase();
        try (Connection connection = administrator()) {
            Transfers.prepare(connection, PLAN);
        }
        open(cluster.url(name));
    }

    private void open(String url) {
        DatabaseOptions options =
                DatabaseOptions.of("shop").url(url).poolSize(PLAN.writers()).set("ssl.mode", "disable");
        manager = DatabaseManager.builder(ConfigSources.in(directory))
                .database(options)
                .listener(events::add)
                .open();
    }

    @AfterEach
    void stop() throws Exception {
        manager.close();
        cluster.close();
    }

    private Connection administrator() throws Exception {
        return DriverManager.getConnection(
                cluster.primary().server().jdbcUrl(name), PostgresServer.USER, cluster.password());
    }

    private Transfers transfers() {
        SqlDatabase shop = manager.sql("shop");
        return Transfers.start(
                PLAN,
                transfer -> shop.transaction(tx -> {
                    transfer.apply(tx);
                    return null;
                }));
    }

    @FunctionalInterface
    private interface Fault {
        void strike() throws Exception;
    }

    /** Writers write, something happens, another primary is there, and they write on. */
    private TransferReport survives(Fault fault) throws Exception {
        try (Transfers transfers = transfers()) {
            assertThat(transfers.awaitDone(100, SOON)).isTrue();
            fault.strike();
            Instant promoted = transfers.now();
            assertThat(transfers.awaitRecovery(promoted, SOON))
                    .as("%s; %s", transfers.recovery(promoted), manager.health("shop", true))
                    .isTrue();
            assertThat(transfers.awaitDone(100, SOON)).isTrue();
            transfers.stop(SOON);
            try (Connection connection = administrator()) {
                TransferReport report = transfers.check(connection);
                assertThat(report.problems()).as("%s", report).isEmpty();
                return report;
            }
        }
    }

    private void survivesUnnoticed(Fault fault) throws Exception {
        TransferReport report = survives(fault);
        assertThat(report.failed() + report.unknown()).as("%s", report).isZero();
    }

    @Test
    void primaryKilled_callersSeeNoError() throws Exception {
        survivesUnnoticed(() -> {
            cluster.killPrimary();
            cluster.promote();
        });
        assertThat(manager.sql("shop").metrics().failovers()).isEqualTo(1);
        assertThat(events).hasAtLeastOneElementOfType(DatabaseEvent.FailoverCompleted.class);
    }

    @Test
    void primaryDown_standbysGetTwoConnectionsInAdvance_andNoMore() throws Exception {
        ClusterNode primary = cluster.primary();
        survivesUnnoticed(() -> {
            primary.kill();
            await(() -> connectionsToStandbys() == 2L * cluster.standbys().size());
            primary.start();
        });
        assertThat(connectionsToStandbys()).isEqualTo(2L * cluster.standbys().size());
    }

    private long connectionsToStandbys() {
        HostSpec primary = cluster.primary().host();
        long opened = events.stream()
                .filter(event -> event instanceof DatabaseEvent.ConnectionOpened open
                        && !open.host().equals(primary))
                .count();
        long closed = events.stream()
                .filter(event -> event instanceof DatabaseEvent.ConnectionClosed close
                        && !close.host().equals(primary))
                .count();
        return opened - closed;
    }

    private static void await(BooleanSupplier condition) {
        Deadline end = Deadline.in(SOON);
        while (!condition.getAsBoolean()) {
            assertThat(end.remaining()).isPositive();
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void primaryStopped_callersSeeNoError() throws Exception {
        survivesUnnoticed(() -> {
            cluster.stopPrimary();
            cluster.promote();
        });
    }

    @Test
    void primaryThatFallsSilent_isLeft_whenAnotherIsThere() throws Exception {
        survivesUnnoticed(() -> {
            cluster.primary().proxy().silence(Arrivals.UNANSWERED);
            cluster.promote();
        });
    }

    @Test
    void primaryThatIsMadeReadOnly_getsNoMoreWrites_afterTheFirstRefusal() throws Exception {
        ClusterNode old = cluster.primary();
        survivesUnnoticed(() -> {
            old.fence();
            cluster.promote();
        });
        assertThat(old.refusedWrites())
                .as("those that were on their way when the first was refused")
                .isLessThanOrEqualTo(PLAN.writers());
    }

    @Test
    void formerPrimaryThatComesBackAsASecondOne_isFencedAndReported() throws Exception {
        ClusterNode old = cluster.primary();
        survivesUnnoticed(() -> {
            cluster.killPrimary();
            cluster.promote();
        });
        cluster.splitBrain(old);
        Health health = manager.health("shop", true);
        assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(health.error())
                .contains(old.host().toString())
                .contains("claims to be the primary on timeline 1 of 2");
        assertThat(events)
                .filteredOn(DatabaseEvent.HostFenced.class::isInstance)
                .singleElement()
                .satisfies(event ->
                        assertThat(((DatabaseEvent.HostFenced) event).host()).isEqualTo(old.host()));
        manager.sql("shop").update("insert into transfers values (-1, 0, 0, 0)");
        assertThat(old.server().single(name, "select count(*) from transfers where id = -1"))
                .isEqualTo("0");
    }

    /** One host, which is an address that an operator moves. */
    private void openVirtualAddress() throws Exception {
        manager.close();
        open(cluster.primary()
                .server()
                .url(name)
                .replace(
                        cluster.primary().server().host().toString(),
                        cluster.virtualAddress().host().toString()));
    }

    @Test
    void virtualAddress_isFollowed() throws Exception {
        openVirtualAddress();
        survivesUnnoticed(() -> {
            cluster.killPrimary();
            cluster.promote();
            cluster.moveVirtualAddress();
        });
    }

    @Test
    void virtualAddress_ofAPrimaryThatFallsSilent_isFollowed_andWhatStillRunsThereIsCut() throws Exception {
        openVirtualAddress();
        ClusterNode old = cluster.primary();
        survivesUnnoticed(() -> {
            old.proxy().silence(Arrivals.UNANSWERED);
            cluster.promote();
            cluster.moveVirtualAddress();
        });
    }

    @Test
    void switchover_whilePaused_losesNoRequest() throws Exception {
        survivesUnnoticed(() -> {
            assertThat(manager.sql("shop").pause(SOON).late()).isEmpty();
            cluster.stopPrimary();
            cluster.promote();
            manager.sql("shop").resume();
        });
    }

    @Test
    void scriptOfFaults_losesAndDoublesNothing() throws Exception {
        long seed = Long.getLong("hawser.faults.seed", 20_260_115L);
        Duration length = Duration.ofSeconds(Long.getLong("hawser.faults.seconds", 10L));
        FaultScript script = FaultScript.of(seed, length);
        StringBuilder log = new StringBuilder();
        try (Transfers transfers = transfers()) {
            script.run(cluster, line -> log.append(line).append('\n'));
            Instant whole = transfers.now();
            assertThat(transfers.awaitRecovery(whole, SOON)).as("%s", log).isTrue();
            transfers.stop(SOON);
            try (Connection connection = administrator()) {
                TransferReport report = transfers.check(connection);
                assertThat(report.problems()).as("%s%s", log, report).isEmpty();
                assertThat(report.done()).as("%s%s", log, report).isGreaterThan(100);
            }
        }
    }
}
