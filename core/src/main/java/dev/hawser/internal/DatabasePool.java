package dev.hawser.internal;

import dev.hawser.ConnectionHolder;
import dev.hawser.Deadline;
import dev.hawser.DrainReport;
import dev.hawser.FlushMode;
import dev.hawser.HostSpec;
import dev.hawser.Pool;
import dev.hawser.PoolStats;
import dev.hawser.PoolTimes;
import dev.hawser.PoolTotals;
import dev.hawser.config.PoolConfig;
import dev.hawser.internal.pool.ConnectionPool;
import dev.hawser.internal.pool.Holder;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/** The pools of a database's hosts as one. Thread-safe. */
final class DatabasePool implements Pool {

    private final List<ConnectionPool> pools;
    private final Ticker ticker;
    private final BiFunction<HostSpec, PoolConfig, PoolConfig> bounds;

    /** {@code bounds} says what is asked for all means for the pool of one host. */
    DatabasePool(List<ConnectionPool> pools, Ticker ticker, BiFunction<HostSpec, PoolConfig, PoolConfig> bounds) {
        this.bounds = bounds;
        this.pools = pools;
        this.ticker = ticker;
    }

    @Override
    public PoolStats stats() {
        return pools.stream().map(ConnectionPool::stats).reduce(PoolStats.EMPTY, PoolStats::plus);
    }

    @Override
    public PoolTotals totals() {
        return pools.stream().map(ConnectionPool::totals).reduce(PoolTotals.EMPTY, PoolTotals::plus);
    }

    @Override
    public PoolTimes times() {
        return pools.stream().map(ConnectionPool::times).reduce(PoolTimes::plus).orElseThrow();
    }

    @Override
    public List<ConnectionHolder> holders() {
        return pools.stream()
                .flatMap(pool -> pool.holders().stream())
                .map(Holder::published)
                .sorted(Comparator.comparing(ConnectionHolder::held).reversed())
                .toList();
    }

    @Override
    public void resize(int size, int maxOverflow) {
        if (size < 1 || maxOverflow < 0) {
            throw new IllegalArgumentException(
                    "size must be at least 1 and max-overflow at least 0, not " + size + " and " + maxOverflow);
        }
        PoolConfig asked =
                PoolConfig.builder().size(size).maxOverflow(maxOverflow).build();
        for (ConnectionPool pool : pools) {
            PoolConfig its = bounds.apply(pool.host(), asked);
            pool.resize(its.size(), its.maxOverflow());
        }
    }

    @Override
    public void suspend() {
        pools.forEach(ConnectionPool::suspend);
    }

    @Override
    public boolean isSuspended() {
        return pools.stream().anyMatch(ConnectionPool::isSuspended);
    }

    @Override
    public void resume() {
        pools.forEach(ConnectionPool::resume);
    }

    @Override
    public void flush(FlushMode mode) {
        pools.forEach(pool -> pool.flush(mode));
    }

    @Override
    public DrainReport drain(Duration timeout) {
        long startedAt = ticker.nanoTime();
        Deadline deadline = Deadline.at(startedAt, timeout);
        suspend();
        List<ConnectionHolder> late = new ArrayList<>();
        pools.forEach(pool -> late.addAll(pool.drain(deadline, Holder::published)));
        return new DrainReport(Duration.ofNanos(ticker.nanoTime() - startedAt), List.copyOf(late));
    }
}
