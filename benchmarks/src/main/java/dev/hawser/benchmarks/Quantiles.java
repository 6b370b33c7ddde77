package dev.hawser.benchmarks;

import java.util.Arrays;

/** Order statistics. */
public final class Quantiles {

    private Quantiles() {}

    public static double median(double[] values) {
        return of(values, 0.5);
    }

    /** The value below which the part {@code rank} of {@code values} lies, between two of them if need be. */
    public static double of(double[] values, double rank) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = rank * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        if (sorted[below] == sorted[above]) {
            return sorted[below]; // infinite ones have no difference
        }
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
