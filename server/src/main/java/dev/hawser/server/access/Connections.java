package dev.hawser.server.access;

import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Duration slowClient;
    private final Ticker ticker;
    private final Map<EndPoint, Client> clients = new ConcurrentHashMap<>();

    /**
     * @param most how many there may be at a time
     * @param slowClient how long a client may take to send a head, or a body, or to take an answer
     */
    Connections(int most, Duration slowClient, Ticker ticker) {
        this.most = most;
        this.slowClient = slowClient;
        this.ticker = ticker;
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint socket = connection.getEndPoint();
        if (socket instanceof EndPoint.Wrapper) {
            return; // what is within TLS
        }
        if (clients.size() >= most && !makeRoom()) {
            log.warn("{} clients are connected and busy; another was refused (server.limits.connections)", most);
            socket.close();
            return;
        }
        clients.put(socket, new Client(socket, ticker.nanoTime()));
    }

    /** Cuts who has been idle for longest: otherwise a few who do nothing could keep everybody out. */
    private boolean makeRoom() {
        long now = ticker.nanoTime();
        return clients.values().stream()
                .filter(Client::isIdle)
                .max(Comparator.comparingLong(client -> now - client.since()))
                .map(client -> {
                    client.cut();
                    return true;
                })
                .orElse(false);
    }

    @Override
    public void onClosed(Connection connection) {
        clients.remove(connection.getEndPoint());
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
