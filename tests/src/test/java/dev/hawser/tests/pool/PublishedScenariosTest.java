package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.error.DatabaseException;
import dev.hawser.internal.pool.Lease;
import dev.hawser.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other pools publish of themselves. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class PublishedScenariosTest {

    private static final Duration QUERY = Duration.ofMillis(2);
    private static final int LOANS = 20_000;

    /** HikariCP, "Welcome to the jungle": connects take 75 times as long as queries, so 5 connections serve the spike before a sixth would be there. */
    @Test
    void spikeOfFiftyThreads_isServedByTheFiveConnectionsThatAreOpen() throws Exception {
        try (PoolFixture fixture = new PoolFixture(50, 0)) {
            fixture.idle(5);
            CountDownLatch connected = new CountDownLatch(1);
            fixture.engine.onConnect((host, timeout) -> connected.await());
            Crew crew = Crew.of(ThreadKind.PLATFORM, 50, worker -> {
                Lease lease = fixture.acquire();
                LockSupport.parkNanos(QUERY.toNanos());
                lease.release();
            });
            crew.join();
            assertThat(fixture.pool.totals().opened()).as("opened meanwhile").isEqualTo(5);
            connected.countDown();
            PoolFixture.await(() -> fixture.pool.totals().opened() == fixture.engine.attempts());
            assertThat(fixture.engine.attempts() - 5)
                    .as("connects that were under way")
                    .isBetween(1, 4);
            assertThat(fixture.pool.totals().timedOut()).isZero();
        }
    }

    @Test
    void databaseThatGoesAndComesBack_servesEverybodyAgain_andIsNotStormedMeanwhile() throws Exception {
        try (PoolFixture fixture = new PoolFixture(4, 0)) {
            fixture.idle(4).forEach(connection -> connection.breakDown());
            fixture.engine.refuse();
            long from = System.nanoTime();
            long until = from + Duration.ofMillis(500).toNanos();
            CountDownLatch back = new CountDownLatch(8);
            AtomicInteger refused = new AtomicInteger();
            Crew crew = Crew.of(ThreadKind.PLATFORM, 8, worker -> {
                while (System.nanoTime() < until) {
                    refused.addAndGet(useOrFail(fixture) ? 0 : 1);
                }
                back.countDown();
                while (!useOrFail(fixture)) {
                    refused.incrementAndGet();
                }
            });
            assertThat(back.await(10, TimeUnit.SECONDS)).isTrue();
            int tried = fixture.engine.attempts() - 4;
            long shortestPauses = Duration.ofNanos(System.nanoTime() - from).toMillis() / 10;
            fixture.engine.accept();
            crew.join();
            assertThat(refused).as("callers who were told").hasPositiveValue();
            assertThat((long) tried).as("connects while it was down").isBetween(1L, 4 * (shortestPauses + 1));
            assertThat(fixture.engine.open()).as("open again").hasSizeBetween(1, 4);
        }
    }

    private static boolean useOrFail(PoolFixture fixture) {
        try {
            fixture.acquire().release();
            return true;
        } catch (DatabaseException down) {
            return false;
        }
    }

    /** Agroal and HikariCP: nobody starves while others are served again and again. */
    @ParameterizedTest
    @CsvSource({"4, 2", "32, 16"})
    void twiceAsManyThreadsAsConnections_haveTheSameShare(int threads, int connections) throws Exception {
        try (PoolFixture fixture = new PoolFixture(connections, 0)) {
            fixture.heard = false;
            Crew.share(ThreadKind.PLATFORM, threads, LOANS, fixture, 20_000).assertFair(2);
        }
    }
}
