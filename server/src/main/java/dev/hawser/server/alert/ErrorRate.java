package dev.hawser.server.alert;

import static dev.hawser.server.alert.Amounts.counted;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** How many statements of the last minute failed. For one thread at a time. */
final class ErrorRate implements Condition {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** Fewer failures say little: one of two statements is half of them. */
    private static final long FEWEST = 10;

    private final double threshold;
    private final Deque<Second> seconds = new ArrayDeque<>();
    private long queries;
    private long failed;

    ErrorRate(double threshold) {
        this.threshold = threshold;
    }

    private record Second(Duration time, long queries, long failed) {}

    @Override
    public List<Finding> look(Duration time, Observation seen) {
        add(new Second(time, seen.queries(), seen.failed()));
        if (failed < FEWEST || failed < threshold * queries) {
            return List.of();
        }
        return List.of(new Finding(
                null,
                failed + " of " + counted(queries, "statement") + " of the last minute failed ("
                        + Amounts.share((double) failed / queries) + ")",
                "The errors by kind and the query log say which; after a release, compare with the one before."));
    }

    private void add(Second second) {
        seconds.add(second);
        queries += second.queries();
        failed += second.failed();
        while (seconds.element().time().plus(WINDOW).compareTo(second.time()) <= 0) {
            Second old = seconds.remove();
            queries -= old.queries();
            failed -= old.failed();
        }
    }
}
