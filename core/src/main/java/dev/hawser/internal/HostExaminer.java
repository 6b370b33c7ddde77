package dev.hawser.internal;

import dev.hawser.Examination.State;
import dev.hawser.Examination.Step;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.Finding;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.PooledEngine;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Goes the way to one host. The driver goes most of it in one go: where it came to a halt its error tells. For one thread at a time. */
final class HostExaminer {

    private static final String OPEN = "open";

    private static final List<String> TO_A_SERVER = List.of(
            NetworkExaminer.DNS,
            NetworkExaminer.TCP,
            Halt.TLS,
            Halt.AUTHENTICATION,
            Halt.DATABASE,
            Halt.ROLE,
            Halt.VERSION,
            Halt.PERMISSIONS,
            Halt.LIMITS);
    private static final List<String> INTO_A_FILE = List.of(OPEN, Halt.VERSION);

    private final DatabaseConfig config;
    private final PooledEngine engine;
    private final ConnectionFactory factory;
    private final Callable<Credentials> login;
    private final Errors errors;
    private final NetworkExaminer network;
    private final HostSpec host;
    private final ExaminedSteps steps;
    private @Nullable HostReport report;

    HostExaminer(
            DatabaseConfig config,
            PooledEngine engine,
            ConnectionFactory factory,
            Callable<Credentials> login,
            Errors errors,
            NetworkExaminer network,
            HostSpec host) {
        this.config = config;
        this.engine = engine;
        this.factory = factory;
        this.login = login;
        this.errors = errors;
        this.network = network;
        this.host = host;
        this.steps = new ExaminedSteps(engine.embedded() ? null : host.toString());
    }

    /** What it said of itself; null if it was not reached. */
    @Nullable
    HostReport report() {
        return report;
    }

    List<Step> examine() {
        boolean reached = engine.embedded() || network.reaches(host, steps);
        EngineConnection connection = reached ? connect() : null;
        if (connection != null) {
            try {
                connected(connection);
            } finally {
                connection.close();
            }
        }
        return steps.isStopped() ? notTried() : steps.all();
    }

    /** The steps so far, and those that were not come to. */
    List<Step> notTried() {
        steps.notTried(engine.embedded() ? INTO_A_FILE : TO_A_SERVER);
        return steps.all();
    }

    private @Nullable EngineConnection connect() {
        long start = System.nanoTime();
        AtomicReference<Thread> connecting = new AtomicReference<>();
        CompletableFuture<EngineConnection> opened = new CompletableFuture<>();
        try {
            EngineConnection connection = network.within(() -> {
                connecting.set(Thread.currentThread());
                EngineConnection late = factory.connect(host, login.call(), config.connectTimeout());
                if (!opened.complete(late)) {
                    late.close(); // nobody waits for it any more
                }
                return late;
            });
            passed(TO_A_SERVER.size(), start);
            return connection;
        } catch (Exception failed) {
            if (!opened.cancel(false) && opened.isDone() && !opened.isCompletedExceptionally()) {
                opened.join().close();
            } else if (failed instanceof TimeoutException && connecting.get() != null) {
                factory.abort(connecting.get());
            }
            failed(failed, start);
            return null;
        }
    }

    private void failed(Exception failure, long start) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        DatabaseException error =
                failure instanceof TimeoutException ? errors.silent(host, took) : errors.ofConnect(host, took, failure);
        String name = engine.embedded() ? OPEN : Halt.where(config, failure, error);
        passed(TO_A_SERVER.indexOf(name), start);
        steps.stop(name, start, error.description(), Halt.advice(name, error));
    }

    /** What lies between the network and the step with this index went well, or the server would have said so before. */
    private void passed(int until, long start) {
        if (engine.embedded()) {
            if (until == TO_A_SERVER.size()) {
                steps.add(OPEN, State.FINE, start, "opened", null);
            }
            return;
        }
        boolean full = until == TO_A_SERVER.indexOf(Halt.LIMITS); // a server that is full says so at once
        if (until > TO_A_SERVER.indexOf(Halt.TLS)) {
            steps.passed(Halt.TLS, "went as ssl.mode " + config.ssl().mode() + " asks for");
        }
        if (until > TO_A_SERVER.indexOf(Halt.AUTHENTICATION) && !full) {
            String user = config.user() == null ? "" : " as " + config.user();
            steps.add(Halt.AUTHENTICATION, State.FINE, start, "logged in" + user, null);
        }
        if (until > TO_A_SERVER.indexOf(Halt.DATABASE) && !full) {
            steps.passed(Halt.DATABASE, config.database() + " is there");
        }
    }

    private void connected(EngineConnection connection) {
        long start = System.nanoTime();
        try {
            if (!engine.embedded()) {
                report = network.within(() -> engine.roleProbe().ask(host, connection));
                steps.add(
                        Halt.ROLE,
                        State.FINE,
                        start,
                        "is " + Objects.requireNonNull(report).role().name().toLowerCase(Locale.ROOT),
                        null);
            }
            start = System.nanoTime();
            String version = network.within(connection::serverVersion);
            steps.add(Halt.VERSION, State.FINE, start, version, null);
            start = System.nanoTime();
            List<Finding> findings = network.within(() -> engine.diagnosis().connected(config, connection));
            for (Finding finding : findings) {
                if (finding.step().equals(Halt.TLS)) {
                    steps.forget(Halt.TLS); // the server knows more than that it did not fail
                }
                steps.add(finding.step(), finding.state(), start, finding.said(), finding.advice());
            }
        } catch (Exception refused) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            DatabaseException error = refused instanceof TimeoutException
                    ? errors.silent(host, took)
                    : errors.translate(host, "asking", took, refused);
            steps.stop(
                    error.category() == ErrorCategory.PERMISSION || engine.embedded() ? Halt.PERMISSIONS : Halt.ROLE,
                    start,
                    error.description(),
                    error.advice());
        }
    }
}
