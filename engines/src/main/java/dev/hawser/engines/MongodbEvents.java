package dev.hawser.engines;

import com.mongodb.MongoSocketException;
import com.mongodb.connection.ConnectionId;
import com.mongodb.connection.ServerId;
import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import com.mongodb.event.ConnectionCheckOutFailedEvent;
import com.mongodb.event.ConnectionCheckOutStartedEvent;
import com.mongodb.event.ConnectionCheckedInEvent;
import com.mongodb.event.ConnectionCheckedOutEvent;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionCreatedEvent;
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.event.ConnectionReadyEvent;
import dev.hawser.HostSpec;
import dev.hawser.spi.ClientObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Passes on what the driver tells of its connections and commands. One for each client of the driver's. Thread-safe. */
final class MongodbEvents implements CommandListener, ConnectionPoolListener {

    /** Not an application's: greetings, logins and farewells of the driver, and what Hawser asks for itself. */
    private static final Set<String> NOT_COUNTED = Set.of(
            "hello",
            "isMaster",
            "ismaster",
            "saslStart",
            "saslContinue",
            "authenticate",
            "endSessions",
            "buildInfo",
            "listDatabases");

    private static final String COMMIT = "commitTransaction";

    private final ClientObserver observer;
    private final MongodbShare share;
    private final Map<Integer, String> running = new ConcurrentHashMap<>();
    private final Map<Connection, Long> opening = new ConcurrentHashMap<>();

    /** A connection; the driver's own identifier changes when the server gives it a number. */
    private record Connection(ServerId server, long number) {

        static Connection of(ConnectionId id) {
            return new Connection(id.getServerId(), id.getLocalValue());
        }

        HostSpec host() {
            return MongodbHosts.host(server.getAddress());
        }
    }

    /** {@code share}: what the client may have. */
    MongodbEvents(ClientObserver observer, MongodbShare share) {
        this.observer = observer;
        this.share = share;
    }

    private static HostSpec host(ServerId server) {
        return MongodbHosts.host(server.getAddress());
    }

    private static Duration nanos(long nanos) {
        return Duration.ofNanos(nanos);
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ commands

    @Override
    public void commandStarted(CommandStartedEvent event) {
        if (NOT_COUNTED.contains(event.getCommandName())) {
            return;
        }
        String text = MongodbCommandText.of(event.getCommandName(), event.getCommand());
        running.put(event.getRequestId(), text);
        observer.started(Connection.of(event.getConnectionDescription().getConnectionId()), text);
    }

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        String text = running.remove(event.getRequestId());
        if (text != null) {
            observer.succeeded(
                    Connection.of(event.getConnectionDescription().getConnectionId())
                            .host(),
                    text,
                    nanos(event.getElapsedTime(TimeUnit.NANOSECONDS)),
                    rows(event.getResponse()));
        }
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        String text = running.remove(event.getRequestId());
        if (text == null) {
            return;
        }
        if (event.getCommandName().equals(COMMIT) && event.getThrowable() instanceof MongoSocketException) {
            observer.outcomeInDoubt();
        }
        observer.failed(
                Connection.of(event.getConnectionDescription().getConnectionId())
                        .host(),
                text,
                nanos(event.getElapsedTime(TimeUnit.NANOSECONDS)),
                event.getThrowable());
    }

    /** What came back, or was changed. */
    private static long rows(BsonDocument answer) {
        if (answer.get("cursor") instanceof BsonDocument cursor) {
            BsonValue batch = cursor.containsKey("firstBatch") ? cursor.get("firstBatch") : cursor.get("nextBatch");
            return batch != null && batch.isArray() ? batch.asArray().size() : 0;
        }
        BsonValue number = answer.get("n");
        return number != null && number.isNumber() ? number.asNumber().longValue() : 0;
    }

    // --------------------------------------------------------------------------------------------------------------------------------------- connections

    @Override
    public void connectionCreated(ConnectionCreatedEvent event) {
        opening.put(Connection.of(event.getConnectionId()), System.nanoTime());
    }

    @Override
    public void connectionReady(ConnectionReadyEvent event) {
        Connection connection = Connection.of(event.getConnectionId());
        opening.remove(connection);
        observer.opened(connection.host(), nanos(event.getElapsedTime(TimeUnit.NANOSECONDS)));
    }

    @Override
    public void connectionClosed(ConnectionClosedEvent event) {
        Connection connection = Connection.of(event.getConnectionId());
        String reason = event.getReason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        Long since = opening.remove(connection);
        if (since == null) {
            boolean broken = event.getReason() == ConnectionClosedEvent.Reason.ERROR;
            observer.closed(connection.host(), reason, broken);
        } else {
            observer.openFailed(
                    connection.host(),
                    new IOException("the connection ended while it was opened: " + reason),
                    nanos(System.nanoTime() - since));
        }
    }

    @Override
    public void connectionCheckOutStarted(ConnectionCheckOutStartedEvent event) {
        HostSpec host = host(event.getServerId());
        share.waiting(host);
        observer.waiting(host);
    }

    @Override
    public void connectionCheckedOut(ConnectionCheckedOutEvent event) {
        Connection connection = Connection.of(event.getConnectionId());
        share.acquired(connection.host());
        observer.acquired(connection.host(), connection, nanos(event.getElapsedTime(TimeUnit.NANOSECONDS)));
    }

    @Override
    public void connectionCheckOutFailed(ConnectionCheckOutFailedEvent event) {
        HostSpec host = host(event.getServerId());
        share.notAcquired(host);
        observer.notAcquired(host, event.getReason() == ConnectionCheckOutFailedEvent.Reason.TIMEOUT);
    }

    @Override
    public void connectionCheckedIn(ConnectionCheckedInEvent event) {
        Connection connection = Connection.of(event.getConnectionId());
        share.released(connection.host());
        observer.released(connection.host(), connection);
    }
}
