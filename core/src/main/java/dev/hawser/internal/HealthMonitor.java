package dev.hawser.internal;

import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.HostState;
import dev.hawser.PoolStats;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.internal.topology.HostMonitor;
import dev.hawser.internal.topology.Topology;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Knows how a database is: repeats the last real answer while it is fresh, with its age, and asks anew when it is not. Thread-safe. */
final class HealthMonitor {

    /** An answer that took longer than this is a sign of trouble. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    /** How long an answer that was not good stands before it is asked again. */
    private static final Duration UNWELL = Duration.ofSeconds(5);

    private final DatabaseConfig config;
    private final HostMonitor hosts;
    private final Supplier<PoolStats> pool;
    private final Events events;
    private final Ticker ticker;
    private volatile @Nullable Checked last;
    private volatile boolean outdated;

    private record Checked(Health health, long at) {}

    HealthMonitor(DatabaseConfig config, HostMonitor hosts, Supplier<PoolStats> pool, Events events, Ticker ticker) {
        this.config = config;
        this.hosts = hosts;
        this.pool = pool;
        this.events = events;
        this.ticker = ticker;
    }

    /** A bad sign was seen: what is known is not to be repeated. */
    void outdated() {
        outdated = true;
    }

    /** Whether it is time to ask again though nobody wants to know: after the interval, and sooner while it is not well. */
    boolean isDue() {
        Checked known = last;
        if (known == null || outdated) {
            return true;
        }
        Duration age = age(known);
        boolean well = known.health().status() == HealthStatus.HEALTHY;
        Duration patience = well || config.health().interval().compareTo(UNWELL) < 0
                ? config.health().interval()
                : UNWELL;
        return !isWithin(patience, age);
    }

    private Duration age(Checked known) {
        return Duration.ofNanos(ticker.nanoTime() - known.at());
    }

    /** An answer from the future, before the clock went back, may be of any age. */
    private static boolean isWithin(Duration limit, Duration age) {
        return !age.isNegative() && age.compareTo(limit) < 0;
    }

    Health health(boolean force) {
        Checked cached = last;
        if (!force && !outdated && cached != null) {
            Duration age = age(cached);
            if (isWithin(config.health().interval(), age)) {
                return cached.health().seen(age, pool.get());
            }
        }
        return check();
    }

    private Health check() {
        outdated = false; // before asking, so that a bad sign meanwhile counts
        long startedAt = ticker.nanoTime();
        Instant timestamp = Instant.now();
        HostMonitor.Round round = hosts.ask(config.health().timeout());
        long now = ticker.nanoTime();
        Checked before = last;
        Health health = judge(round, timestamp, Duration.ofNanos(now - startedAt), before);
        last = new Checked(health, now);
        tellChange(before, health);
        return health;
    }

    private Health judge(HostMonitor.Round round, Instant timestamp, Duration took, @Nullable Checked before) {
        PoolStats stats = pool.get();
        HealthStatus status = status(round.topology(), stats, took);
        DatabaseException failure = round.firstFailure();
        String error = status == HealthStatus.HEALTHY ? null : reason(round, failure, stats, took);
        int failures = before == null || status != HealthStatus.UNHEALTHY
                ? 0
                : before.health().retryCount() + (before.health().status() == HealthStatus.UNHEALTHY ? 1 : 0);
        return new Health(
                config.name(),
                status,
                config.engine(),
                round.version(),
                timestamp,
                Duration.ZERO,
                took,
                error,
                failure == null || error == null ? null : failure.category(),
                failures,
                stats,
                hosts(round.topology()),
                round.connectionCount());
    }

    private HealthStatus status(Topology topology, PoolStats stats, Duration took) {
        boolean usable = topology.nodes().stream()
                .anyMatch(node -> node.state() == HostState.AVAILABLE
                        && (config.readonly() || topology.nodes().size() == 1 || node.role() == HostRole.PRIMARY));
        if (!usable) {
            return HealthStatus.UNHEALTHY;
        }
        boolean impaired = !topology.allAvailable() || saturated(stats) || took.compareTo(SLOW) > 0;
        return impaired ? HealthStatus.DEGRADED : HealthStatus.HEALTHY;
    }

    private static boolean saturated(PoolStats stats) {
        return stats.pending() > 0 && stats.active() >= stats.size() + stats.maxOverflow();
    }

    private String reason(
            HostMonitor.Round round, @Nullable DatabaseException failure, PoolStats stats, Duration took) {
        if (failure != null) {
            return failure.getMessage();
        }
        if (saturated(stats)) {
            return config.name() + ": all " + stats.active() + " connections are in use and " + stats.pending()
                    + " callers wait";
        }
        if (took.compareTo(SLOW) > 0) {
            return config.name() + ": took " + took.toMillis() + " ms to answer";
        }
        return round.topology().allAvailable()
                ? config.name() + ": no host is a primary"
                : config.name() + ": not every host is available: "
                        + round.topology().described();
    }

    private static List<Health.HostHealth> hosts(Topology topology) {
        return topology.nodes().stream()
                .map(node ->
                        new Health.HostHealth(node.host(), node.role(), node.state(), node.lag(), node.responseTime()))
                .toList();
    }

    private void tellChange(@Nullable Checked before, Health now) {
        HealthStatus old =
                before == null ? HealthStatus.UNKNOWN : before.health().status();
        if (old != now.status()) {
            events.tell(new DatabaseEvent.HealthChanged(config.name(), old, now.status(), now.error()));
        }
    }
}
