package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import dev.hawser.benchmarks.stub.StubServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** What it costs to take a connection and to give it back when nobody has to wait. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class AcquireBenchmark {

    private static final int CONNECTIONS = 32;

    /** Each in a virtual machine of its own. */
    @Param
    public PoolLibrary library;

    // One for all: a unit of work makes it once, however often it takes a connection.
    private final Deadline deadline = Deadline.in(Duration.ofHours(1));

    private StubServer server;
    private LendingPool<?> pool;

    @Setup
    public void open() throws Exception {
        server = StubServer.started();
        pool = library.open(server, PoolSettings.fixed(CONNECTIONS));
        pool.open(CONNECTIONS, deadline);
    }

    @TearDown
    public void close() throws Exception {
        pool.close();
        server.close();
    }

    @Benchmark
    public void cycle(Blackhole user) throws Exception {
        cycle(pool, user);
    }

    private <C> void cycle(LendingPool<C> from, Blackhole user) throws Exception {
        C connection = from.acquire(deadline);
        user.consume(connection);
        from.release(connection);
    }
}
