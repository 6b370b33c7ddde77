package dev.hawser.server.alert;

import dev.hawser.DatabaseTopology.HostView;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.PoolStats;
import dev.hawser.config.AlertsConfig;
import dev.hawser.config.ConfigLoader;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.engines.SqliteEngine;
import dev.hawser.testkit.ManualTicker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Alerts of two databases on a clock that the test moves. {@code orders} has a primary and a replica with pools of up to 30; {@code archive} is readonly. */
final class Watched {

    static final HostSpec PRIMARY = new HostSpec("db1", 5432);
    static final HostSpec REPLICA = new HostSpec("db2", 5432);
    static final Observation FINE = of(primary(0, 0), replica(Duration.ZERO));

    final ManualTicker ticker =
            new ManualTicker(Long.MAX_VALUE - Duration.ofMinutes(3).toNanos());
    final List<Alert> told = new ArrayList<>();
    final Alerts alerts;

    Watched(AlertsConfig config) {
        alerts = new Alerts(config, databases(), List.of(told::add), null, ticker);
    }

    static Watched withDefaults() {
        return new Watched(AlertsConfig.DEFAULTS);
    }

    private static List<DatabaseConfig> databases() {
        ConfigSources sources = ConfigSources.in(Path.of("target"))
                .withDatabases(
                        DatabaseOptions.of("orders").url("sqlite:///orders.db").set("default", true),
                        DatabaseOptions.of("archive")
                                .url("sqlite:///archive.db")
                                .set("readonly", true));
        return new ConfigLoader(sources, List.of(new SqliteEngine())).load().databases();
    }

    static HostView primary(int active, int pending) {
        return host(PRIMARY, HostRole.PRIMARY, HostState.AVAILABLE, active, pending, null, null);
    }

    static HostView replica(Duration lag) {
        return host(REPLICA, HostRole.REPLICA, HostState.AVAILABLE, 0, 0, lag, null);
    }

    static HostView host(
            HostSpec host,
            HostRole role,
            HostState state,
            int active,
            int pending,
            @Nullable Duration lag,
            @Nullable String fenced) {
        PoolStats pool = new PoolStats(
                20, 10, Math.max(0, 20 - active), active, Math.max(0, active - 20), pending, Math.max(20, active), 0);
        return new HostView(host, role, state, lag, null, fenced, null, pool);
    }

    static Observation of(HostView... hosts) {
        return new Observation(HealthStatus.HEALTHY, null, 100, 0, List.of(hosts));
    }

    static Observation failing(long queries, long failed) {
        return new Observation(HealthStatus.HEALTHY, null, queries, failed, FINE.hosts());
    }

    static Observation unhealthy(String error) {
        return new Observation(HealthStatus.UNHEALTHY, error, 0, 0, FINE.hosts());
    }

    /** The same is seen of {@code orders} each second, so often. */
    Watched see(Observation observation, int seconds) {
        for (int i = 0; i < seconds; i++) {
            ticker.advance(Duration.ofSeconds(1));
            alerts.observe(Map.of("orders", observation));
        }
        return this;
    }

    List<String> news() {
        List<String> news = told.stream()
                .map(alert -> (alert.firing() ? "firing " : "resolved ")
                        + alert.rule().key())
                .toList();
        told.clear();
        return news;
    }

    Optional<Alert> active(String rule) {
        return alerts.active().stream()
                .filter(alert -> alert.rule().key().equals(rule))
                .findFirst();
    }
}
