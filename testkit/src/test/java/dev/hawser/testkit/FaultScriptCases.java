package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Every fault on real clusters, under load that goes to the primary and tries nothing twice. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultScriptCases {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final TransferPlan PLAN = TransferPlan.DEFAULT
            .withWriters(4)
            .withAccounts(50)
            .withPause(Duration.ofMillis(10))
            .withTold(error -> Told.UNKNOWN);

    private Cluster<?> cluster;
    private String database;

    abstract Cluster<?> startCluster() throws Exception;

    /** Of the driver, with time-outs of a second. */
    abstract String options();

    @BeforeAll
    void start() throws Exception {
        cluster = startCluster();
        database = cluster.createDatabase();
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void eachFault_isUndone_andLosesNothing() throws Exception {
        try (KeptConnections connections = new KeptConnections(this::connect);
                Transfers transfers = underLoad(connections)) {
            for (Fault fault : Fault.values()) {
                fault.strike(cluster, SHORT, new Random(1));

                assertThat(cluster.standbys()).as(fault + " leaves it whole").hasSize(2);
                Instant over = transfers.now();
                assertThat(transfers.awaitRecovery(over, LONG))
                        .as(fault + " is over for every writer")
                        .isTrue();
            }
            assertWordIsKept(transfers);
            assertThat(transfers.outcomes())
                    .extracting(TransferOutcome::told)
                    .as("faults were felt")
                    .contains(Told.UNKNOWN);
        }
    }

    @Test
    void script_ofASeed_doesItsSteps_andPrintsThem() throws Exception {
        FaultScript script = FaultScript.of(
                42,
                Duration.ofMillis(2_250), // its last fault begins long before
                EnumSet.of(Fault.CUT_CONNECTIONS, Fault.CUT_AFTER_COMMIT, Fault.SLOW_NETWORK));
        List<String> printed = new ArrayList<>();
        try (KeptConnections connections = new KeptConnections(this::connect);
                Transfers transfers = underLoad(connections)) {
            script.run(cluster, printed::add);
            assertWordIsKept(transfers);
        }

        assertThat(printed).hasSize(1 + 2 * script.steps().size());
        assertThat(printed.get(0)).startsWith("seed 42, ");
        for (int i = 0; i < script.steps().size(); i++) {
            assertThat(printed.get(1 + 2 * i))
                    .contains(script.steps().get(i).fault().name());
            assertThat(printed.get(2 + 2 * i)).contains("whole again: primary node");
        }
    }

    private Transfers underLoad(KeptConnections connections) throws SQLException {
        try (Connection connection = connect()) {
            Transfers.prepare(connection, PLAN);
        }
        return Transfers.start(PLAN, connections);
    }

    private void assertWordIsKept(Transfers transfers) throws SQLException {
        assertThat(Polling.until(LONG, () -> transfers.done() > 50)).isTrue();
        transfers.stop(LONG);
        try (Connection connection = connect()) {
            TransferReport report = transfers.check(connection);
            assertThat(report.problems()).as(report.toString()).isEmpty();
        }
    }

    /** Where the virtual address leads to. */
    private Connection connect() throws SQLException {
        ClusterNode<?> first = cluster.nodes().get(0);
        String url = first.server()
                .jdbcUrl(database)
                .replace(
                        first.server().host().toString(),
                        cluster.virtualAddress().host().toString());
        return DriverManager.getConnection(url + "?" + options(), cluster.user(), cluster.password());
    }
}
