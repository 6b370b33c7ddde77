package dev.hawser;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who held a connection at one moment. Immutable.
 *
 * @param thread the name of the thread that used it last
 * @param held since when, to within some milliseconds
 * @param label what the work is called, if it was named
 * @param lastSql the last statement, literals masked; null if none was run yet
 * @param inTransaction whether a transaction was open
 * @param serverProcess what the server calls the session, where the driver knows (PostgreSQL: the process id of its backend)
 * @param acquiredAt where it was acquired, innermost first; empty if that was not noted: it is for each loan with {@code pool.leak-threshold}, and for a few a second without
 * @param now where the thread was, innermost first
 */
public record ConnectionHolder(
        HostSpec host,
        String thread,
        Duration held,
        @Nullable String label,
        @Nullable String lastSql,
        boolean inTransaction,
        @Nullable String serverProcess,
        List<StackTraceElement> acquiredAt,
        List<StackTraceElement> now) {}
