package dev.hawser.benchmarks.results;

/**
 * One figure of a measurement. Immutable.
 *
 * @param name with its unit, as the head of a column
 * @param decimals how many are printed
 * @param better which of two values is the better one; where neither is, ratios are not printed
 */
public record Metric(String name, int decimals, Better better) {

    /** Which of two values is the better one. */
    public enum Better {
        LOWER,
        HIGHER,
        NEITHER
    }

    /** One to be low, which is compared between contenders. */
    public static Metric low(String name, int decimals) {
        return new Metric(name, decimals, Better.LOWER);
    }

    /** One to be high, which is compared between contenders. */
    public static Metric high(String name, int decimals) {
        return new Metric(name, decimals, Better.HIGHER);
    }

    /** One to know. */
    public static Metric plain(String name, int decimals) {
        return new Metric(name, decimals, Better.NEITHER);
    }

    public boolean isCompared() {
        return better != Better.NEITHER;
    }

    public String format(double value) {
        if (Double.isInfinite(value)) {
            return "never";
        }
        return Double.isNaN(value) ? "-" : String.format("%,." + decimals + "f", value);
    }
}
