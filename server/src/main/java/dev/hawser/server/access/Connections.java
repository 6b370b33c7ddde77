package dev.hawser.server.access;

import dev.hawser.spi.Ticker;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of clients: not too many, and none that is held up by its client. Jetty's own time-outs begin anew with each byte, so that a byte in a while would keep a
 * connection for ever. Thread-safe.
 */
final class Connections implements Connection.Listener {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private final int most;
    private final int mostOfNetwork;
    private final Duration slowClient;
    private final Ticker ticker;
    private final Damped refused;
    private final Map<EndPoint, Client> clients = new ConcurrentHashMap<>();
    private final Map<String, Integer> perNetwork = new ConcurrentHashMap<>();

    /**
     * @param most how many there may be at a time
     * @param mostOfNetwork how many of one client, as {@link ClientNetwork} counts; 0 for any number
     * @param slowClient how long a client may take to send a head, or a body, or to take an answer
     */
    Connections(int most, int mostOfNetwork, Duration slowClient, Ticker ticker) {
        this.most = most;
        this.mostOfNetwork = mostOfNetwork == 0 ? most : mostOfNetwork;
        this.slowClient = slowClient;
        this.ticker = ticker;
        this.refused = new Damped(ticker);
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint socket = connection.getEndPoint();
        if (socket instanceof EndPoint.Wrapper) {
            return; // what is within TLS
        }
        String network = network(socket);
        if (isRoomFor(network)) {
            perNetwork.merge(network, 1, Integer::sum);
            clients.put(socket, new Client(socket, network, ticker.nanoTime()));
            return;
        }
        socket.close();
        long count = refused.happened();
        if (count > 0) {
            log.warn(
                    "refused connections: {} since the last of these lines, the newest from {}; there may be {} of an address and {} in all (server.limits.connections-per-address, server.limits.connections)",
                    count,
                    network,
                    mostOfNetwork,
                    most);
        }
    }

    private static String network(EndPoint socket) {
        return socket.getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? ClientNetwork.of(remote.getAddress().getHostAddress())
                : "";
    }

    /** Room of one address is made among its own. */
    private boolean isRoomFor(String network) {
        return (perNetwork.getOrDefault(network, 0) < mostOfNetwork
                        || makeRoom(client -> client.network().equals(network)))
                && (clients.size() < most || makeRoom(client -> true));
    }

    /**
     * Cuts who has been idle for longest, or else who has been sending a request for longest: otherwise those who do nothing, or send a byte in a while, could keep everybody
     * out. Whoever waits for an answer is left alone.
     */
    private boolean makeRoom(Predicate<Client> among) {
        long now = ticker.nanoTime();
        Comparator<Client> longest = Comparator.comparingLong(client -> now - client.since());
        Optional<Client> found =
                clients.values().stream().filter(among).filter(Client::isIdle).max(longest);
        if (found.isEmpty()) {
            found = clients.values().stream()
                    .filter(among)
                    .filter(Client::isSending)
                    .max(longest);
        }
        found.ifPresent(client -> {
            forget(client.socket()); // its end may be told later
            client.cut();
        });
        return found.isPresent();
    }

    @Override
    public void onClosed(Connection connection) {
        forget(connection.getEndPoint());
    }

    private void forget(EndPoint socket) {
        Client client = clients.remove(socket);
        if (client != null) {
            perNetwork.computeIfPresent(client.network(), (same, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Cuts those who are too slow. To be called several times in each time limit. */
    void cutSlow() {
        long now = ticker.nanoTime();
        clients.values().stream()
                .filter(client -> client.isTooSlow(now, slowClient.toNanos()))
                .forEach(Client::cut);
    }

    int size() {
        return clients.size();
    }

    /** Follows requests: {@code all} of it before any other handler, and then, when a request is there as a whole, the handler of {@link #whole}. */
    Handler.Wrapper all() {
        return new Handler.Wrapper() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                Client client = of(request);
                if (client == null) {
                    return super.handle(request, response, callback);
                }
                client.sendsBody(response, ticker.nanoTime());
                boolean handled = false;
                try {
                    handled = super.handle(request, response, new Done(callback, client));
                    return handled;
                } finally {
                    if (!handled) {
                        client.isDone(ticker.nanoTime());
                    }
                }
            }
        };
    }

    /** Notes that a request is there as a whole. */
    Handler.Wrapper whole() {
        return new Handler.Wrapper() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                Client client = of(request);
                if (client != null) {
                    client.waits(ticker.nanoTime());
                }
                return super.handle(request, response, callback);
            }
        };
    }

    private @Nullable Client of(Request request) {
        EndPoint end = request.getConnectionMetaData().getConnection().getEndPoint();
        return clients.get(end instanceof EndPoint.Wrapper within ? within.unwrap() : end);
    }

    /** The client is done before Jetty reads its next request. */
    private final class Done extends Callback.Nested {

        private final Client client;

        Done(Callback callback, Client client) {
            super(callback);
            this.client = client;
        }

        @Override
        public void succeeded() {
            client.isDone(ticker.nanoTime());
            super.succeeded();
        }

        @Override
        public void failed(Throwable failure) {
            client.isDone(ticker.nanoTime());
            super.failed(failure);
        }
    }
}
