package dev.hawser;

/**
 * A connection pool at one moment. Immutable.
 *
 * @param size connections that are kept
 * @param maxOverflow connections that may exist above {@code size}
 * @param idle open and not lent
 * @param active lent
 * @param overflow open above {@code size}, never negative
 * @param pending callers who wait
 * @param total open, whether idle or lent
 * @param invalid connections that were found broken and closed since the start
 */
public record PoolStats(
        int size, int maxOverflow, int idle, int active, int overflow, int pending, int total, long invalid) {

    /** No connections at all. */
    public static final PoolStats EMPTY = new PoolStats(0, 0, 0, 0, 0, 0, 0, 0);

    /** The two pools together. */
    public PoolStats plus(PoolStats other) {
        return new PoolStats(
                size + other.size,
                maxOverflow + other.maxOverflow,
                idle + other.idle,
                active + other.active,
                overflow + other.overflow,
                pending + other.pending,
                total + other.total,
                invalid + other.invalid);
    }
}
