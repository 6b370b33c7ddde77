package dev.hawser.benchmarks.faults;

import dev.hawser.testkit.Told;
import dev.hawser.testkit.TransferOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Callers that did not come back in time. */
final class Hanging {

    private Hanging() {}

    /** How many writers had a call that took longer than {@code most}, those included that have not come back until {@code now}. */
    static int writers(List<TransferOutcome> outcomes, Instant now, Duration most) {
        return Math.toIntExact(outcomes.stream()
                .filter(outcome -> lasted(outcome, now).compareTo(most) > 0)
                .mapToInt(TransferOutcome::writer)
                .distinct()
                .count());
    }

    private static Duration lasted(TransferOutcome outcome, Instant now) {
        return Duration.between(outcome.began(), outcome.told() == Told.NOTHING ? now : outcome.ended());
    }
}
