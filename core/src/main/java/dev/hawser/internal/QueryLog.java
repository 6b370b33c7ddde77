package dev.hawser.internal;

import dev.hawser.HostSpec;
import dev.hawser.config.LogConfig;
import dev.hawser.error.DatabaseException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs statements under {@code dev.hawser.query}: all of them at INFO with {@code echo} and at DEBUG without, slow and failed ones at WARN. White space is
 * collapsed and literals are masked; values of parameters are never logged. Thread-safe.
 */
public final class QueryLog {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.query");
    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final String database;
    private final boolean echo;
    private final long slowNanos;

    public QueryLog(String database, LogConfig config) {
        this.database = database;
        this.echo = config.echo();
        this.slowNanos = config.slowQuery().isZero()
                ? Long.MAX_VALUE
                : config.slowQuery().toNanos();
    }

    /** Whether a statement that ended well after {@code nanos} is logged. */
    public boolean logs(long nanos) {
        return nanos >= slowNanos || echo || log.isDebugEnabled();
    }

    /** A statement ended well. {@code query} is its text with literals masked. */
    public void succeeded(HostSpec host, String query, long nanos, long rows) {
        if (nanos >= slowNanos) {
            write(Level.WARN, host, query, nanos, rows, null);
        } else if (echo) {
            write(Level.INFO, host, query, nanos, rows, null);
        } else if (log.isDebugEnabled()) {
            write(Level.DEBUG, host, query, nanos, rows, null);
        }
    }

    /** A statement failed. */
    public void failed(HostSpec host, String query, long nanos, DatabaseException error) {
        write(Level.WARN, host, query, nanos, 0, error);
    }

    private void write(
            Level level, HostSpec host, String query, long nanos, long rows, @Nullable DatabaseException error) {
        LoggingEventBuilder entry = log.atLevel(level)
                .setMessage("db query")
                .addKeyValue("database", database)
                .addKeyValue("host", host.toString())
                .addKeyValue("after_ms", Math.round(nanos / NANOS_PER_MILLI * 1000) / 1000.0)
                .addKeyValue("rows", rows)
                .addKeyValue("query", query);
        if (error != null) {
            entry = entry.addKeyValue(
                    "error", error.category().code() + (error.sqlState() == null ? "" : " " + error.sqlState()));
        }
        String trace = MDC.get("trace_id");
        if (trace != null) {
            entry = entry.addKeyValue("trace_id", trace);
        }
        entry.log();
    }
}
