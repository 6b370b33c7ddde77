package dev.hawser.tests.pool;

import dev.hawser.testkit.LeakCheck;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pool under everything at once. {@code -Dhawser.torture.seed} repeats what a run did, {@code -Dhawser.torture.seconds} says for how long. */
@ExtendWith(LeakCheck.class)
class PoolTortureTest {

    private static final int BORROWERS = 200;

    @Test
    void pool_underEveryTrouble_losesNothing(TestReporter reporter) throws InterruptedException {
        long seed = Long.getLong("hawser.torture.seed", new SecureRandom().nextInt());
        int virtual = TestThreads.virtualExist() ? BORROWERS / 2 : 0;
        Torture torture = new Torture(seed);
        try {
            torture.run(
                    BORROWERS - virtual, virtual, Duration.ofSeconds(Integer.getInteger("hawser.torture.seconds", 6)));
        } catch (AssertionError failed) {
            throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
        } finally {
            reporter.publishEntry("torture", "seed " + seed + ", " + torture);
        }
    }
}
