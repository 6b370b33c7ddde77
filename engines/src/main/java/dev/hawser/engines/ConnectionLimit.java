package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Finding;

/** Whether a server gives the connections that a pool may want. */
final class ConnectionLimit {

    private static final String LIMITS = "limits";

    // Health asks on a connection of its own.
    private static final int OURS = 1;

    private ConnectionLimit() {}

    /**
     * Compares them.
     *
     * @param given how many the server gives to this user
     * @param used how many are in use, this one not counted
     * @param reason where {@code given} comes from, such as {@code max_connections 100}
     */
    static Finding of(DatabaseConfig config, int given, int used, String reason) {
        return of(config, OURS + " for health", OURS, given, used, reason);
    }

    /**
     * As above, with other connections beside the pool's.
     *
     * @param beside how many, and what for
     */
    static Finding of(DatabaseConfig config, String beside, int besideCount, int given, int used, String reason) {
        int wanted = config.pool().size() + config.pool().maxOverflow() + besideCount;
        String said = "pool.size " + config.pool().size() + ", pool.max-overflow "
                + config.pool().maxOverflow() + " and " + beside + " may be " + wanted
                + " connections; the server gives " + given + " (" + reason + "), and " + used + " are in use";
        String advice = "Lower pool.size or pool.max-overflow, let the server take more, or put a pooler in between";
        if (wanted > given) {
            return Finding.wrong(LIMITS, said, advice);
        }
        return wanted > given - used
                ? Finding.warning(LIMITS, said, advice + "; other instances of this application need theirs too")
                : Finding.fine(LIMITS, said);
    }
}
