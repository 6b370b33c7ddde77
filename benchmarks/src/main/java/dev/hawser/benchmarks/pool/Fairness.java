package dev.hawser.benchmarks.pool;

/** How evenly something was shared. */
final class Fairness {

    private Fairness() {}

    /** Jain's index: 1 if all got the same, 1/n if one got everything. */
    static double jain(long[] shares) {
        double sum = 0;
        double squares = 0;
        for (long share : shares) {
            sum += share;
            squares += (double) share * share;
        }
        return squares == 0 ? 1 : sum * sum / (shares.length * squares);
    }
}
