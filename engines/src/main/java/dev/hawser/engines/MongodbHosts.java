package dev.hawser.engines;

import com.mongodb.MongoException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoSocketException;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import com.mongodb.event.ServerMonitorListener;
import dev.hawser.Deadline;
import dev.hawser.Health.HostHealth;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.spi.ClientHost;
import dev.hawser.spi.ClientObserver;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What the driver's monitors know of the hosts. Thread-safe. */
final class MongodbHosts implements ClusterListener, ServerMonitorListener {

    private final ClientObserver observer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile @Nullable ClusterDescription description;

    MongodbHosts(ClientObserver observer) {
        this.observer = observer;
    }

    /** Where an error comes from; null if it does not tell. */
    static @Nullable HostSpec host(MongoException error) {
        if (error instanceof MongoServerException server) {
            return host(server.getServerAddress());
        }
        return error instanceof MongoSocketException socket ? host(socket.getServerAddress()) : null;
    }

    static HostSpec host(ServerAddress address) {
        return new HostSpec(address.getHost(), address.getPort());
    }

    @Override
    public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
        description = event.getNewDescription();
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        observer.hostsChanged(all());
    }

    @Override
    public void serverHeartbeatFailed(ServerHeartbeatFailedEvent event) {
        observer.openFailed(
                host(event.getConnectionId().getServerId().getAddress()),
                event.getThrowable(),
                Duration.ofNanos(event.getElapsedTime(TimeUnit.NANOSECONDS)));
    }

    /**
     * Waits until one of them has answered, or {@code deadline} is over.
     *
     * @throws Exception why none of them can be reached, once each was tried
     */
    void awaitOne(Deadline deadline) throws Exception {
        lock.lockInterruptibly();
        try {
            while (!isAnyThere() && deadline.remaining().compareTo(Duration.ZERO) > 0) {
                Throwable failure = failureOfAll();
                if (failure instanceof Exception exception) {
                    throw exception;
                }
                long left = changed.awaitNanos(deadline.remaining().toNanos());
                if (left <= 0) {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isAnyThere() {
        return servers().stream().anyMatch(ServerDescription::isOk);
    }

    private @Nullable Throwable failureOfAll() {
        ClusterDescription known = description;
        if (known != null && known.getSrvResolutionException() != null) {
            return known.getSrvResolutionException();
        }
        List<ServerDescription> servers = servers();
        boolean allFailed = !servers.isEmpty() && servers.stream().allMatch(server -> server.getException() != null);
        return allFailed ? servers.get(0).getException() : null;
    }

    private List<ServerDescription> servers() {
        ClusterDescription known = description;
        return known == null ? List.of() : known.getServerDescriptions();
    }

    /** The hosts as they are known now. */
    List<ClientHost> all() {
        return of(servers());
    }

    /** As above, as a client describes them: with its newest measurements. */
    static List<ClientHost> of(List<ServerDescription> servers) {
        ServerDescription primary = servers.stream()
                .filter(ServerDescription::isPrimary)
                .findFirst()
                .orElse(null);
        return servers.stream().map(server -> host(server, primary)).toList();
    }

    private static ClientHost host(ServerDescription server, @Nullable ServerDescription primary) {
        boolean there = server.isOk();
        return new ClientHost(
                new HostHealth(
                        host(server.getAddress()),
                        role(server),
                        state(server),
                        server.isSecondary() && primary != null ? lag(server, primary) : null,
                        there ? Duration.ofNanos(server.getRoundTripTimeNanos()) : null),
                server.getException());
    }

    private static HostState state(ServerDescription server) {
        if (server.isOk()) {
            return HostState.AVAILABLE;
        }
        boolean asked = server.getException() != null || server.getState() == ServerConnectionState.CONNECTED;
        return asked ? HostState.DOWN : HostState.SUSPECT;
    }

    private static HostRole role(ServerDescription server) {
        return switch (server.getType()) {
            case STANDALONE, REPLICA_SET_PRIMARY, SHARD_ROUTER, LOAD_BALANCER -> HostRole.PRIMARY;
            case REPLICA_SET_SECONDARY -> HostRole.REPLICA;
            case REPLICA_SET_ARBITER, REPLICA_SET_OTHER, REPLICA_SET_GHOST, UNKNOWN -> HostRole.UNKNOWN;
        };
    }

    /**
     * How far it is behind, by the time of its last write and that of the primary's, each seen when it was last asked: <a
     * href="https://github.com/mongodb/specifications/blob/master/source/max-staleness/max-staleness.md">Max Staleness</a>.
     */
    private static @Nullable Duration lag(ServerDescription secondary, ServerDescription primary) {
        Date written = secondary.getLastWriteDate();
        Date newest = primary.getLastWriteDate();
        if (written == null || newest == null) {
            return null;
        }
        if (!written.before(newest)) {
            return Duration.ZERO;
        }
        long asked =
                secondary.getLastUpdateTime(TimeUnit.MILLISECONDS) - primary.getLastUpdateTime(TimeUnit.MILLISECONDS);
        return Duration.ofMillis(Math.max(0, newest.getTime() - written.getTime() + asked));
    }
}
