package dev.hawser.server.alert;

import static dev.hawser.server.alert.Amounts.counted;
import static dev.hawser.server.alert.Amounts.share;
import static dev.hawser.server.alert.Amounts.time;
import static dev.hawser.server.alert.Observation.capacity;

import dev.hawser.DatabaseTopology.HostView;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.HostState;
import dev.hawser.PoolStats;
import dev.hawser.config.AlertRuleConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What each rule looks at. */
final class Conditions {

    private Conditions() {}

    /** A new one for one database. */
    static Condition of(AlertRuleConfig rule) {
        return switch (rule.rule()) {
            case DATABASE_UNHEALTHY -> (time, seen) -> unhealthy(seen).stream().toList();
            case PRIMARY_LOST -> (time, seen) -> primaryLost(seen).stream().toList();
            case HOST_DOWN -> eachHost(Conditions::down);
            case HOST_FENCED -> eachHost(Conditions::fenced);
            case POOL_EXHAUSTED ->
                eachHost(host -> exhausted(host, (int) rule.threshold().value()));
            case POOL_SATURATED ->
                eachHost(host -> saturated(host, rule.threshold().value()));
            case SATURATION_FORECAST -> new SaturationForecast(rule.threshold().duration());
            case REPLICA_LAG -> eachHost(host -> behind(host, rule.threshold().duration()));
            case ERROR_RATE -> new ErrorRate(rule.threshold().value());
        };
    }

    private static Condition eachHost(Function<HostView, Optional<Finding>> look) {
        return (time, seen) ->
                seen.hosts().stream().map(look).flatMap(Optional::stream).toList();
    }

    private static Optional<Finding> unhealthy(Observation seen) {
        if (seen.status() != HealthStatus.UNHEALTHY) {
            return Optional.empty();
        }
        return Optional.of(
                new Finding(
                        null,
                        "the database does not work: " + (seen.error() == null ? "no reason is known" : seen.error()),
                        "See whether its servers run and can be reached from here; \"hawser doctor\" finds the step that fails."));
    }

    private static Optional<Finding> primaryLost(Observation seen) {
        List<HostView> hosts = seen.hosts();
        if (hosts.isEmpty()
                || hosts.stream().anyMatch(host -> host.role() == HostRole.PRIMARY && host.state() != HostState.DOWN)) {
            return Optional.empty();
        }
        String states = hosts.stream()
                .map(host -> host.host() + " is " + word(host.state()) + " (" + word(host.role()) + ")")
                .collect(Collectors.joining(", "));
        return Optional.of(new Finding(
                null,
                "no host takes writes: " + states,
                "Writes wait until a primary is found. Promote a replica if the old primary will not return."));
    }

    private static Optional<Finding> down(HostView host) {
        if (host.state() != HostState.DOWN) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                host.host(),
                host.host() + " (" + word(host.role()) + ") gives no answer",
                "See whether the server runs and can be reached from here; it is used again as soon as it answers."));
    }

    private static Optional<Finding> fenced(HostView host) {
        if (host.fenced() == null) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                host.host(),
                host.host() + " answers and is not used: " + host.fenced(),
                "Stop it, or make it follow the primary: what other clients write there may be lost."));
    }

    private static Optional<Finding> exhausted(HostView host, int waiting) {
        PoolStats pool = host.pool();
        int capacity = capacity(host);
        if (capacity == 0 || pool.active() < capacity || pool.pending() < waiting) {
            return Optional.empty();
        }
        String lent = capacity == 1
                ? "the only connection to " + host.host() + " is lent"
                : "all " + capacity + " connections to " + host.host() + " are lent";
        return Optional.of(new Finding(
                host.host(),
                lent + " and " + counted(pool.pending(), "caller") + (pool.pending() == 1 ? " waits" : " wait"),
                "See who holds them, those that have held longest first: a transaction that forgot to end shows there."
                        + " If all of them work, raise pool.size or pool.max-overflow, or send less at a time."));
    }

    /** A pool of one is used or not; what it makes others wait is told by that they wait. */
    private static Optional<Finding> saturated(HostView host, double threshold) {
        int capacity = capacity(host);
        if (capacity <= 1 || host.pool().active() < threshold * capacity) {
            return Optional.empty();
        }
        return Optional.of(
                new Finding(
                        host.host(),
                        host.pool().active() + " of " + capacity + " connections to " + host.host() + " are lent ("
                                + share((double) host.pool().active() / capacity) + ")",
                        "Soon callers will wait. See who holds connections and which statements are slow before raising pool.size."));
    }

    private static Optional<Finding> behind(HostView host, Duration threshold) {
        Duration lag = host.lag();
        if (lag == null || lag.compareTo(threshold) < 0) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                host.host(),
                host.host() + " is " + time(lag) + " behind its primary",
                "Reads that must be fresher are served by other hosts. Look for a long transaction or heavy writes on the primary,"
                        + " and for a replica that is slower than it."));
    }

    private static String word(Enum<?> member) {
        return member.name().toLowerCase(java.util.Locale.ROOT);
    }
}
