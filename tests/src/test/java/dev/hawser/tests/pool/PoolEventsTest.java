package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HostSpec;
import dev.hawser.PoolTimes;
import dev.hawser.TimeDistribution;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.event.DatabaseEvent.ConnectionAcquired;
import dev.hawser.event.DatabaseEvent.ConnectionClosed;
import dev.hawser.event.DatabaseEvent.ConnectionOpened;
import dev.hawser.event.DatabaseEvent.ConnectionReleased;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.topology.Access;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.tests.manager.FakeDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a pool tells and what it measures. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class PoolEventsTest {

    private static final HostSpec HOST = new HostSpec("db1", 1);
    private static final Duration NONE = Duration.ZERO;

    private static FakeDatabase database(String leakThreshold) {
        return new FakeDatabase(DatabaseOptions.of("orders")
                        .url("fake://db1:1/shop")
                        .set("retry.jitter", 0)
                        .poolSize(1)
                        .set("pool.max-overflow", 0)
                        .set("pool.leak-threshold", leakThreshold))
                .started();
    }

    private static Lease acquire(FakeDatabase fake) {
        return fake.database.acquire(Access.WRITE, null);
    }

    /** Has somebody wait for {@code held} until the clock has moved by {@code wait}. Returns what that one got. */
    private static Lease queueUp(FakeDatabase fake, Lease held, Duration wait) throws Exception {
        CompletableFuture<Lease> waiting = fake.async(() -> acquire(fake));
        PoolFixture.await(() -> fake.database.pool().stats().pending() == 1);
        fake.ticker.advance(wait);
        held.release();
        return PoolFixture.get(waiting);
    }

    private static List<DatabaseEvent> ofThePool(FakeDatabase fake) {
        return fake.events.stream()
                .map(DatabaseEvent.class::cast)
                .filter(event -> event.getClass().getSimpleName().startsWith("Connection"))
                .toList();
    }

    @Test
    void listener_hearsOfEveryLoan_withItsTimes() throws Exception {
        try (FakeDatabase fake = database("off")) {
            Lease first = acquire(fake);
            fake.ticker.advance(Duration.ofMillis(10));
            Lease second = queueUp(fake, first, Duration.ofMillis(30));
            fake.ticker.advance(Duration.ofMillis(5));
            second.release();
            Lease third = acquire(fake);
            third.evict("no longer wanted", false);
            assertThat(ofThePool(fake))
                    .containsExactly(
                            new ConnectionOpened("orders", HOST, NONE),
                            new ConnectionAcquired("orders", HOST, NONE),
                            new ConnectionReleased("orders", HOST, Duration.ofMillis(40)),
                            new ConnectionAcquired("orders", HOST, Duration.ofMillis(30)),
                            new ConnectionReleased("orders", HOST, Duration.ofMillis(5)),
                            new ConnectionAcquired("orders", HOST, NONE),
                            new ConnectionReleased("orders", HOST, NONE),
                            new ConnectionClosed("orders", HOST, "no longer wanted"));
        }
    }

    @Test
    void loans_areNotTold_whileNobodyListens() {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            fixture.heard = false;
            fixture.idle(1);
            assertThat(fixture.loans).hasValue(0);
            assertThat(fixture.returns).hasValue(0);
            assertThat(fixture.events).containsExactly("opened");
            fixture.heard = true;
            fixture.idle(1);
            assertThat(fixture.loans).hasValue(1);
            assertThat(fixture.returns).hasValue(1);
        }
    }

    @Test
    void times_countEveryLoan_andThoseWhoWaitedWithHowLong() throws Exception {
        try (FakeDatabase fake = database("1h")) {
            for (int i = 0; i < 97; i++) {
                acquire(fake).release();
            }
            Lease held = acquire(fake);
            for (int i = 0; i < 2; i++) {
                held = queueUp(fake, held, Duration.ofMillis(200));
            }
            held.release();
            TimeDistribution wait = fake.database.pool().times().waitTime();
            assertThat(wait.count())
                    .isEqualTo(100)
                    .isEqualTo(fake.database.pool().totals().acquired());
            assertThat(wait.percentile(50)).isZero();
            assertThat(wait.percentile(95)).isZero();
            assertThat(wait.percentile(99)).isBetween(Duration.ofMillis(198), Duration.ofMillis(202));
            assertThat(wait.max()).isBetween(Duration.ofMillis(198), Duration.ofMillis(202));
        }
    }

    @Test
    void times_ofUse_areExactWhileLeaksAreLookedFor() {
        try (FakeDatabase fake = database("1h")) {
            for (int millis = 1; millis <= 100; millis++) {
                Lease lease = acquire(fake);
                fake.ticker.advance(Duration.ofMillis(millis));
                lease.release();
            }
            TimeDistribution use = fake.database.pool().times().useTime();
            assertThat(use.count()).isEqualTo(100);
            assertThat(use.percentile(50)).isBetween(Duration.ofMillis(49), Duration.ofMillis(51));
            assertThat(use.max()).isBetween(Duration.ofMillis(99), Duration.ofMillis(101));
        }
    }

    @Test
    void times_ofUse_areMeasuredForSomeLoansOfEachSecond() {
        try (FakeDatabase fake = database("off")) {
            for (int i = 0; i < 1_000; i++) {
                acquire(fake).release();
            }
            long measured = fake.database.pool().times().useTime().count();
            assertThat(measured).isBetween(1L, 200L);
            fake.database.maintain();
            PoolFixture.await(() -> {
                acquire(fake).release();
                return fake.database.pool().times().useTime().count() > measured;
            });
        }
    }

    @Test
    void times_ofConnects_countThoseThatSucceeded() {
        try (FakeDatabase fake = database("off")) {
            fake.engine.onNextConnect((host, timeout) -> fake.ticker.advance(Duration.ofMillis(150)));
            acquire(fake).evict("to open another", false);
            fake.engine.refuse(1);
            acquire(fake).release(); // at the second attempt
            PoolFixture.await(
                    () -> { // others may come in advance, now that the host is back
                        long opened = fake.database.pool().totals().opened();
                        return opened >= 2
                                && fake.database.pool().times().createTime().count() == opened;
                    });
            assertThat(fake.database.pool().times().createTime().max())
                    .isBetween(Duration.ofMillis(148), Duration.ofMillis(152));
        }
    }

    @Test
    void times_ofAPoolThatDidNothing_areZero() {
        try (FakeDatabase fake = database("off")) {
            PoolTimes times = fake.database.pool().times();
            for (TimeDistribution nothing : List.of(times.waitTime(), times.useTime(), times.createTime())) {
                assertThat(nothing.count()).isZero();
                assertThat(nothing.total()).isZero();
                assertThat(nothing.max()).isZero();
            }
        }
    }
}
