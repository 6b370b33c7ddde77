package dev.hawser.benchmarks.pool;

import java.util.Arrays;
import java.util.List;

/** Numbers, all of which are kept. For one thread. */
final class Samples {

    private long[] values;
    private int size;

    Samples(int expected) {
        values = new long[Math.max(1, expected)];
    }

    /** All of {@code parts}. */
    static Samples of(List<Samples> parts) {
        Samples all = new Samples(parts.stream().mapToInt(Samples::size).sum());
        parts.forEach(part -> {
            System.arraycopy(part.values, 0, all.values, all.size, part.size);
            all.size += part.size;
        });
        return all;
    }

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    /** How many are larger than {@code limit}. */
    int above(long limit) {
        return Math.toIntExact(
                Arrays.stream(values, 0, size).filter(value -> value > limit).count());
    }

    /** NaN if there are none. */
    double mean() {
        return Arrays.stream(values, 0, size).average().orElse(Double.NaN);
    }

    /** The smallest value that at least the part {@code rank} of all is not above: 1 gives the largest. NaN if there are none. */
    double quantile(double rank) {
        if (size == 0) {
            return Double.NaN;
        }
        Arrays.sort(values, 0, size);
        int place = (int) Math.ceil(rank * size) - 1;
        return values[Math.max(0, Math.min(size - 1, place))];
    }
}
