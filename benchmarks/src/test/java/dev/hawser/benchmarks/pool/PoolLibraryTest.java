package dev.hawser.benchmarks.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.Deadline;
import dev.hawser.benchmarks.stub.StubServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether every pool does what it is measured at. */
class PoolLibraryTest {

    private static final Duration TIMEOUT = Duration.ofMillis(250); // HikariCP takes no less

    @ParameterizedTest
    @EnumSource(PoolLibrary.class)
    void open_aPoolOfTwo_lendsBothRefusesAThirdAndLendsAgain(PoolLibrary library) throws Exception {
        PoolSettings settings = PoolSettings.fixed(2).timeout(TIMEOUT);
        try (StubServer server = StubServer.started();
                LendingPool<?> pool = library.open(server, settings)) {
            lendsBothRefusesAThirdAndLendsAgain(pool);

            assertThat(server.opened()).isBetween(2, 3); // some open one more, to try
        }
    }

    private static <C> void lendsBothRefusesAThirdAndLendsAgain(LendingPool<C> pool) throws Exception {
        C first = pool.acquire(Deadline.in(TIMEOUT));
        C second = pool.acquire(Deadline.in(TIMEOUT));
        assertThat(first).isNotSameAs(second);
        assertThatThrownBy(() -> pool.acquire(Deadline.in(TIMEOUT))).isInstanceOf(Exception.class);
        pool.release(first);
        C third = pool.acquire(Deadline.in(TIMEOUT));
        pool.release(second);
        pool.release(third);
    }

    @ParameterizedTest
    @EnumSource(PoolLibrary.class)
    void closedLoop_moreCallersThanConnections_recordsWhatTheyGot(PoolLibrary library) throws Exception {
        ClosedLoop loop = new ClosedLoop(4, Duration.ofNanos(100_000), Duration.ZERO, Duration.ofMillis(400));
        try (StubServer server = StubServer.started();
                LendingPool<?> pool = library.open(server, PoolSettings.fixed(2))) {
            pool.open(2, Deadline.in(Duration.ofSeconds(30)));
            List<ClosedLoop.Outcome> callers = loop.run(pool, Executors.newFixedThreadPool(loop.callers()));
            ClosedLoop.Outcome all = ClosedLoop.Outcome.of(callers);

            assertThat(callers).hasSize(4);
            assertThat(all.waits().size()).isPositive().isEqualTo(all.holds().size());
            assertThat(all.holds().quantile(0)).isGreaterThanOrEqualTo(100_000);
        }
    }

    @ParameterizedTest
    @EnumSource(PoolLibrary.class)
    void openLoop_someRequests_allSucceedAndAreCounted(PoolLibrary library) throws Exception {
        OpenLoop loop = new OpenLoop(4, Duration.ofMillis(5), 3, Duration.ofNanos(100_000), Duration.ofSeconds(30));
        try (StubServer server = StubServer.started();
                LendingPool<?> pool = library.open(server, PoolSettings.fixed(2))) {
            OpenLoop.Outcome outcome = loop.run(pool, Duration.ofMillis(50));

            assertThat(outcome.failures()).isEmpty();
            assertThat(outcome.requests()).isEqualTo(40);
            assertThat(outcome.holds().size()).isEqualTo(120);
        }
    }

    @ParameterizedTest
    @EnumSource(PoolLibrary.class)
    void openLoop_moreThanCanBeServedInTime_countsTheRefused(PoolLibrary library) throws Exception {
        OpenLoop loop = new OpenLoop(2, Duration.ofMillis(10), 1, Duration.ofMillis(600), TIMEOUT);
        try (StubServer server = StubServer.started();
                LendingPool<?> pool = library.open(server, PoolSettings.fixed(1).timeout(TIMEOUT))) {
            OpenLoop.Outcome outcome = loop.run(pool, Duration.ofMillis(10));

            assertThat(outcome.failed()).isEqualTo(1);
            assertThat(outcome.latencies().size()).isEqualTo(1);
        }
    }
}
