package dev.hawser.internal.pool;

import dev.hawser.ConnectionHolder;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who held a connection at one moment. Noted under the pool's lock; the stacks are looked at afterwards, because that stops threads. Immutable. */
public record Holder(
        PooledConnection connection,
        Thread thread,
        Duration held,
        @Nullable String label,
        @Nullable String lastSql,
        @Nullable Acquisition acquisition) {

    private static final int SHOWN = 5;
    private static final int SQL_SHOWN = 120;

    static Holder of(PooledConnection connection, Thread thread, long now) {
        return new Holder(
                connection,
                thread,
                Duration.ofNanos(Math.max(0, now - connection.heldSince)),
                connection.label,
                connection.lastSql,
                connection.acquisition);
    }

    static List<Holder> oldestFirst(List<Holder> holders) {
        return holders.stream()
                .sorted(Comparator.comparing(Holder::held).reversed())
                .toList();
    }

    /** Those that have held longest, each on a line of its own; empty if there are none. Looks where they are now only if that is wanted: it stops each for a moment. */
    static String oldest(List<Holder> holders, boolean nowAt) {
        String lines = oldestFirst(holders).stream()
                .limit(SHOWN)
                .map(holder -> "\n  held by " + holder.line() + (nowAt ? holder.nowAt() : ""))
                .collect(Collectors.joining());
        return holders.size() <= SHOWN ? lines : lines + "\n  and " + (holders.size() - SHOWN) + " more";
    }

    private String nowAt() {
        List<StackTraceElement> now = now();
        return now.isEmpty() ? "" : ", now at " + now.get(0);
    }

    /** {@code thread "worker-1" for 1203 ms (nightly report), in a transaction, server process 4711, last: select …}. */
    public String line() {
        String process = connection.connection.serverProcess();
        return "thread \"" + name() + "\" for " + held.toMillis() + " ms"
                + (label == null ? "" : " (" + label + ")")
                + (connection.connection.inTransaction() ? ", in a transaction" : "")
                + (process == null ? "" : ", server process " + process)
                + (lastSql == null ? ", nothing run yet" : ", last: " + shortened(lastSql));
    }

    /** {@link #line} with both stacks. */
    String withStacks() {
        return line()
                + (acquisition == null
                        ? "\n    acquired at a place that was not noted; with pool.leak-threshold every one is"
                        : "\n    acquired\n" + Stacks.lines(acquisition.stack(), "      "))
                + "\n    now\n" + Stacks.lines(now(), "      ");
    }

    private String name() {
        return thread.getName().isEmpty() ? "virtual " + thread.getId() : thread.getName();
    }

    private List<StackTraceElement> now() {
        return Stacks.applications(thread.getStackTrace());
    }

    private static String shortened(String sql) {
        return sql.length() <= SQL_SHOWN ? sql : sql.substring(0, SQL_SHOWN) + " …";
    }

    /** As applications see it. */
    public ConnectionHolder published() {
        return new ConnectionHolder(
                connection.pool.host(),
                name(),
                held,
                label,
                lastSql,
                connection.connection.inTransaction(),
                connection.connection.serverProcess(),
                acquisition == null ? List.of() : acquisition.stack(),
                now());
    }
}
