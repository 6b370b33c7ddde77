package dev.hawser.benchmarks.results;

import java.util.function.ToDoubleFunction;

/**
 * What Hawser is to reach. Immutable.
 *
 * @param claim what is measured, in words
 * @param measured takes it from the results
 * @param bound what it is to be at most, or at least
 */
public record Goal(String claim, ToDoubleFunction<Results> measured, Bound bound, double value) {

    /** Which side of the value is good. */
    public enum Bound {
        AT_MOST,
        AT_LEAST,
        LESS_THAN
    }

    public static Goal atMost(double value, String claim, ToDoubleFunction<Results> measured) {
        return new Goal(claim, measured, Bound.AT_MOST, value);
    }

    public static Goal atLeast(double value, String claim, ToDoubleFunction<Results> measured) {
        return new Goal(claim, measured, Bound.AT_LEAST, value);
    }

    public static Goal lessThan(double value, String claim, ToDoubleFunction<Results> measured) {
        return new Goal(claim, measured, Bound.LESS_THAN, value);
    }

    /** A contender's figure in relation to another one's. */
    public static ToDoubleFunction<Results> ratio(Metric metric, Contender contender, Contender other) {
        return results -> results.median(contender, metric) / results.median(other, metric);
    }

    /** A contender's figure in relation to that of the best among the others. */
    public static ToDoubleFunction<Results> ratioToBest(Metric metric, Contender contender) {
        return results -> results.median(contender, metric) / results.bestPeer(metric);
    }

    /** The highest of a contender's figures. */
    public static ToDoubleFunction<Results> highest(Metric metric, Contender contender) {
        return results -> results.highest(contender, metric);
    }

    /** A contender's figure. */
    public static ToDoubleFunction<Results> value(Metric metric, Contender contender) {
        return results -> results.median(contender, metric);
    }

    public boolean isReached(Results results) {
        double is = measured.applyAsDouble(results);
        return switch (bound) {
            case AT_MOST -> is <= value;
            case AT_LEAST -> is >= value;
            case LESS_THAN -> is < value;
        };
    }

    /** Whether it was reached, as a line to print. */
    public String judged(Results results) {
        String limit = switch (bound) {
            case AT_MOST -> "at most";
            case AT_LEAST -> "at least";
            case LESS_THAN -> "less than";
        };
        return String.format(
                "goal: %s: %s %s, measured %s: %s",
                claim,
                limit,
                number(value),
                number(measured.applyAsDouble(results)),
                isReached(results) ? "reached" : "NOT REACHED");
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format("%,.0f", value) : String.format("%,.3f", value);
    }
}
