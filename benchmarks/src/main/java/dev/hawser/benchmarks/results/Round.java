package dev.hawser.benchmarks.results;

import java.util.Map;

/**
 * What one run of a measure on one contender gave. Immutable.
 *
 * @param disturbance how many processors other programs used meanwhile; NaN if that is not known
 */
public record Round(Map<Metric, Double> figures, double disturbance) {

    public Round {
        figures = Map.copyOf(figures);
    }

    /** NaN if it gave none. */
    public double value(Metric metric) {
        return figures.getOrDefault(metric, Double.NaN);
    }
}
