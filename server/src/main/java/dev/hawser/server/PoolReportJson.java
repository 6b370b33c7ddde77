package dev.hawser.server;

import dev.hawser.ConnectionHolder;
import dev.hawser.Pool;
import dev.hawser.PoolTimes;
import dev.hawser.PoolTotals;
import dev.hawser.TimeDistribution;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pool with its past, and who holds its connections. Immutable. */
record PoolReportJson(PoolJson pool, TotalsJson totals, TimesJson times, boolean paused, List<HolderJson> holders) {

    static PoolReportJson of(Pool pool) {
        return new PoolReportJson(
                PoolJson.of(pool.stats()),
                TotalsJson.of(pool.totals()),
                TimesJson.of(pool.times()),
                pool.isSuspended(),
                pool.holders().stream().map(HolderJson::of).toList());
    }

    /** What it did since the database was opened. */
    record TotalsJson(long acquired, long opened, long retired, long timedOut, long rejected, long leaked) {

        static TotalsJson of(PoolTotals totals) {
            return new TotalsJson(
                    totals.acquired(),
                    totals.opened(),
                    totals.retired(),
                    totals.timedOut(),
                    totals.rejected(),
                    totals.leaked());
        }
    }

    /** How long waits, loans and connects took. */
    record TimesJson(SpreadJson waitMs, SpreadJson useMs, SpreadJson createMs) {

        static TimesJson of(PoolTimes times) {
            return new TimesJson(
                    SpreadJson.of(times.waitTime()), SpreadJson.of(times.useTime()), SpreadJson.of(times.createTime()));
        }
    }

    /** Percentiles in milliseconds; null if there is nothing to tell. */
    record SpreadJson(
            long count,
            @Nullable BigDecimal p50,
            @Nullable BigDecimal p95,
            @Nullable BigDecimal p99,
            @Nullable BigDecimal max) {

        static SpreadJson of(TimeDistribution times) {
            return new SpreadJson(
                    times.count(),
                    Json.percentile(times, 50),
                    Json.percentile(times, 95),
                    Json.percentile(times, 99),
                    Json.percentile(times, 100));
        }
    }

    /** Who holds a connection. */
    record HolderJson(
            String host,
            String thread,
            @Nullable BigDecimal heldMs,
            @Nullable String label,
            @Nullable String query,
            boolean inTransaction,
            @Nullable String serverProcess,
            List<String> acquiredAt,
            List<String> now) {

        static HolderJson of(ConnectionHolder holder) {
            return new HolderJson(
                    holder.host().toString(),
                    holder.thread(),
                    Json.milliseconds(holder.held()),
                    holder.label(),
                    holder.lastSql(),
                    holder.inTransaction(),
                    holder.serverProcess(),
                    frames(holder.acquiredAt()),
                    frames(holder.now()));
        }

        private static List<String> frames(List<StackTraceElement> stack) {
            return stack.stream().map(StackTraceElement::toString).toList();
        }
    }
}
