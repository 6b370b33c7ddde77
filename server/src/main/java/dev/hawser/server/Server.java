package dev.hawser.server;

import dev.hawser.DatabaseManager;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.json.JavalinJackson3;
import io.javalin.router.ParsedEndpoint;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves the health, information and metrics of a manager's databases over HTTP, on this machine only. Thread-safe. The manager stays open when it is
 * closed.
 */
public final class Server implements AutoCloseable {

    private static final int MAX_THREADS = 64;
    private static final int MIN_THREADS = 4;
    private static final int MAX_WAITING = 32;
    private static final int MAX_REQUEST_BYTES = 64 * 1024;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final Javalin javalin;
    private final GracefulHandler requests;
    private final InetAddress address;
    private final Live live;

    private Server(Javalin javalin, GracefulHandler requests, InetAddress address, Live live) {
        this.javalin = javalin;
        this.requests = requests;
        this.address = address;
        this.live = live;
    }

    /**
     * Starts serving. Returns when requests are accepted.
     *
     * @param host an address of the loopback interface, such as {@code 127.0.0.1}
     * @param port 0 for any that is free
     * @throws IllegalArgumentException if {@code host} is not an address of the loopback interface
     * @throws IOException if the port cannot be had
     */
    public static Server start(DatabaseManager databases, String host, int port) throws IOException {
        InetAddress address = loopback(host);
        GracefulHandler requests = new GracefulHandler(); // lets those end that run when the server is closed
        Live live = Live.start(databases, List::of);
        Javalin javalin = Javalin.create(config -> configure(config, databases, live, requests));
        try {
            javalin.start(address.getHostAddress(), port);
            return new Server(javalin, requests, address, live);
        } catch (JavalinBindException taken) {
            live.close();
            BindException failure = new BindException("port " + port + " of " + address.getHostAddress()
                    + " cannot be had: another process uses it, or it needs more rights; choose another port");
            failure.initCause(taken);
            throw failure;
        }
    }

    private static InetAddress loopback(String host) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("the address \"" + host + "\" is unknown", unknown);
        }
        if (!address.isLoopbackAddress()) {
            throw new IllegalArgumentException("the server listens on this machine only, and \"" + host
                    + "\" can be reached from outside: that needs access control, which is not available yet;"
                    + " use 127.0.0.1");
        }
        return address;
    }

    private static void configure(
            JavalinConfig config, DatabaseManager databases, Live live, GracefulHandler requests) {
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
        Routes.add(config.routes, databases, live, new Gate(MAX_WAITING));
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
        live.close();
        javalin.stop();
    }
}
