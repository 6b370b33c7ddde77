package dev.hawser.server.alert;

import java.util.Arrays;

/**
 * Where a series of numbers goes. Immutable.
 *
 * <p>The slope is the median of the slopes between all pairs of points (Theil and Sen), which a burst in up to a quarter of the points does not bend, where a line of
 * least squares follows a single one. Whether it is a rise at all, or chance, is told by the same pairs (Mann and Kendall): how many more of them rise than fall, in
 * standard deviations of what a series without a trend shows.
 *
 * @param level where the line is at the last point
 * @param slope how much it rises from point to point
 * @param significance 2.3 or more is reached by chance once in a hundred times, if the points do not depend on each other
 */
record Trend(double level, double slope, double significance) {

    /** @param points at equal distances, two or more, oldest first */
    static Trend of(double[] points) {
        int count = points.length;
        double[] slopes = new double[count * (count - 1) / 2];
        int rising = 0;
        int next = 0;
        for (int early = 0; early < count; early++) {
            for (int late = early + 1; late < count; late++) {
                double rise = points[late] - points[early];
                slopes[next++] = rise / (late - early);
                rising += (int) Math.signum(rise);
            }
        }
        double slope = median(slopes);
        return new Trend(level(points, slope), slope, significance(rising, points));
    }

    private static double level(double[] points, double slope) {
        int last = points.length - 1;
        double[] projected = new double[points.length];
        for (int i = 0; i <= last; i++) {
            projected[i] = points[i] + slope * (last - i);
        }
        return median(projected);
    }

    private static double significance(int rising, double[] points) {
        double variance = term(points.length);
        double[] sorted = points.clone();
        Arrays.sort(sorted);
        for (int from = 0, to = 0; from < sorted.length; from = to) {
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            variance -= term(to - from); // equal points neither rise nor fall
        }
        return rising == 0 || variance <= 0 ? 0 : (rising - Math.signum(rising)) / Math.sqrt(variance);
    }

    private static double term(double count) {
        return count * (count - 1) * (2 * count + 5) / 18;
    }

    private static double median(double[] numbers) {
        Arrays.sort(numbers);
        int middle = numbers.length / 2;
        return numbers.length % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
    }
}
