package dev.hawser.testkit;

import dev.hawser.HostSpec;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A server of a {@link Cluster}, with the proxy in front of it. Thread-safe.
 *
 * @param <S> the kind of server
 */
public final class ClusterNode<S extends TestServer> {

    private final String name;
    private final S server;
    private final @Nullable TcpProxy proxy;
    private volatile boolean paused;

    ClusterNode(String name, S server, @Nullable TcpProxy proxy) {
        this.name = name;
        this.server = server;
        this.proxy = proxy;
    }

    /** Its name in the cluster: {@code node1}, {@code node2} and so on. */
    public String name() {
        return name;
    }

    /** Where clients find it: at its proxy, if it has one. */
    public HostSpec host() {
        return proxy == null ? server.host() : proxy.host();
    }

    /** The server itself, around its proxy. */
    public S server() {
        return server;
    }

    /** What stands in front of it. Other nodes reach it directly: what the proxy does concerns clients alone. */
    public TcpProxy proxy() {
        if (proxy == null) {
            throw new IllegalStateException("the cluster was started without proxies");
        }
        return proxy;
    }

    /** Whether its processes are there and not paused. */
    public boolean isResponsive() {
        return server.isRunning() && !paused;
    }

    /** Kills it with every process it has ({@code kill -9}). */
    public void kill() throws IOException {
        server.kill();
        paused = false;
    }

    /** Stops it as its administrator would. */
    public void stop() throws IOException {
        server.stop();
        paused = false;
    }

    /** Starts it again as what it was: a standby goes on to follow, and a primary is a primary, also if there is another one by now. */
    public void start() throws IOException {
        server.start();
    }

    /** Freezes every process it has ({@code SIGSTOP}): clients and other nodes keep their connections, and nobody is answered. */
    public void pause() throws IOException {
        server.pause();
        paused = true;
    }

    /** Ends {@link #pause()}. It goes on as if nothing had happened. */
    public void resume() throws IOException {
        server.resume();
        paused = false;
    }

    /** Makes it refuse writes, on connections that exist as well. They stay open: nobody is told. */
    public void fence() throws IOException, SQLException {
        server.fence();
    }

    /** Ends {@link #fence()}. */
    public void unfence() throws IOException, SQLException {
        server.unfence();
    }

    void close() throws IOException {
        try {
            server.close();
        } finally {
            if (proxy != null) {
                proxy.close();
            }
        }
    }

    @Override
    public String toString() {
        return name + " at " + host();
    }
}
