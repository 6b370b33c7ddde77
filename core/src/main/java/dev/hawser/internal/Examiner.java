package dev.hawser.internal;

import dev.hawser.Examination;
import dev.hawser.Examination.State;
import dev.hawser.Examination.Step;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.Secret;
import dev.hawser.spi.ClientEngine;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.Engine;
import dev.hawser.spi.Finding;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.PooledEngine;
import dev.hawser.spi.PositionTracker;
import dev.hawser.spi.Ticker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Goes the way to one database, host by host, and compares what the hosts say. For one thread at a time. */
public final class Examiner {

    private static final String ROLES = "roles";

    private final DatabaseConfig config;
    private final Engine engine;
    private final Supplied supplied;
    private final Errors errors;

    public Examiner(DatabaseConfig config, Engine engine, Supplied supplied) {
        this.config = config;
        this.engine = engine;
        this.supplied = supplied;
        Secret password = config.password();
        this.errors = new Errors(
                config.name(),
                config.readonly(),
                engine.errors(),
                password == null ? List.of() : List.of(password.reveal()));
    }

    public Examination examine() {
        List<Step> steps = new ArrayList<>();
        for (Finding finding : engine.diagnosis().before(config)) {
            steps.add(new Step(null, finding.step(), finding.state(), null, finding.said(), finding.advice()));
        }
        if (engine instanceof PooledEngine pooled) {
            examine(pooled, steps);
        } else if (engine instanceof ClientEngine client) {
            new ClientExaminer(config, client, supplied).examine(steps);
        }
        return new Examination(config.name(), config.engine(), steps);
    }

    private void examine(PooledEngine engine, List<Step> steps) {
        boolean open = steps.stream().allMatch(step -> step.state() == State.FINE);
        Map<HostSpec, HostReport> reports = new LinkedHashMap<>();
        ConnectionFactory factory = engine.connectionFactory(config);
        try (Threads threads = new Threads(Ticker.SYSTEM)) {
            for (HostSpec host : hosts()) {
                HostExaminer examiner = new HostExaminer(
                        config,
                        engine,
                        factory,
                        this::login,
                        errors,
                        new NetworkExaminer(config, threads.workers()),
                        host);
                steps.addAll(open ? examiner.examine() : examiner.notTried());
                HostReport report = examiner.report();
                if (report != null) {
                    reports.put(host, report);
                }
            }
        } finally {
            factory.close();
        }
        if (hosts().size() > 1 && open) {
            steps.addAll(compared(engine, reports));
        }
    }

    /** The hosts of an embedded engine are parts of one file: the first leads to it. */
    private List<HostSpec> hosts() {
        List<HostSpec> hosts = engine.hosts(config);
        return engine.embedded() ? hosts.subList(0, 1) : hosts;
    }

    private Credentials login() throws Exception {
        Credentials given = supplied.credentials(config).credentials();
        if (given.password() != null) {
            errors.mask(given.password());
        }
        return given.user() == null ? new Credentials(config.user(), given.password(), given.version()) : given;
    }

    private static List<Step> compared(PooledEngine engine, Map<HostSpec, HostReport> reports) {
        List<Step> steps = new ArrayList<>();
        List<HostSpec> primaries = reports.keySet().stream()
                .filter(host -> Objects.requireNonNull(reports.get(host)).role() == HostRole.PRIMARY)
                .toList();
        if (primaries.size() == 1) {
            steps.add(step(ROLES, State.FINE, primaries.get(0) + " is the primary", null));
            lags(engine, reports, primaries.get(0), steps);
        } else if (primaries.isEmpty()) {
            steps.add(
                    step(
                            ROLES,
                            State.WRONG,
                            "no host that can be reached is the primary",
                            "Promote one of them, or start the primary; until then only reads with consistency: eventual work"));
        } else {
            steps.add(step(
                    ROLES,
                    State.WRONG,
                    "several hosts take writes: " + primaries,
                    "Stop all but the right one, or make them replicas: what is written to the others is lost"));
        }
        if (reports.values().stream().map(HostReport::cluster).distinct().count() > 1) {
            steps.add(step(
                    ROLES,
                    State.WRONG,
                    "the hosts hold different data",
                    "Check the list of hosts: they are not replicas of one"));
        }
        return steps;
    }

    private static void lags(
            PooledEngine engine, Map<HostSpec, HostReport> reports, HostSpec primary, List<Step> steps) {
        String written = Objects.requireNonNull(reports.get(primary)).position();
        PositionTracker tracker = engine.positions().orElse(null);
        if (written == null || tracker == null) {
            return;
        }
        reports.forEach((host, report) -> {
            if (!host.equals(primary)) {
                steps.add(lag(host, report.position(), written, tracker));
            }
        });
    }

    private static Step lag(HostSpec host, @Nullable String reached, String written, PositionTracker tracker) {
        PositionTracker.Relation relation =
                reached == null ? PositionTracker.Relation.BEHIND : tracker.relation(written, reached);
        String said =
                "has replayed up to " + (reached == null ? "nothing" : reached) + "; the primary is at " + written;
        return switch (relation) {
            case REACHED ->
                new Step(
                        host.toString(),
                        "lag",
                        State.FINE,
                        null,
                        "has everything that the primary had when it was asked",
                        null);
            case BEHIND, EARLIER_TIMELINE ->
                new Step(
                        host.toString(),
                        "lag",
                        State.WARNING,
                        null,
                        said,
                        "On a primary that is written to a little is normal; if it grows, look at the replica's log");
            case FOREIGN ->
                new Step(
                        host.toString(),
                        "lag",
                        State.WRONG,
                        null,
                        said,
                        "It does not follow this primary: build it anew from it");
        };
    }

    private static Step step(String name, State state, String said, @Nullable String advice) {
        return new Step(null, name, state, null, said, advice);
    }
}
