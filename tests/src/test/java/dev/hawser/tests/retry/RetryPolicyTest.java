package dev.hawser.tests.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.Deadline;
import dev.hawser.config.RetryConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.retry.RetryBudget;
import dev.hawser.internal.retry.RetryPolicy;
import dev.hawser.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {

    private static final RetryConfig EXACT =
            new RetryConfig(3, Duration.ofSeconds(1), Duration.ofSeconds(30), 0, Duration.ofMillis(10));

    private final ManualTicker ticker = new ManualTicker();
    private final List<String> told = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    private RetryPolicy policy(RetryConfig config) {
        return new RetryPolicy(
                config,
                new RetryBudget(10),
                ticker,
                (attempt, delay, cause) -> told.add(attempt + " " + delay + " " + cause.category()));
    }

    private Object failing(RetryPolicy policy, int times, ErrorCategory category) throws Exception {
        return policy.call(null, RetryPolicy::repeatable, () -> {
            if (calls.incrementAndGet() <= times) {
                throw new DatabaseException(category, "attempt " + calls.get());
            }
            return "done";
        });
    }

    @Test
    void schedule_atJitterZero_isExactlyOneTwoFourSeconds() throws Exception {
        assertThat(failing(policy(EXACT), 3, ErrorCategory.CONNECTION_REFUSED)).isEqualTo("done");
        assertThat(ticker.sleeps())
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(told)
                .containsExactly("1 PT1S CONNECTION_REFUSED", "2 PT2S CONNECTION_REFUSED", "3 PT4S CONNECTION_REFUSED");
    }

    @Test
    void twoFailures_thenSuccess_callsThreeTimes() throws Exception {
        failing(policy(EXACT), 2, ErrorCategory.CONNECTION_LOST);
        assertThat(calls).hasValue(3);
    }

    @Test
    void exhausted_throwsTheLastError_withAttemptsAndTime() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> failing(policy(EXACT), 9, ErrorCategory.CONNECTION_REFUSED))
                .withMessageStartingWith("attempt 4")
                .withMessageContaining("(4 attempts, the last at ")
                .satisfies(error -> {
                    assertThat(error.attempts()).isEqualTo(4);
                    assertThat(error.lastAttempt()).isNotNull();
                });
        assertThat(calls).hasValue(4);
        assertThat(ticker.sleeps()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCategory.class,
            names = {
                "AUTHENTICATION",
                "PERMISSION",
                "NO_SUCH_DATABASE",
                "TIMEOUT",
                "CONSTRAINT",
                "SYNTAX",
                "DATA",
                "POOL_EXHAUSTED",
                "OUTCOME_UNKNOWN",
                "RESOURCE",
                "REFUSED",
                "OTHER"
            })
    void errorsThatStay_areNotRetried(ErrorCategory category) {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> failing(policy(EXACT), 9, category))
                .satisfies(error -> assertThat(error.attempts()).isEqualTo(1));
        assertThat(calls).hasValue(1);
        assertThat(ticker.sleeps()).isEmpty();
    }

    @Test
    void otherExceptions_passThroughAtOnce() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> policy(EXACT).call(null, RetryPolicy::repeatable, () -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("the caller's own");
                }));
        assertThat(calls).hasValue(1);
    }

    @Test
    void delays_areCapped() throws Exception {
        RetryConfig config =
                new RetryConfig(8, Duration.ofSeconds(1), Duration.ofSeconds(30), 0, Duration.ofMillis(10));
        failing(policy(config), 7, ErrorCategory.CONNECTION_REFUSED);
        assertThat(ticker.sleeps()).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void jitter_shortensByAtMostItsShare() throws Exception {
        RetryConfig config =
                new RetryConfig(1, Duration.ofSeconds(1), Duration.ofSeconds(30), 0.1, Duration.ofMillis(10));
        for (int i = 0; i < 200; i++) {
            calls.set(0);
            failing(policy(config), 1, ErrorCategory.CONNECTION_REFUSED);
        }
        assertThat(ticker.sleeps())
                .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ofMillis(900), Duration.ofSeconds(1)));
        assertThat(ticker.sleeps().stream().distinct().count()).isGreaterThan(100);
    }

    @Test
    void conflicts_waitForMilliseconds_notForSeconds() throws Exception {
        failing(policy(EXACT), 3, ErrorCategory.SERIALIZATION);
        assertThat(ticker.sleeps()).extracting(Duration::toMillis).containsExactly(10L, 20L, 40L);
    }

    @Test
    void deadline_thatEndsBeforeTheNextAttempt_endsTheRetries() {
        Deadline deadline = Deadline.at(ticker.nanoTime(), Duration.ofMillis(3_500));
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> policy(EXACT).call(deadline, RetryPolicy::repeatable, () -> {
                    calls.incrementAndGet();
                    throw new DatabaseException(ErrorCategory.CONNECTION_REFUSED, "down");
                }));
        assertThat(ticker.sleeps()).extracting(Duration::toSeconds).containsExactly(1L, 2L);
        assertThat(calls).hasValue(3);
    }

    @Test
    void interrupt_endsTheRetries_andKeepsTheFlag() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> failing(policy(EXACT), 9, ErrorCategory.CONNECTION_REFUSED))
                .withMessage("attempt 1");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(calls).hasValue(1);
    }

    @Test
    void noRetries_meansOneAttempt() {
        RetryConfig none = new RetryConfig(0, Duration.ofSeconds(1), Duration.ofSeconds(30), 0, Duration.ofMillis(10));
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> failing(policy(none), 9, ErrorCategory.CONNECTION_REFUSED));
        assertThat(calls).hasValue(1);
    }

    @Test
    void budget_limitsRetriesToATenthOfCalls_onceTheReserveIsUsedUp() {
        RetryBudget budget = new RetryBudget(10);
        int reserve = 0;
        while (budget.spend()) {
            reserve++;
        }
        assertThat(reserve).isEqualTo(100);
        for (int call = 0; call < 1_000; call++) {
            budget.earn();
        }
        int earned = 0;
        while (budget.spend()) {
            earned++;
        }
        assertThat(earned).isEqualTo(100);
    }

    @Test
    void budget_letsTwiceAsManyRetry_asMayRunAtOnce() {
        RetryBudget budget = new RetryBudget(200);
        int reserve = 0;
        while (budget.spend()) {
            reserve++;
        }
        assertThat(reserve).isEqualTo(400);
    }

    /** A policy that is told when it is worthwhile: by {@code news}, each of which comes after a tenth of the delay, and then never again. */
    private RetryPolicy onNews(int news) {
        AtomicInteger left = new AtomicInteger(news);
        return RetryPolicy.onNews(
                EXACT,
                delay -> {
                    boolean early = left.getAndDecrement() > 0;
                    ticker.sleep(early ? delay.dividedBy(10) : delay);
                    return early;
                },
                ticker,
                (attempt, delay, cause) -> told.add(attempt + " " + delay + " " + cause.category()));
    }

    @Test
    void newsThatWereTooGood_doNotCountAsRetries() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> failing(onNews(200), 999, ErrorCategory.CONNECTION_REFUSED))
                .satisfies(error -> assertThat(error.attempts()).isEqualTo(204));
        assertThat(ticker.sleeps().subList(200, 203))
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void deadlineBeforeTheNextRetry_isWaitedFor_whereNewsMayCome() throws Exception {
        Deadline deadline = Deadline.at(ticker.nanoTime(), Duration.ofMillis(500));
        Object result = onNews(1).call(deadline, RetryPolicy::repeatable, () -> {
            if (calls.incrementAndGet() == 1) {
                throw new DatabaseException(ErrorCategory.CONNECTION_REFUSED, "down");
            }
            return "done";
        });
        assertThat(result).isEqualTo("done");
        assertThat(ticker.sleeps()).containsExactly(Duration.ofMillis(50));
    }

    @Test
    void deadlineBeforeTheNextRetry_endsTheWait_whenNoNewsCame() {
        Deadline deadline = Deadline.at(ticker.nanoTime(), Duration.ofMillis(500));
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> onNews(0).call(deadline, RetryPolicy::repeatable, () -> {
                    calls.incrementAndGet();
                    throw new DatabaseException(ErrorCategory.CONNECTION_REFUSED, "down");
                }));
        assertThat(calls).hasValue(1);
        assertThat(ticker.sleeps()).containsExactly(Duration.ofMillis(500));
    }
}
