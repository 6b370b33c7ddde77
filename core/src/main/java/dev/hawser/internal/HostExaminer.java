package dev.hawser.internal;

import dev.hawser.Examination.State;
import dev.hawser.Examination.Step;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.SslMode;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.pool.Connector;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.Engine;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.Finding;
import dev.hawser.spi.HostReport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Goes the way to one host. The driver goes most of it in one go: where it came to a halt its error tells. For one thread at a time. */
final class HostExaminer {

    private static final String DNS = "dns";
    private static final String TCP = "tcp";
    private static final String TLS = "tls";
    private static final String AUTHENTICATION = "authentication";
    private static final String DATABASE = "database";
    private static final String PERMISSIONS = "permissions";
    private static final String ROLE = "role";
    private static final String VERSION = "version";
    private static final String LIMITS = "limits";
    private static final String OPEN = "open";

    private static final List<String> TO_A_SERVER =
            List.of(DNS, TCP, TLS, AUTHENTICATION, DATABASE, ROLE, VERSION, PERMISSIONS, LIMITS);
    private static final List<String> INTO_A_FILE = List.of(OPEN, VERSION);

    // A driver that heeds its own time-out ends a little after it.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final DatabaseConfig config;
    private final Engine engine;
    private final ConnectionFactory factory;
    private final Callable<Credentials> login;
    private final Errors errors;
    private final ExecutorService workers;
    private final HostSpec host;
    private final ExaminedSteps steps;
    private @Nullable HostReport report;

    HostExaminer(
            DatabaseConfig config,
            Engine engine,
            ConnectionFactory factory,
            Callable<Credentials> login,
            Errors errors,
            ExecutorService workers,
            HostSpec host) {
        this.config = config;
        this.engine = engine;
        this.factory = factory;
        this.login = login;
        this.errors = errors;
        this.workers = workers;
        this.host = host;
        this.steps = new ExaminedSteps(engine.embedded() ? null : host.toString());
    }

    /** What it said of itself; null if it was not reached. */
    @Nullable
    HostReport report() {
        return report;
    }

    List<Step> examine() {
        boolean reached = engine.embedded() || network();
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

    private boolean network() {
        long start = System.nanoTime();
        InetAddress[] addresses;
        try {
            addresses = within(() -> InetAddress.getAllByName(host.host()));
        } catch (Exception unknown) {
            steps.stop(
                    DNS,
                    start,
                    unknown instanceof TimeoutException
                            ? "the name service does not answer for " + host.host()
                            : "the name " + host.host() + " has no address here",
                    "Check the spelling of host, and the name service of this machine");
            return false;
        }
        String all = String.join(
                ", ", Arrays.stream(addresses).map(InetAddress::getHostAddress).toList());
        steps.add(DNS, State.FINE, start, host.host().equals(all) ? "is an address" : "is " + all, null);
        return listens(addresses);
    }

    private boolean listens(InetAddress[] addresses) {
        long start = System.nanoTime();
        IOException last = new IOException("no address");
        for (InetAddress address : addresses) {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address, host.port()),
                        Math.toIntExact(config.connectTimeout().toMillis()));
                steps.add(TCP, State.FINE, start, "port " + host.port() + " is open", null);
                return true;
            } catch (IOException failed) {
                last = failed;
            }
        }
        boolean refused = last instanceof ConnectException;
        steps.stop(
                TCP,
                start,
                refused ? "nobody listens on port " + host.port() : "port " + host.port() + " does not answer: " + last,
                refused
                        ? "Check that the server runs and listens on an address that can be reached from here, and port"
                        : "Check the network and firewalls in between, or raise connect-timeout");
        return false;
    }

    private @Nullable EngineConnection connect() {
        long start = System.nanoTime();
        AtomicReference<Thread> connecting = new AtomicReference<>();
        CompletableFuture<EngineConnection> opened = new CompletableFuture<>();
        try {
            EngineConnection connection = within(() -> {
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
        String name = engine.embedded() ? OPEN : where(failure, error);
        passed(TO_A_SERVER.indexOf(name), start);
        steps.stop(name, start, error.description(), error.advice() == null ? advice(name) : error.advice());
    }

    /** What to do where the driver's error has no advice. */
    private static @Nullable String advice(String name) {
        return switch (name) {
            case TLS -> "Check ssl.mode and ssl.root-cert against what the server offers";
            case AUTHENTICATION -> "Check user and password, and that a server of this engine listens there";
            case DATABASE -> "Check the database's name";
            case LIMITS -> "Lower the pools of those who are connected, or let the server take more";
            default -> null;
        };
    }

    /** The step at which the driver came to a halt. */
    private String where(Exception failure, DatabaseException error) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
                return TLS;
            }
        }
        ErrorCategory category = error.category();
        if (category == ErrorCategory.AUTHENTICATION) {
            return AUTHENTICATION;
        } else if (category == ErrorCategory.NO_SUCH_DATABASE) {
            return DATABASE;
        } else if (category == ErrorCategory.PERMISSION) {
            return PERMISSIONS;
        } else if (category == ErrorCategory.RESOURCE || Connector.isServerFull(error)) {
            return LIMITS;
        }
        return config.ssl().mode() == SslMode.DISABLE ? AUTHENTICATION : TLS;
    }

    /** What lies between the network and the step with this index went well, or the server would have said so before. */
    private void passed(int until, long start) {
        if (engine.embedded()) {
            if (until == TO_A_SERVER.size()) {
                steps.add(OPEN, State.FINE, start, "opened", null);
            }
            return;
        }
        boolean full = until == TO_A_SERVER.indexOf(LIMITS); // a server that is full says so at once
        if (until > TO_A_SERVER.indexOf(TLS)) {
            steps.passed(TLS, "went as ssl.mode " + config.ssl().mode() + " asks for");
        }
        if (until > TO_A_SERVER.indexOf(AUTHENTICATION) && !full) {
            String user = config.user() == null ? "" : " as " + config.user();
            steps.add(AUTHENTICATION, State.FINE, start, "logged in" + user, null);
        }
        if (until > TO_A_SERVER.indexOf(DATABASE) && !full) {
            steps.passed(DATABASE, config.database() + " is there");
        }
    }

    private void connected(EngineConnection connection) {
        long start = System.nanoTime();
        try {
            if (!engine.embedded()) {
                report = within(() -> engine.roleProbe().ask(host, connection));
                steps.add(
                        ROLE,
                        State.FINE,
                        start,
                        "is " + Objects.requireNonNull(report).role().name().toLowerCase(Locale.ROOT),
                        null);
            }
            start = System.nanoTime();
            String version = within(connection::serverVersion);
            steps.add(VERSION, State.FINE, start, version, null);
            start = System.nanoTime();
            List<Finding> findings = within(() -> engine.diagnosis().connected(config, connection));
            for (Finding finding : findings) {
                if (finding.step().equals(TLS)) {
                    steps.forget(TLS); // the server knows more than that it did not fail
                }
                steps.add(finding.step(), finding.state(), start, finding.said(), finding.advice());
            }
        } catch (Exception refused) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            DatabaseException error = refused instanceof TimeoutException
                    ? errors.silent(host, took)
                    : errors.translate(host, "asking", took, refused);
            steps.stop(
                    error.category() == ErrorCategory.PERMISSION || engine.embedded() ? PERMISSIONS : ROLE,
                    start,
                    error.description(),
                    error.advice());
        }
    }

    private <T> T within(Callable<T> work) throws Exception {
        Future<T> running = workers.submit(work);
        try {
            return running.get(config.connectTimeout().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        } catch (InterruptedException interrupted) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw interrupted;
        }
    }
}
