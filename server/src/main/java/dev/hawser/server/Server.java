package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ServerConfig;
import dev.hawser.server.access.Access;
import dev.hawser.server.access.Binding;
import dev.hawser.server.access.ClientRates;
import dev.hawser.server.access.Guard;
import dev.hawser.server.access.Listening;
import dev.hawser.spi.Ticker;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.json.JavalinJackson3;
import io.javalin.router.ParsedEndpoint;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves the health, information and metrics of a manager's databases over HTTP, to those with a token. Thread-safe. The manager stays open when it is closed.
 */
public final class Server implements AutoCloseable {

    private static final int MAX_THREADS = 64;
    private static final int MIN_THREADS = 4;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final GracefulHandler requests = new GracefulHandler(); // lets those end that run when the server is closed
    private final InetAddress address;
    private final Access access;
    private final Listening listening;
    private final Watch watch;
    private final Javalin javalin;

    private Server(DatabaseManager databases, ServerConfig config) {
        this.address = Binding.address(config);
        this.access = Access.of(config, Clock.systemUTC());
        this.listening = new Listening(config, address);
        this.watch = Watch.start(databases); // the first that needs to be closed
        this.javalin = Javalin.create(settings -> configure(settings, databases, config));
    }

    /**
     * Starts serving at another place than the configuration says. See {@link #start(DatabaseManager, ServerConfig)}.
     *
     * @param host an address of this machine, such as {@code 127.0.0.1}
     * @param port 0 for any that is free
     */
    public static Server start(DatabaseManager databases, String host, int port) throws IOException {
        return start(databases, databases.config().server().at(host, port));
    }

    /**
     * Starts serving. Returns when requests are accepted.
     *
     * @throws dev.hawser.error.ConfigurationException if it must not listen there as it is configured, or its keys cannot be used
     * @throws IOException if the port cannot be had
     */
    public static Server start(DatabaseManager databases, ServerConfig config) throws IOException {
        Server server = new Server(databases, config);
        try {
            server.start(config.port());
            return server;
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    private void start(int port) throws IOException {
        try {
            javalin.start();
        } catch (JavalinBindException taken) {
            BindException failure = new BindException("port " + port + " of " + address.getHostAddress()
                    + " cannot be had: another process uses it, or it needs more rights; choose another port");
            failure.initCause(taken);
            throw failure;
        }
        listening.started();
    }

    private void configure(JavalinConfig settings, DatabaseManager databases, ServerConfig config) {
        settings.startup.showJavalinBanner = false;
        settings.startup.showOldJavalinVersionWarning = false;
        settings.startup.startupWatcherEnabled = false;
        settings.http.prefer405over404 = true;
        settings.http.maxRequestSize = config.limits().requestBytes();
        settings.jsonMapper(new JavalinJackson3(Json.MAPPER, false));
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("hawser-http");
        settings.jetty.threadPool = threads;
        requests.setHandler(listening.handlers());
        settings.jetty.modifyServer(server -> {
            server.setHandler(requests);
            server.setStopTimeout(STOP_TIMEOUT.toMillis());
            server.setErrorHandler(new JsonErrors());
        });
        listening.configure(settings.jetty);
        Guard guard = new Guard(address, config.names());
        settings.routes.before(guard::mark);
        settings.routes.before(new ClientRates(config.limits().requestsPerSecond(), Ticker.SYSTEM)::check);
        settings.routes.before(guard::check);
        settings.routes.beforeMatched(access::check);
        Routes.add(settings.routes, databases, watch);
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Where it is, without a slash at the end: {@code http://127.0.0.1:8080}. */
    public String url() {
        String host = address.getHostAddress();
        return listening.scheme() + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port();
    }

    /**
     * The token that is good for everything as long as this server runs, where no key is configured; else empty. It must be shown to nobody but whoever started the
     * server, and not be logged.
     */
    public Optional<String> token() {
        return access.runToken();
    }

    /** What it serves, for whoever compares it with its description. */
    List<ParsedEndpoint> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers();
    }

    /** How many requests are being served at this moment. */
    public int running() {
        return Math.toIntExact(requests.getCurrentRequestCount());
    }

    /** Whether it accepts no more requests, since it is about to stop. */
    boolean isClosing() {
        return requests.isShutdown();
    }

    /** Accepts no more requests, tells so to those that come all the same, waits up to 5 s for those that run, and stops. Again has no effect. */
    @Override
    public void close() {
        watch.live().streams().close();
        javalin.stop();
        listening.close();
        access.close();
        watch.close();
    }
}
