package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.get;
import static dev.hawser.tests.pool.PoolFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.Deadline;
import dev.hawser.PoolStats;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.topology.Access;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import dev.hawser.tests.manager.FakeDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is served next. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class QueueOrderTest {

    private final ManualTicker ticker = new ManualTicker();

    private PoolFixture one() {
        return new PoolFixture(PoolFixture.bounds(1, 0).build(), ticker);
    }

    private Deadline in(int seconds) {
        return Deadline.at(ticker.nanoTime(), Duration.ofSeconds(seconds));
    }

    /** Gives back {@code held}, and whatever is served then, until nobody waits. Returns the order in which they were served. */
    private static List<CompletableFuture<Lease>> serveAll(Lease held, List<CompletableFuture<Lease>> waiting)
            throws Exception {
        List<CompletableFuture<Lease>> left = new ArrayList<>(waiting);
        List<CompletableFuture<Lease>> served = new ArrayList<>();
        Lease next = held;
        while (!left.isEmpty()) {
            next.release();
            PoolFixture.await(() -> left.stream().anyMatch(CompletableFuture::isDone));
            assertThat(left.stream().filter(CompletableFuture::isDone)).hasSize(1);
            CompletableFuture<Lease> first =
                    left.stream().filter(CompletableFuture::isDone).findFirst().orElseThrow();
            left.remove(first);
            served.add(first);
            next = get(first);
        }
        next.release();
        return served;
    }

    @Test
    void equalDeadlines_areServedInOrderOfArrival() throws Exception {
        try (PoolFixture fixture = one()) {
            Lease held = fixture.acquire();
            Deadline same = in(60);
            List<CompletableFuture<Lease>> waiting = new ArrayList<>();
            for (int place = 1; place <= 6; place++) {
                waiting.add(fixture.queueUp(place, same));
            }
            assertThat(serveAll(held, waiting)).containsExactlyElementsOf(waiting);
        }
    }

    @Test
    void earlierDeadlines_goFirst_whateverTheOrderOfArrival() throws Exception {
        try (PoolFixture fixture = one()) {
            Lease held = fixture.acquire();
            List<CompletableFuture<Lease>> waiting = new ArrayList<>();
            for (int place = 1; place <= 6; place++) {
                waiting.add(fixture.queueUp(place, in(70 - 10 * place)));
            }
            Collections.reverse(waiting);
            assertThat(serveAll(held, waiting)).containsExactlyElementsOf(waiting);
        }
    }

    @Test
    void deadlinesAcrossTheOverflowOfTheClock_keepTheirOrder() throws Exception {
        ManualTicker late =
                new ManualTicker(Long.MAX_VALUE - Duration.ofSeconds(15).toNanos());
        try (PoolFixture fixture = new PoolFixture(PoolFixture.bounds(1, 0).build(), late)) {
            Lease held = fixture.acquire();
            Deadline beyond = Deadline.at(late.nanoTime(), Duration.ofSeconds(20));
            Deadline before = Deadline.at(late.nanoTime(), Duration.ofSeconds(10));
            CompletableFuture<Lease> second = fixture.queueUp(1, beyond);
            CompletableFuture<Lease> first = fixture.queueUp(2, before);
            assertThat(serveAll(held, List.of(second, first))).containsExactly(first, second);
        }
    }

    @Test
    void workThatCarriesItsDeadline_goesBeforeThoseWhoCameAfterItBegan() throws Exception {
        try (PoolFixture fixture = one()) {
            Deadline works = in(30);
            Lease first = fixture.acquireBy(works);
            ticker.advance(Duration.ofMillis(5));
            CompletableFuture<Lease> later = fixture.queueUp(1, in(30));
            first.release(); // between two statements of the unit of work
            Lease laters = get(later);
            CompletableFuture<Lease> evenLater = fixture.queueUp(1, in(30));
            CompletableFuture<Lease> worksNext = fixture.queueUp(2, works);
            assertThat(serveAll(laters, List.of(evenLater, worksNext))).containsExactly(worksNext, evenLater);
        }
    }

    @Test
    void database_ordersByTheDeadlineOfTheWork_andByPoolTimeoutWithoutOne() throws Exception {
        DatabaseOptions options = DatabaseOptions.of("orders")
                .url("fake://db1:1/shop")
                .poolSize(1)
                .set("pool.max-overflow", 0)
                .set("pool.timeout", "30s");
        try (FakeDatabase fake = new FakeDatabase(options).started()) {
            Lease held = fake.database.acquire(Access.WRITE, null);
            Deadline works = Deadline.at(fake.ticker.nanoTime(), Duration.ofSeconds(25));
            List<CompletableFuture<Lease>> waiting = new ArrayList<>();
            for (Deadline deadline : Arrays.asList(null, works, null)) {
                waiting.add(fake.async(() -> fake.database.acquire(Access.WRITE, deadline)));
                PoolFixture.await(() -> fake.database.pool().stats().pending() == waiting.size());
                fake.ticker.advance(Duration.ofSeconds(1));
            }
            assertThat(serveAll(held, waiting)).containsExactly(waiting.get(1), waiting.get(0), waiting.get(2));
        }
    }

    @Test
    void waiterWhoseTimeIsOver_isNotHandedTheConnection() throws Exception {
        try (PoolFixture fixture = one()) {
            Lease held = fixture.acquire();
            CompletableFuture<Lease> late = fixture.queueUp(1, in(20)); // asleep for longer than this test lasts
            CompletableFuture<Lease> inTime = fixture.queueUp(2, in(60));
            ticker.advance(Duration.ofSeconds(21));
            held.release();
            assertThat(of(get(inTime))).isSameAs(of(held));
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> get(late))
                    .withCauseInstanceOf(PoolExhaustedException.class)
                    .withMessageContaining("became free within 21000 ms");
            assertThat(fixture.pool.totals().timedOut()).isEqualTo(1);
            get(inTime).release();
        }
    }

    @Test
    void everyWaiterLate_leavesTheConnectionIdle() throws Exception {
        try (PoolFixture fixture = one()) {
            Lease held = fixture.acquire();
            CompletableFuture<Lease> late = fixture.queueUp(1, in(20));
            CompletableFuture<Lease> lateToo = fixture.queueUp(2, in(20));
            ticker.advance(Duration.ofSeconds(20));
            held.release();
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(late));
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(lateToo));
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(1, 0, 1, 0, 0, 0, 1, 0));
            assertThat(of(fixture.acquire())).isSameAs(of(held));
        }
    }

    /** With connects that end as soon as they are begun: what takes the place of the unfit connection must not go to whoever is next. */
    @Test
    void unfitConnection_doesNotCostTheWaiterItsPlace() throws Exception {
        PoolFixture.Parts parts = new PoolFixture.Parts().workers(Runnable::run);
        try (PoolFixture fixture = new PoolFixture(PoolFixture.bounds(1, 0).build(), ticker, parts)) {
            fixture.idle(1).get(0).breakDown();
            ticker.advance(Duration.ofSeconds(1)); // long enough to be asked for a sign of life
            fixture.pool.suspend();
            CompletableFuture<Lease> first = fixture.queueUp(1, in(60));
            CompletableFuture<Lease> second = fixture.queueUp(2, in(60));
            fixture.pool.resume();
            PoolFixture.await(() -> first.isDone() || second.isDone());
            assertThat(second).isNotDone();
            assertThat(of(get(first)).number()).as("the first was broken").isEqualTo(2);
            get(first).release();
            get(second).release();
        }
    }

    @Test
    void releaseAndAcquireInOneThread_doesNotOvertakeTheQueue() throws Exception {
        try (PoolFixture fixture = one()) {
            Lease held = fixture.acquire();
            CompletableFuture<Lease> waiting = fixture.queueUp(1, in(60));
            held.release();
            assertThat(fixture.pool.poll()).as("without waiting").isNull();
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> fixture.acquireWithin(Duration.ZERO));
            get(waiting).release();
        }
    }
}
