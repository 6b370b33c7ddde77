package dev.hawser.benchmarks.pool;

import java.util.Map;

/**
 * What one run of a measure on one pool gave. Immutable.
 *
 * @param disturbance how many processors other programs used meanwhile; NaN if that is not known
 */
record Round(Map<Metric, Double> figures, double disturbance) {

    Round {
        figures = Map.copyOf(figures);
    }

    /** NaN if it gave none. */
    double value(Metric metric) {
        return figures.getOrDefault(metric, Double.NaN);
    }
}
