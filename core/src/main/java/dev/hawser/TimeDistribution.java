package dev.hawser;

import java.time.Duration;

/** How a number of durations are distributed, to two digits. Immutable. */
public interface TimeDistribution {

    /** How many there are. When it is 0, so are all others. */
    long count();

    /** All of them together. */
    Duration total();

    /** Their average. */
    default Duration mean() {
        return count() == 0 ? Duration.ZERO : total().dividedBy(count());
    }

    /** What this many of a hundred, from 0 to 100, do not exceed. */
    Duration percentile(double percent);

    /** The longest. */
    default Duration max() {
        return percentile(100);
    }

    /** How many are not longer than {@code limit}. */
    long countAtMost(Duration limit);

    /** These and the others. */
    TimeDistribution plus(TimeDistribution other);

    /** What has come since {@code earlier}, which is of the same things. */
    TimeDistribution since(TimeDistribution earlier);
}
