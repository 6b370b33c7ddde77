package dev.hawser.internal;

import dev.hawser.DatabaseMetrics;
import dev.hawser.HostSpec;
import dev.hawser.OperationTimes;
import dev.hawser.PoolStats;
import dev.hawser.TimeDistribution;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.pool.TimeRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one database. Thread-safe; a record costs some tens of nanoseconds. */
public final class StatementStats {

    private final Map<HostSpec, TimeRecorder> succeeded = new ConcurrentHashMap<>();
    private final Map<Failure, TimeRecorder> failed = new ConcurrentHashMap<>();
    private final LongAdder connectionErrors = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder failovers = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder outcomesInDoubt = new LongAdder();
    private final LongAdder outcomesUnknown = new LongAdder();

    private record Failure(HostSpec host, ErrorCategory category) {}

    /** A statement ended well. */
    public void succeeded(HostSpec host, long nanos) {
        TimeRecorder recorder =
                succeeded.get(host); // computeIfAbsent costs more, and takes a lock where hashes collide
        (recorder == null ? succeeded.computeIfAbsent(host, first -> new TimeRecorder()) : recorder).record(nanos);
    }

    /** A statement failed. */
    public void failed(HostSpec host, ErrorCategory category, long nanos) {
        failed.computeIfAbsent(new Failure(host, category), first -> new TimeRecorder())
                .record(nanos);
    }

    public void connectionError() {
        connectionErrors.increment();
    }

    public void retry() {
        retries.increment();
    }

    public void failover() {
        failovers.increment();
    }

    public void timeout() {
        timeouts.increment();
    }

    /** A commit got no answer. */
    public void outcomeInDoubt() {
        outcomesInDoubt.increment();
    }

    /** What became of a commit could not be found out. */
    public void outcomeUnknown() {
        outcomesUnknown.increment();
    }

    /** How long statements took, by host and by how they ended. */
    public List<OperationTimes> operations() {
        List<OperationTimes> all = new ArrayList<>();
        succeeded.forEach((host, recorder) -> all.add(new OperationTimes(host, null, recorder.snapshot())));
        failed.forEach((failure, recorder) ->
                all.add(new OperationTimes(failure.host(), failure.category(), recorder.snapshot())));
        return List.copyOf(all);
    }

    /** Everything so far. */
    public DatabaseMetrics snapshot(PoolStats pool, Duration uptime) {
        List<OperationTimes> operations = operations();
        return new DatabaseMetrics(
                pool,
                connectionErrors.sum(),
                operations.stream()
                        .filter(operation -> operation.error() != null)
                        .mapToLong(operation -> operation.times().count())
                        .sum(),
                sum(operations),
                retries.sum(),
                failovers.sum(),
                timeouts.sum(),
                outcomesInDoubt.sum(),
                outcomesUnknown.sum(),
                uptime);
    }

    private static TimeDistribution sum(List<OperationTimes> operations) {
        return operations.stream()
                .map(OperationTimes::times)
                .reduce(TimeDistribution::plus)
                .orElseGet(TimeRecorder::nothing);
    }
}
