package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ServerConfig;
import dev.hawser.server.access.Access;
import dev.hawser.server.access.Binding;
import dev.hawser.server.access.Guard;
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
    private static final int MAX_REQUEST_BYTES = 64 * 1024;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final Javalin javalin;
    private final GracefulHandler requests;
    private final InetAddress address;
    private final Access access;
    private final Watch watch;

    private Server(Javalin javalin, GracefulHandler requests, InetAddress address, Access access, Watch watch) {
        this.javalin = javalin;
        this.requests = requests;
        this.address = address;
        this.access = access;
        this.watch = watch;
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
        InetAddress address = Binding.address(config);
        Access access = Access.of(config, Clock.systemUTC());
        GracefulHandler requests = new GracefulHandler(); // lets those end that run when the server is closed
        Guard guard = new Guard(address, config.names());
        Watch watch = Watch.start(databases);
        Javalin javalin = Javalin.create(settings -> configure(settings, databases, requests, guard, access, watch));
        try {
            javalin.start(address.getHostAddress(), config.port());
            return new Server(javalin, requests, address, access, watch);
        } catch (JavalinBindException taken) {
            access.close();
            watch.close();
            BindException failure = new BindException("port " + config.port() + " of " + address.getHostAddress()
                    + " cannot be had: another process uses it, or it needs more rights; choose another port");
            failure.initCause(taken);
            throw failure;
        }
    }

    private static void configure(
            JavalinConfig config,
            DatabaseManager databases,
            GracefulHandler requests,
            Guard guard,
            Access access,
            Watch watch) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = MAX_REQUEST_BYTES;
        config.jsonMapper(new JavalinJackson3(Json.MAPPER, false));
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("hawser-http");
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
        });
        config.jetty.modifyServer(server -> {
            server.setHandler(requests);
            server.setStopTimeout(STOP_TIMEOUT.toMillis());
            server.setErrorHandler(new JsonErrors());
        });
        Routes.add(config.routes, databases, guard, access, watch);
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Where it is, without a slash at the end: {@code http://127.0.0.1:8080}. */
    public String url() {
        String host = address.getHostAddress();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port();
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

    /** Accepts no more requests, waits up to 5 s for those that run, and stops. Again has no effect. */
    @Override
    public void close() {
        javalin.stop();
        access.close();
        watch.close();
    }
}
