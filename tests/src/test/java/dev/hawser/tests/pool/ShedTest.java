package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.Deadline;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.Lease;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code pool.shed}: who cannot expect its turn in time is told so at once. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class ShedTest {

    private static final Duration A_SERVICE = Duration.ofMillis(100);

    private final ManualTicker ticker = new ManualTicker();

    private PoolFixture one(boolean shed) {
        PoolConfig config = PoolFixture.bounds(1, 0).shed(shed).build();
        return new PoolFixture(config, ticker);
    }

    private Deadline in(Duration timeout) {
        return Deadline.at(ticker.nanoTime(), timeout);
    }

    /** Has somebody wait for as long as a service takes, and returns what that one is served then: from now on the pool knows how fast it is. */
    private Lease learn(PoolFixture fixture) throws Exception {
        Lease held = fixture.acquire();
        CompletableFuture<Lease> waiting = fixture.queueUp(1);
        ticker.advance(A_SERVICE);
        held.release();
        return get(waiting);
    }

    @Test
    void expectedWait_ofMoreThanTwoFifthsOfWhatIsLeft_isRefusedAtOnce() throws Exception {
        try (PoolFixture fixture = one(true)) {
            Lease held = learn(fixture);
            CompletableFuture<Lease> patient = fixture.queueUp(1, in(Duration.ofSeconds(10)));
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> fixture.acquireWithin(Duration.ofMillis(199)))
                    .withMessageContaining("orders: refused at once: a connection to db1:5432 is expected in 100 ms")
                    .withMessageContaining("too little of the 199 ms that there are")
                    .withMessageContaining("active 1");
            assertThat(fixture.pool.totals().rejected()).isEqualTo(1);
            assertThat(fixture.events).contains("rejected");
            held.release();
            get(patient).release();
        }
    }

    @Test
    void expectedWait_ofTwoFifthsOfWhatIsLeft_isAdmitted() throws Exception {
        try (PoolFixture fixture = one(true)) {
            Lease held = learn(fixture);
            CompletableFuture<Lease> patient = fixture.queueUp(1, in(Duration.ofSeconds(10)));
            CompletableFuture<Lease> admitted = fixture.queueUp(2, in(Duration.ofMillis(250)));
            assertThat(admitted).isNotDone();
            held.release();
            get(admitted).release();
            get(patient).release();
            assertThat(fixture.pool.totals().rejected()).isZero();
        }
    }

    @Test
    void thoseAheadInTheQueue_count() throws Exception {
        try (PoolFixture fixture = one(true)) {
            Lease held = learn(fixture);
            List<CompletableFuture<Lease>> ahead = new ArrayList<>();
            for (int place = 1; place <= 4; place++) {
                ahead.add(fixture.queueUp(place, in(Duration.ofSeconds(10))));
            }
            Duration afterThem = Duration.ofSeconds(11); // 500 ms are expected of 11 s
            CompletableFuture<Lease> patient = fixture.queueUp(5, in(afterThem));
            assertThat(patient).isNotDone();
            ticker.advance(Duration.ofMillis(10_200)); // those ahead still wait, by this clock nearly in vain
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> fixture.acquireWithin(Duration.ofMillis(1_100)))
                    .withMessageContaining("is expected in 600 ms")
                    .withMessageContaining("1100 ms that there are");
            held.release();
            get(patient).release();
        }
    }

    @Test
    void earlierDeadlineThanAllWhoWait_hasNobodyAhead() throws Exception {
        try (PoolFixture fixture = one(true)) {
            Lease held = learn(fixture);
            List<CompletableFuture<Lease>> behind = new ArrayList<>();
            for (int place = 1; place <= 4; place++) {
                behind.add(fixture.queueUp(place, in(Duration.ofSeconds(10))));
            }
            CompletableFuture<Lease> urgent = fixture.queueUp(5, in(Duration.ofMillis(250)));
            held.release();
            get(urgent).release();
            for (CompletableFuture<Lease> one : behind) {
                get(one).release();
            }
            assertThat(fixture.pool.totals().rejected()).isZero();
        }
    }

    @Test
    void pool_thatMayOpenAnotherConnection_refusesNobody() throws Exception {
        try (PoolFixture fixture = one(true)) {
            Lease held = learn(fixture);
            fixture.pool.resize(2, 0);
            Lease another = fixture.acquireWithin(Duration.ofMillis(150));
            assertThat(fixture.pool.totals().rejected()).isZero();
            another.release();
            held.release();
        }
    }

    @Test
    void pool_thatKnowsNothingYet_refusesNobody() throws Exception {
        try (PoolFixture fixture = one(true)) {
            Lease held = fixture.acquire();
            CompletableFuture<Lease> waiting = fixture.queueUp(1, in(Duration.ofMillis(1)));
            held.release();
            get(waiting).release();
            assertThat(fixture.pool.totals().rejected()).isZero();
        }
    }

    @Test
    void withoutShed_nobodyIsRefused() throws Exception {
        try (PoolFixture fixture = one(false)) {
            Lease held = learn(fixture);
            CompletableFuture<Lease> waiting = fixture.queueUp(1, in(Duration.ofMillis(101)));
            held.release();
            get(waiting).release();
            assertThat(fixture.pool.totals().rejected()).isZero();
        }
    }

    @Test
    void shedding_endsWhenThePoolIsFastAgain() throws Exception {
        try (PoolFixture fixture = one(true)) {
            Lease held = learn(fixture); // each place costs 100 ms
            for (int i = 0; i < 500; i++) { // from now on a millisecond
                CompletableFuture<Lease> next = fixture.queueUp(1, in(Duration.ofSeconds(10)));
                ticker.advance(Duration.ofMillis(1));
                held.release();
                held = get(next);
            }
            CompletableFuture<Lease> ahead = fixture.queueUp(1, in(Duration.ofSeconds(10)));
            CompletableFuture<Lease> inAHurry = fixture.queueUp(2, in(Duration.ofMillis(50)));
            held.release();
            get(inAHurry).release();
            get(ahead).release();
            assertThat(fixture.pool.totals().rejected()).isZero();
        }
    }
}
