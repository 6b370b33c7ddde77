package dev.hawser.engines;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import dev.hawser.Database;
import dev.hawser.Deadline;
import dev.hawser.DocumentDatabase;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ClientHost;
import dev.hawser.spi.ClientObserver;
import dev.hawser.spi.DatabaseClient;
import dev.hawser.spi.Finding;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The driver's client of one database, which is kept from its first good answer to the end. One that gets none is closed again, so that the next attempt begins anew, with
 * what the name service and the servers say then. Thread-safe.
 */
final class MongodbClient implements DatabaseClient {

    private static final int UNAUTHORIZED = 13;

    private final DatabaseConfig config;
    private final ClientObserver observer;
    private final AtomicReference<@Nullable Connected> connected = new AtomicReference<>();
    private final MongodbReactiveAccess reactive;
    private volatile MongodbHosts latest;
    private volatile boolean closed;

    /** {@code encrypted} as was found out when it connected. */
    private record Connected(MongoClient client, MongodbHosts hosts, MongodbShare share, boolean encrypted) {}

    MongodbClient(DatabaseConfig config, ClientObserver observer) {
        this.config = config;
        this.observer = observer;
        this.latest = new MongodbHosts(observer);
        this.reactive = new MongodbReactiveAccess(config, observer);
    }

    @Override
    public Answer ask(Duration timeout) throws Exception {
        Connected known = connected.get();
        return known == null ? connect(Deadline.in(timeout)) : new Answer(version(known.client()), null);
    }

    private Answer connect(Deadline deadline) throws Exception {
        Connected mine = open(deadline);
        boolean kept = false;
        try {
            mine.hosts().awaitOne(deadline);
            Answer answer = new Answer(version(mine.client()), null);
            refuseIfMissing(mine.client());
            kept = !closed && connected.compareAndSet(null, mine);
            return answer;
        } finally {
            if (!kept) {
                mine.client().close();
            }
            if (kept && closed) { // in this very moment
                closeConnected();
            }
        }
    }

    private Connected open(Deadline deadline) throws IOException, GeneralSecurityException {
        boolean encrypted = MongodbTls.isWanted(config, deadline);
        MongodbHosts hosts = new MongodbHosts(observer);
        latest = hosts;
        MongodbShare share = new MongodbShare(
                config.pool().size() + config.pool().maxOverflow() - MongodbOptions.reactivePoolSize(config));
        MongodbEvents events = new MongodbEvents(observer, share);
        MongoClient client = MongoClients.create(MongodbSettings.of(config, encrypted, share.connections())
                .applyToClusterSettings(cluster -> cluster.addClusterListener(hosts))
                .applyToServerSettings(server -> server.addServerMonitorListener(hosts))
                .applyToConnectionPoolSettings(pool -> pool.addConnectionPoolListener(events))
                .addCommandListener(events)
                .build());
        return new Connected(client, hosts, share, encrypted);
    }

    /** Drops a database over a client that is there for nothing else. */
    static void drop(DatabaseConfig config, Deadline deadline) throws IOException, GeneralSecurityException {
        boolean encrypted = MongodbTls.isWanted(config, deadline);
        try (MongoClient client = MongoClients.create(MongodbSettings.of(config, encrypted, 1)
                .applyToClusterSettings(cluster ->
                        cluster.serverSelectionTimeout(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS))
                .build())) {
            client.getDatabase(config.database()).drop();
        }
    }

    private String version(MongoClient client) {
        Document answer = client.getDatabase(config.database()).runCommand(new Document("buildInfo", 1));
        return "MongoDB " + answer.getString("version");
    }

    /** MongoDB makes a database of every name at the first write; with a mistyped one nobody would notice. */
    private void refuseIfMissing(MongoClient client) {
        if (config.createDb()) {
            return;
        }
        try {
            boolean there = client
                    .listDatabases()
                    .nameOnly(true)
                    .authorizedDatabasesOnly(true)
                    .filter(Filters.eq("name", config.database()))
                    .into(new ArrayList<>())
                    .stream()
                    .anyMatch(database -> config.database().equals(database.getString("name")));
            if (!there) {
                throw new DatabaseException(
                        ErrorCategory.NO_SUCH_DATABASE,
                        config + ": there is no database " + config.database() + ", or nothing in it",
                        config.name(),
                        null,
                        null,
                        0,
                        "Check the name; with create-db: true the first write makes it",
                        null);
            }
        } catch (MongoException error) {
            if (error.getCode() != UNAUTHORIZED) { // who may not look is not told
                throw error;
            }
        }
    }

    @Override
    public List<Finding> diagnose() {
        return new MongodbDiagnosis(config, connected().client()).findings();
    }

    @Override
    public List<ClientHost> hosts() {
        Connected known = connected.get();
        return known == null
                ? latest.all()
                : MongodbHosts.of(known.client().getClusterDescription().getServerDescriptions());
    }

    /** Of the synchronous client, which asks. */
    @Override
    public Load load() {
        Connected known = connected.get();
        return known == null ? Load.FREE : known.share().load();
    }

    /** The driver's. */
    MongoClient driver() {
        return connected().client();
    }

    MongodbReactive reactive() {
        return reactive.open(connected().encrypted());
    }

    private Connected connected() {
        Connected known = connected.get();
        if (known == null) {
            throw new IllegalStateException(
                    config.name() + (closed ? " was closed with its DatabaseManager" : " is not set up yet"));
        }
        return known;
    }

    DatabaseConfig config() {
        return config;
    }

    ClientObserver observer() {
        return observer;
    }

    @Override
    public DocumentDatabase database(Database managed) {
        return new MongodbHandle(managed, this);
    }

    @Override
    public void close() {
        closed = true;
        reactive.close();
        closeConnected();
    }

    private void closeConnected() {
        Connected last = connected.getAndSet(null);
        if (last != null) {
            last.client().close();
        }
    }
}
