package dev.hawser.tests.pool;

import dev.hawser.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rounds of {@link TortureRound}, for {@code -Dhawser.torture.seconds} with each kind of threads. A failure tells the seed of its round;
 * {@code -Dhawser.torture.seed} begins with that one.
 */
@ExtendWith(LeakCheck.class)
class PoolTortureTest {

    private static final Duration ROUND = Duration.ofSeconds(1);

    static List<ThreadKind> kinds() {
        return ThreadKind.available();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @Timeout(value = 1, unit = TimeUnit.DAYS) // each round is bounded
    void everythingAtOnce_keepsThePoolSound(ThreadKind kind) {
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("hawser.torture.seconds", 5)).toNanos();
        long seed = Long.getLong("hawser.torture.seed", System.nanoTime());
        do {
            run(seed++, kind);
        } while (System.nanoTime() < end);
    }

    private static void run(long seed, ThreadKind kind) {
        TortureRound round = new TortureRound(seed, kind);
        try {
            round.run(ROUND);
        } catch (Throwable failed) {
            throw new AssertionError(
                    "-Dhawser.torture.seed=" + seed + " with " + kind + " threads: " + failed.getMessage() + "; "
                            + round,
                    failed);
        }
    }
}
