package dev.hawser.tests.ha;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.Deadline;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.testkit.Arrivals;
import dev.hawser.testkit.Cluster;
import dev.hawser.testkit.FaultScript;
import dev.hawser.testkit.TransferPlan;
import dev.hawser.testkit.TransferReport;
import dev.hawser.testkit.Transfers;
import java.nio.file.Path;
import java.sql.Connection;
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
abstract class FailoverCases<C extends Cluster<?>> {

    static final TransferPlan PLAN = TransferPlan.DEFAULT;

    /** How long a busy machine may take; what a quiet one takes is measured elsewhere. */
    static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    final List<Object> events = new CopyOnWriteArrayList<>();
    C cluster;
    String name;
    DatabaseManager manager;

    abstract C startCluster() throws Exception;

    @BeforeEach
    void start() throws Exception {
        cluster = startCluster();
        name = cluster.createDatabase();
        try (Connection connection = administrator()) {
            Transfers.prepare(connection, PLAN);
        }
        open(cluster.url(name));
    }

    private void open(String url) {
        DatabaseOptions options = DatabaseOptions.of("shop")
                .url(url)
                .poolSize(PLAN.writers())
                .set("ssl.mode", "disable")
                .set("certainty", "marker");
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
        return cluster.primary().server().connect(name);
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
    interface Fault {
        void strike() throws Exception;
    }

    /** Writers write, something happens, another primary is there, and they write on. */
    final TransferReport survives(Fault fault) throws Exception {
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

    final void survivesUnnoticed(Fault fault) throws Exception {
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
        await(() -> events.stream().anyMatch(DatabaseEvent.FailoverCompleted.class::isInstance));
    }

    static void await(BooleanSupplier condition) {
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

    /** One host, which is an address that an operator moves. */
    final void openVirtualAddress() throws Exception {
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
    void scriptOfFaults_losesAndDoublesNothing() throws Exception {
        long seed = Long.getLong("hawser.faults.seed", 20_260_115L);
        Duration length = Duration.ofSeconds(Long.getLong("hawser.faults.seconds", 6L));
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
