package dev.hawser.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long writers took to have a success after a certain moment. Immutable.
 *
 * @param writers how many there are
 * @param times of those who had one, the shortest first
 */
public record Recovery(int writers, List<Duration> times) {

    /** Sorts. */
    public Recovery {
        times = times.stream().sorted().toList();
    }

    /** Whether all of them had one. */
    public boolean isComplete() {
        return times.size() == writers;
    }

    /** The time of the first. */
    public Optional<Duration> first() {
        return times.stream().findFirst();
    }

    /** How long it took until such a part of the writers had a success; empty if so many never had. */
    public Optional<Duration> of(double share) {
        int needed = Math.max(1, (int) Math.ceil(share * writers));
        return needed <= times.size() ? Optional.of(times.get(needed - 1)) : Optional.empty();
    }

    @Override
    public String toString() {
        return times.size() + " of " + writers + " writers, the first after " + text(first()) + ", 99 % after "
                + text(of(0.99));
    }

    private static String text(Optional<Duration> time) {
        return time.map(duration -> duration.toMillis() + " ms").orElse("never");
    }
}
