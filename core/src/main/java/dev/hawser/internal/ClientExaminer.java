package dev.hawser.internal;

import dev.hawser.Database;
import dev.hawser.Deadline;
import dev.hawser.Examination.State;
import dev.hawser.Examination.Step;
import dev.hawser.Health;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.internal.client.ManagedClient;
import dev.hawser.spi.ClientEngine;
import dev.hawser.spi.Finding;
import dev.hawser.spi.Ticker;
import java.util.List;
import java.util.Locale;

/** Goes the way to a database whose driver is a client of its own: to each host by the network, and on with the client. For one thread. */
final class ClientExaminer {

    /** In the order in which the client comes to them. */
    private static final List<String> WITH_THE_CLIENT =
            List.of(Halt.TLS, Halt.AUTHENTICATION, Halt.DATABASE, Halt.ROLE, Halt.VERSION);

    /** The same with those at which it can come to a halt, and which it does not speak of otherwise: a server lets nobody do anything, or can do nothing, after the login alone. */
    private static final List<String> HALTS = List.of(
            Halt.TLS, Halt.AUTHENTICATION, Halt.PERMISSIONS, Halt.LIMITS, Halt.DATABASE, Halt.ROLE, Halt.VERSION);

    private final DatabaseConfig config;
    private final ClientEngine engine;
    private final Supplied supplied;

    ClientExaminer(DatabaseConfig config, ClientEngine engine, Supplied supplied) {
        this.config = config;
        this.engine = engine;
        this.supplied = supplied;
    }

    /** Adds to {@code steps}. */
    void examine(List<Step> steps) {
        ExaminedSteps further = new ExaminedSteps(null);
        try (Threads threads = new Threads(Ticker.SYSTEM)) {
            NetworkExaminer network = new NetworkExaminer(config, threads.workers());
            List<HostSpec> dialled = engine.dialled(config);
            boolean reached = dialled.isEmpty();
            for (HostSpec host : dialled) {
                ExaminedSteps way = new ExaminedSteps(host.toString());
                reached |= network.reaches(host, way);
                steps.addAll(way.all());
            }
            if (reached) {
                withTheClient(threads, further);
            }
        }
        further.notTried(WITH_THE_CLIENT);
        steps.addAll(further.all());
    }

    private void withTheClient(Threads threads, ExaminedSteps steps) {
        long start = System.nanoTime();
        ManagedClient client = new ManagedClient(config, engine, new Events(List.of()), threads, supplied);
        try {
            client.start();
            passed(HALTS.size(), steps, start);
            describe(client, steps);
            diagnose(client, steps);
        } catch (DatabaseException error) {
            String name = Halt.where(config, error, error);
            passed(HALTS.indexOf(name), steps, start);
            steps.stop(name, start, error.description(), Halt.advice(name, error));
        } finally {
            client.close(Deadline.in(config.connectTimeout()));
        }
    }

    /** What lies before the step with this index went well. */
    private void passed(int until, ExaminedSteps steps, long start) {
        if (until > HALTS.indexOf(Halt.TLS)) {
            steps.passed(Halt.TLS, "went as ssl.mode " + config.ssl().mode() + " asks for");
        }
        if (until > HALTS.indexOf(Halt.AUTHENTICATION)) {
            String user = config.user() == null ? "" : " as " + config.user();
            steps.add(Halt.AUTHENTICATION, State.FINE, start, "logged in" + user, null);
        }
        if (until > HALTS.indexOf(Halt.DATABASE)) {
            steps.passed(Halt.DATABASE, config.database() + " can be used");
        }
    }

    private void diagnose(ManagedClient client, ExaminedSteps steps) {
        long start = System.nanoTime();
        try {
            for (Finding finding : client.diagnose(config.connectTimeout())) {
                steps.add(finding.step(), finding.state(), start, finding.said(), finding.advice());
            }
        } catch (DatabaseException error) {
            steps.stop(Halt.PERMISSIONS, start, error.description(), error.advice());
        }
    }

    private static void describe(Database client, ExaminedSteps steps) {
        long start = System.nanoTime();
        Health health = client.health(true);
        boolean hasPrimary = health.hosts().stream().anyMatch(host -> host.role() == HostRole.PRIMARY);
        String roles = String.join(
                ", ",
                health.hosts().stream()
                        .map(host -> host.host() + " is "
                                + host.role().name().toLowerCase(Locale.ROOT) + ", "
                                + host.state().name().toLowerCase(Locale.ROOT))
                        .toList());
        steps.add(
                Halt.ROLE,
                hasPrimary ? State.FINE : State.WRONG,
                start,
                roles.isEmpty() ? "no host is known" : roles,
                hasPrimary ? null : "Start the primary, or have the others elect one");
        if (health.version() != null) {
            steps.passed(Halt.VERSION, health.version());
        }
    }
}
