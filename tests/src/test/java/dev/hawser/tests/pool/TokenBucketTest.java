package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.HostSpec;
import dev.hawser.internal.pool.TokenBucket;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TokenBucketTest {

    private static final HostSpec HOST = new HostSpec("db1", 5432);
    private static final Duration LONG = Duration.ofDays(1);

    private final ManualTicker ticker = new ManualTicker();

    private TokenBucket bucket(double rate) {
        return new TokenBucket(rate, ticker);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static void acquire(TokenBucket bucket, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            assertThat(bucket.acquire(HOST, LONG)).isTrue();
        }
    }

    @Test
    void acquire_burstOfASecondsWorth_doesNotWait() throws Exception {
        acquire(bucket(10), 10);
        assertThat(ticker.sleeps()).isEmpty();
    }

    @Test
    void acquire_afterTheBurst_waitsForTheRateWithOneSleepEach() throws Exception {
        TokenBucket bucket = bucket(10);
        acquire(bucket, 13);
        assertThat(ticker.sleeps()).containsExactly(millis(100), millis(100), millis(100));
    }

    @Test
    void acquire_rateBelowOne_letsOneGoAtOnce() throws Exception {
        TokenBucket bucket = bucket(0.5);
        acquire(bucket, 3);
        assertThat(ticker.sleeps()).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));
    }

    @Test
    void acquire_rateWithAFraction_keepsTheFraction() throws Exception {
        acquire(bucket(2.5), 5);
        assertThat(ticker.sleeps()).containsExactly(millis(200), millis(400), millis(400));
    }

    @Test
    void acquire_overAnyTime_isTheRateAndOneBurst() throws Exception {
        TokenBucket bucket = bucket(50);
        acquire(bucket, 550);
        assertThat(Duration.ofNanos(ticker.nanoTime())).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void acquire_afterALongRest_hasOneBurstAndNoMore() throws Exception {
        TokenBucket bucket = bucket(10);
        acquire(bucket, 10);
        ticker.advance(Duration.ofDays(300));
        acquire(bucket, 11);
        assertThat(ticker.sleeps()).containsExactly(millis(100));
    }

    @Test
    void acquire_notInTime_isRefusedAtOnceAndTakesNothing() throws Exception {
        TokenBucket bucket = bucket(10);
        acquire(bucket, 10);
        assertThat(bucket.acquire(HOST, millis(99))).isFalse();
        assertThat(bucket.acquire(HOST, Duration.ZERO)).isFalse();
        assertThat(ticker.sleeps()).isEmpty();
        assertThat(bucket.acquire(HOST, millis(100))).isTrue();
        assertThat(ticker.sleeps()).containsExactly(millis(100));
    }

    @Test
    void acquire_withEverLongerTime_doesNotOverflow() throws Exception {
        TokenBucket bucket = new TokenBucket(Double.MIN_VALUE, new ManualTicker(Long.MAX_VALUE));
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        for (int i = 0; i < 1_000; i++) {
            assertThat(bucket.acquire(HOST, forever)).isTrue();
        }
        assertThat(bucket.acquire(HOST, LONG)).isFalse();
    }

    @Test
    void acquire_severalWaiting_areServedInTheOrderTheyCame() throws Exception {
        StandingTicker standing = new StandingTicker();
        TokenBucket bucket = new TokenBucket(1, standing);
        assertThat(bucket.acquire(HOST, LONG)).isTrue();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Boolean>> waiting = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                waiting.add(threads.submit(() -> bucket.acquire(HOST, LONG)));
                standing.awaitSleepers(i);
            }
            assertThat(standing.sleeps())
                    .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
            standing.wakeAll();
            for (Future<Boolean> one : waiting) {
                assertThat(one.get(10, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void acquire_interrupted_givesItsPlaceBack() throws Exception {
        TokenBucket bucket = bucket(1);
        acquire(bucket, 1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> bucket.acquire(HOST, LONG)).isInstanceOf(InterruptedException.class);
        acquire(bucket, 1);
        assertThat(ticker.sleeps()).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void acquire_interruptedInTheMiddleOfTheQueue_leavesTheOthersWhereTheyAre() throws Exception {
        StandingTicker standing = new StandingTicker();
        TokenBucket bucket = new TokenBucket(1, standing);
        assertThat(bucket.acquire(HOST, LONG)).isTrue();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<Boolean> first = threads.submit(() -> bucket.acquire(HOST, LONG));
            standing.awaitSleepers(1);
            Future<Boolean> second = threads.submit(() -> bucket.acquire(HOST, LONG));
            standing.awaitSleepers(2);
            first.cancel(true);
            standing.awaitSleepers(1);
            Future<Boolean> third = threads.submit(() -> bucket.acquire(HOST, LONG));
            standing.awaitSleepers(2);
            assertThat(standing.sleeps())
                    .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
            standing.wakeAll();
            assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(third.get(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void bucket_withoutARate_isRefused(double rate) {
        assertThatThrownBy(() -> bucket(rate)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A clock that stands still, also for those who sleep by it. */
    private static final class StandingTicker implements Ticker {

        private final List<Duration> sleeps = new ArrayList<>();
        private int sleeping;
        private boolean awake;

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public synchronized void sleep(Duration duration) throws InterruptedException {
            sleeps.add(duration);
            sleeping++;
            notifyAll();
            try {
                while (!awake) {
                    wait();
                }
            } finally {
                sleeping--;
                notifyAll();
            }
        }

        synchronized void awaitSleepers(int number) throws InterruptedException {
            while (sleeping != number) {
                wait();
            }
        }

        synchronized void wakeAll() {
            awake = true;
            notifyAll();
        }

        synchronized List<Duration> sleeps() {
            return List.copyOf(sleeps);
        }
    }
}
