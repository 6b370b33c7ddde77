package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.PoolStats;
import dev.hawser.testkit.LeakCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ReadinessTest {

    private static final List<String> NAMES = List.of("one", "two", "three", "four");

    private final Map<String, Health> known = new ConcurrentHashMap<>();

    private void all(HealthStatus status, Duration age) {
        NAMES.forEach(name -> known.put(name, health(name, status, age)));
    }

    private static Health health(String name, HealthStatus status, Duration age) {
        PoolStats nobody = PoolStats.EMPTY;
        return new Health(
                name,
                status,
                "fake",
                null,
                Instant.now(),
                age,
                Duration.ZERO,
                null,
                null,
                0,
                nobody,
                List.of(),
                null,
                null);
    }

    private Readiness readiness(Consumer<String> question) {
        return new Readiness(NAMES, name -> Optional.ofNullable(known.get(name)), question);
    }

    private static boolean answer(CompletableFuture<Boolean> asked) throws Exception {
        return asked.get(20, TimeUnit.SECONDS);
    }

    @Test
    void whatIsKnown_isSaidAtOnce_ifItIsFresh_orBad() {
        Consumer<String> nobodyAsks = name -> {
            throw new AssertionError(name + " was asked");
        };
        try (Readiness readiness = readiness(nobodyAsks)) {
            all(HealthStatus.HEALTHY, Duration.ofSeconds(4));
            assertThat(readiness.now()).isCompletedWithValue(true);
            known.put("two", health("two", HealthStatus.DEGRADED, Duration.ZERO));
            assertThat(readiness.now()).isCompletedWithValue(true);
            all(HealthStatus.HEALTHY, Duration.ofMinutes(4));
            known.put("two", health("two", HealthStatus.UNHEALTHY, Duration.ofSeconds(20)));
            assertThat(readiness.now()).isCompletedWithValue(false);
            known.remove("two"); // could not be set up
            assertThat(readiness.now()).isCompletedWithValue(false);
        }
    }

    @Test
    void databaseThatNobodyHasAskedYet_isAsked() throws Exception {
        all(HealthStatus.UNKNOWN, Duration.ZERO);
        try (Readiness readiness =
                readiness(name -> known.put(name, health(name, HealthStatus.HEALTHY, Duration.ZERO)))) {
            assertThat(answer(readiness.now())).isTrue();
        }
    }

    @Test
    void goodAnswer_thatIsOld_isAskedAgain() throws Exception {
        all(HealthStatus.HEALTHY, Duration.ofMinutes(4));
        try (Readiness readiness =
                readiness(name -> known.put(name, health(name, HealthStatus.UNHEALTHY, Duration.ZERO)))) {
            assertThat(answer(readiness.now())).isFalse();
        }
        all(HealthStatus.HEALTHY, Duration.ofMinutes(4));
        try (Readiness readiness =
                readiness(name -> known.put(name, health(name, HealthStatus.HEALTHY, Duration.ZERO)))) {
            assertThat(answer(readiness.now())).isTrue();
            assertThat(readiness.now()).isCompletedWithValue(true);
        }
    }

    @Test
    void databases_thatDoNotAnswer_areAskedAllAtOnce_onceForAllCallers_whoWaitASecondAtMost() throws Exception {
        all(HealthStatus.HEALTHY, Duration.ofMinutes(4));
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch allAreAsked = new CountDownLatch(NAMES.size());
        CountDownLatch release = new CountDownLatch(1);
        try (Readiness readiness = readiness(name -> {
            asked.incrementAndGet();
            allAreAsked.countDown();
            try {
                release.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        })) {
            List<CompletableFuture<Boolean>> callers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                callers.add(readiness.now());
            }
            assertThat(allAreAsked.await(20, TimeUnit.SECONDS)).isTrue();
            for (CompletableFuture<Boolean> caller : callers) {
                assertThat(answer(caller)).isTrue(); // it is the best that is known
            }
            assertThat(asked).hasValue(NAMES.size());
            release.countDown();
        }
    }
}
