package dev.hawser.testkit;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a cluster shall be like. For one thread at a time.
 *
 * @param <C> the kind of cluster
 */
public final class ClusterBuilder<C extends Cluster<?>> {

    private final Start<C> start;
    private int standbys = 2;
    private boolean synchronous = true;
    private boolean proxies = true;
    private List<String> settings = List.of();

    /** Starts a cluster as it is described. */
    @FunctionalInterface
    interface Start<C extends Cluster<?>> {
        C start(ClusterBuilder<C> builder) throws IOException, SQLException;
    }

    /** Makes the next server: given those before it, the primary first. */
    @FunctionalInterface
    interface Next<S> {
        S server(List<S> before) throws IOException, SQLException;
    }

    ClusterBuilder(Start<C> start) {
        this.start = start;
    }

    /** How many standbys; 2 unless told. */
    public ClusterBuilder<C> standbys(int number) {
        this.standbys = number;
        return this;
    }

    /** A commit waits for nobody: a promotion may lose what was acknowledged. */
    public ClusterBuilder<C> asynchronous() {
        this.synchronous = false;
        return this;
    }

    /** Lets clients reach the servers directly. */
    public ClusterBuilder<C> withoutProxies() {
        this.proxies = false;
        return this;
    }

    /** For all of them: lines of {@code postgresql.conf} such as {@code max_connections = 300}, or options of MariaDB's command line. */
    public ClusterBuilder<C> settings(String... lines) {
        this.settings = List.of(lines);
        return this;
    }

    /** Starts it. Returns when all standbys follow. */
    public C start() throws IOException, SQLException {
        return start.start(this);
    }

    boolean synchronous() {
        return synchronous && standbys > 0;
    }

    boolean proxies() {
        return proxies;
    }

    List<String> settings() {
        return settings;
    }

    /** The servers, or none of them. */
    <S extends TestServer> List<S> servers(Next<S> next) throws IOException, SQLException {
        List<S> servers = new ArrayList<>();
        try {
            for (int i = 0; i <= standbys; i++) {
                servers.add(next.server(servers));
            }
            return servers;
        } catch (IOException | SQLException | RuntimeException failed) {
            for (S server : servers) {
                server.close();
            }
            throw failed;
        }
    }
}
