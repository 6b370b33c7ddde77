package dev.hawser.benchmarks.faults;

import dev.hawser.Deadline;
import dev.hawser.benchmarks.pool.HawserLeases;
import dev.hawser.benchmarks.pool.PoolSettings;
import dev.hawser.benchmarks.stub.StubServer;
import dev.hawser.internal.pool.Lease;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs to take a connection and to give it back, through a choice of hosts and without one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class RoutingBenchmark {

    private static final int CONNECTIONS = 8;

    /** Each in a virtual machine of its own. */
    @Param
    public RoutingPath path;

    private final Deadline deadline = Deadline.in(Duration.ofHours(1));
    private StubServer server;
    private @Nullable HawserLeases pool;
    private @Nullable RoutedDatabase database;

    @Setup
    public void open() throws Exception {
        server = StubServer.started();
        if (path == RoutingPath.POOL) {
            pool = new HawserLeases(server, PoolSettings.fixed(CONNECTIONS));
            pool.open(CONNECTIONS, deadline);
        } else {
            database = new RoutedDatabase(server, path, CONNECTIONS);
            database.open(CONNECTIONS);
        }
    }

    @TearDown
    public void close() {
        if (pool != null) {
            pool.close();
        }
        if (database != null) {
            database.close();
        }
        server.close();
    }

    /** JMH keeps the result from being optimised away. */
    @Benchmark
    public Lease cycle() {
        HawserLeases alone = pool;
        RoutedDatabase routed = database;
        Lease lease = routed == null ? lent(alone) : routed.acquire();
        lease.release();
        return lease;
    }

    private Lease lent(@Nullable HawserLeases alone) {
        if (alone == null) {
            throw new IllegalStateException("nothing is open");
        }
        return alone.acquire(deadline);
    }
}
