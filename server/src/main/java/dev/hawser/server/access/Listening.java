package dev.hawser.server.access;

import dev.hawser.config.LimitsConfig;
import dev.hawser.config.ServerConfig;
import dev.hawser.spi.Ticker;
import io.javalin.config.JettyConfig;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the server listens: where, with TLS or without, and within which limits. A thread of its own watches clients and certificates. Thread-safe. */
public final class Listening implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Listening.class);

    private static final Duration IDLE = Duration.ofSeconds(30);

    /** How long a connection that nobody uses is kept while the server is closed. */
    private static final Duration LINGER = Duration.ofMillis(100);

    private static final Duration CERTIFICATE_INTERVAL = Duration.ofSeconds(2);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);
    private static final int LOOKS_PER_LIMIT = 5;
    /** How long browsers are to come with TLS alone (Strict-Transport-Security). */
    private static final Duration TLS_ONLY = Duration.ofDays(365);

    private static final String HTTP = "http/1.1";

    private final ServerConfig config;
    private final InetAddress address;
    private final Connections connections;
    private final @Nullable TlsFiles tls;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "hawser-http-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** @throws dev.hawser.error.ConfigurationException if the certificate cannot be used */
    public Listening(ServerConfig config, InetAddress address) {
        this.config = config;
        this.address = address;
        LimitsConfig limits = config.limits();
        this.connections = new Connections(
                limits.connections(), limits.connectionsPerAddress(), limits.slowClient(), Ticker.SYSTEM);
        this.tls = config.tls() == null ? null : new TlsFiles(config.tls(), Clock.systemUTC());
    }

    /** Puts a server's connector and the handlers that come before all others in place. */
    public void configure(JettyConfig jetty) {
        jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
            http.setRequestHeaderSize(config.limits().headerBytes());
            http.setUriCompliance(UriCompliance.DEFAULT);
        });
        jetty.addConnector(this::connector);
    }

    /** What a request passes before it is handled: it is followed, and its body read. */
    public Handler.Wrapper handlers() {
        Handler.Wrapper all = connections.all();
        WholeBody body = new WholeBody(config.limits().requestBytes());
        all.setHandler(body);
        body.setHandler(connections.whole());
        return all;
    }

    private Connector connector(Server server, HttpConfiguration http) {
        ServerConnector connector;
        if (tls == null) {
            connector = new ServerConnector(server, 1, -1, new HttpConnectionFactory(http));
        } else {
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setSslContext(tls.context());
            factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
            // Addresses are fine as well as the names in the certificate. On this machine's own address a browser would
            // hold other programs to TLS, too.
            http.addCustomizer(
                    new SecureRequestCustomizer(false, address.isLoopbackAddress() ? -1 : TLS_ONLY.toSeconds(), false));
            connector = new ServerConnector(
                    server, 1, -1, new SslConnectionFactory(factory, HTTP), new HttpConnectionFactory(http));
        }
        connector.setHost(address.getHostAddress());
        connector.setPort(config.port());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setShutdownIdleTimeout(LINGER.toMillis());
        connector.addEventListener(connections);
        return connector;
    }

    /** Begins to watch. To be called when the server has started. */
    public void started() {
        Duration slow = config.limits().slowClient();
        long interval = Math.min(slow.toMillis() / LOOKS_PER_LIMIT, LONGEST_INTERVAL.toMillis());
        watch.scheduleWithFixedDelay(guarded(connections::cutSlow), interval, interval, TimeUnit.MILLISECONDS);
        if (tls != null) {
            long often = CERTIFICATE_INTERVAL.toMillis();
            watch.scheduleWithFixedDelay(guarded(tls::refresh), often, often, TimeUnit.MILLISECONDS);
        }
    }

    /** A task that throws would never be called again. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException unexpected) {
                log.error("watching clients failed unexpectedly", unexpected);
            }
        };
    }

    /** {@code https} with TLS, else {@code http}. */
    public String scheme() {
        return tls == null ? "http" : "https";
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
