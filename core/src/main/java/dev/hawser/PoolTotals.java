package dev.hawser;

/**
 * What a pool did since it was opened. Immutable.
 *
 * @param acquired connections lent
 * @param opened connections opened
 * @param retired connections closed, for whatever reason
 * @param timedOut callers who gave up waiting
 * @param rejected callers who were refused before they began to wait ({@code pool.max-waiters}, {@code pool.shed})
 * @param leaked leases that were lost without being given back, and reclaimed
 */
public record PoolTotals(long acquired, long opened, long retired, long timedOut, long rejected, long leaked) {

    /** Nothing at all. */
    public static final PoolTotals EMPTY = new PoolTotals(0, 0, 0, 0, 0, 0);

    /** The two pools together. */
    public PoolTotals plus(PoolTotals other) {
        return new PoolTotals(
                acquired + other.acquired,
                opened + other.opened,
                retired + other.retired,
                timedOut + other.timedOut,
                rejected + other.rejected,
                leaked + other.leaked);
    }
}
