package dev.hawser.internal.pool;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Says who holds connections, for messages. */
final class Holders {

    private static final int SHOWN = 5;
    private static final int SQL_SHOWN = 120;

    private Holders() {}

    /** The holders that have held longest, each on a line of its own; empty if there are none. */
    static String oldest(List<PooledConnection> busy, long now) {
        if (busy.isEmpty()) {
            return "";
        }
        return busy.stream()
                .sorted(Comparator.comparingLong(pooled -> pooled.heldSince))
                .limit(SHOWN)
                .map(pooled -> "\n  held by " + describe(pooled, now))
                .collect(Collectors.joining());
    }

    static String describe(PooledConnection pooled, long now) {
        Thread thread = pooled.holder;
        String sql = pooled.lastSql;
        return "thread \"" + (thread == null ? "?" : thread.getName()) + "\" for "
                + Duration.ofNanos(now - pooled.heldSince).toMillis() + " ms"
                + (sql == null ? ", nothing run yet" : ", last: " + shortened(sql));
    }

    private static String shortened(String sql) {
        return sql.length() <= SQL_SHOWN ? sql : sql.substring(0, SQL_SHOWN) + " …";
    }
}
