package dev.hawser.testkit.mongodb;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import dev.hawser.HostSpec;
import dev.hawser.testkit.SelfSignedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A replica set on loopback that speaks MongoDB's wire protocol, so that MongoDB's own drivers talk to it. Its members share one store in memory, so all of them have
 * everything at once. Thread-safe.
 *
 * <p>Known: the handshake, SCRAM-SHA-256, TLS, roles, elections, logical time, documents, indexes and cursors as mongo-java-server has them, and faults with labels. Sessions and
 * transactions are accepted and have no effect: nothing is isolated or rolled back, no read concern and no write concern is kept, no member ever lags. What it proves is the
 * way to the servers and back, and what a client does when they go; it is not MongoDB.
 */
public final class MongodbReplicaSet implements AutoCloseable {

    /** For {@code replicaSet} in a URL. */
    public static final String NAME = "hawser";

    /** May do everything. */
    public static final String USER = "hawser";

    /** {@link #USER}'s. It has characters that a URL must encode. */
    public static final String PASSWORD = "s3cr3t:/?#[]@ä%";

    /** May read. */
    public static final String READER = "reader";

    private static final int NONE = -1;

    private final MongoBackend store = store();
    private final List<MongodbNode> nodes = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final List<@Nullable MongodbListener> servers = new CopyOnWriteArrayList<>();
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final Queue<MongodbFault> faults = new ConcurrentLinkedQueue<>();
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final Map<String, Duration> lags = new ConcurrentHashMap<>();
    private final AtomicInteger term = new AtomicInteger(1);
    private final AtomicInteger writes = new AtomicInteger(1);
    private final @Nullable SSLContext tls;
    private volatile boolean lastLoginWasEncrypted;
    private volatile int primary;
    private volatile int mostConnections = 51_200;
    private volatile Instant lastWrite = Instant.now();

    /** A command as a member got it. */
    public record Received(String member, Map<String, Object> command) {

        /** Its name, such as {@code insert}. */
        public String name() {
            return command.keySet().iterator().next();
        }
    }

    private MongodbReplicaSet(int members, @Nullable SSLContext tls) {
        this.tls = tls;
        passwords.put(USER, PASSWORD);
        passwords.put(READER, PASSWORD);
        for (int i = 0; i < members; i++) {
            nodes.add(new MongodbNode(this, store));
            servers.add(null);
            addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }
        for (int i = 0; i < members; i++) {
            restart(i);
        }
    }

    /** By name, because its jar shares a package with that of the rest, which modules do not allow. */
    private static MongoBackend store() {
        try {
            return (MongoBackend) Class.forName("de.bwaldvogel.mongo.backend.memory.MemoryBackend")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException(
                    "add de.bwaldvogel:mongo-java-server-memory-backend to the class path of the tests", missing);
        }
    }

    /** Starts a set of so many members, of which the first is the primary. Takes some tenths of a second. */
    public static MongodbReplicaSet start(int members) {
        return new MongodbReplicaSet(members, null);
    }

    /** As above, with TLS for those who want it. The certificate, {@code server.crt} in {@code directory}, signs itself, and is for {@code localhost} and 127.0.0.1. */
    public static MongodbReplicaSet startWithTls(int members, Path directory) throws IOException {
        SelfSignedCertificate.write(directory, directory.resolve("keytool.log"));
        return new MongodbReplicaSet(members, SelfSignedCertificate.context(directory));
    }

    /** Where a member is. */
    public HostSpec host(int member) {
        return new HostSpec("127.0.0.1", addresses.get(member).getPort());
    }

    /** All members. */
    public List<HostSpec> hosts() {
        return addresses.stream()
                .map(address -> new HostSpec("127.0.0.1", address.getPort()))
                .toList();
    }

    /** A URL that names all members and the set, without user and password. */
    public String url(String database) {
        return "mongodb://" + hosts().stream().map(HostSpec::toString).collect(Collectors.joining(",")) + "/" + database
                + "?authSource=admin&replicaSet=" + NAME;
    }

    /** A URL that names one member and means that one alone, without user and password. */
    public String url(int member, String database) {
        return "mongodb://" + host(member) + "/" + database + "?authSource=admin";
    }

    /** Makes a database that is there, as a collection {@code present} in it. */
    public void create(String database) {
        store.resolveDatabase(database).createCollectionOrThrowIfExists("present");
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------- elections

    /** Which member takes writes; -1 if none does. */
    public int primary() {
        return primary;
    }

    /** The primary becomes a secondary. Nobody takes writes until {@link #elect}. */
    public void stepDown() {
        primary = NONE;
    }

    /** This member becomes the primary. */
    public void elect(int member) {
        term.incrementAndGet();
        primary = member;
    }

    /** Stops a member as if its machine had gone; if it was the primary, there is none until {@link #elect}. */
    public void kill(int member) {
        if (primary == member) {
            primary = NONE;
        }
        MongodbListener server = servers.set(member, null);
        if (server != null) {
            server.close();
        }
    }

    /** Starts a member that was stopped, at the address that it had. */
    public void restart(int member) {
        MongodbListener server = new MongodbListener(nodes.get(member), addresses.get(member), tls);
        addresses.set(member, server.address());
        nodes.get(member).named(host(member).toString());
        servers.set(member, server);
    }

    /** A member tells that its last write is so old; it is not. */
    public void lag(int member, Duration lag) {
        lags.put(nodes.get(member).name(), lag);
    }

    // --------------------------------------------------------------------------------------------------------------------------------------------- faults

    /** What happens to the next command that it is for, whichever member gets it. Several queue up. */
    public void onNext(MongodbFault fault) {
        faults.add(fault);
    }

    /** The commands that members got since the start or the last {@link #forget}, handshakes included. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** Those of a name. */
    public List<Received> received(String command) {
        return received.stream().filter(one -> one.name().equals(command)).toList();
    }

    /** Forgets what was received, and faults that nothing has met. */
    public void forget() {
        received.clear();
        faults.clear();
    }

    /** Connections of all members on which somebody has logged in: those of pools, for monitors do not log in. */
    public int loggedIn() {
        return nodes.stream().mapToInt(MongodbNode::loggedIn).sum();
    }

    /** Whether the connection is encrypted on which somebody logged in last. */
    public boolean lastLoginWasEncrypted() {
        return lastLoginWasEncrypted;
    }

    /** Connections of all members, of whatever kind. */
    public int connections() {
        return running().mapToInt(MongodbListener::connections).sum();
    }

    /** How many connections the members say that they take, all together. By default 51,200; none is refused. */
    public void mostConnections(int most) {
        mostConnections = most;
    }

    int mostConnections() {
        return mostConnections;
    }

    /** Closes all connections, and goes on. */
    public void cut() {
        running().forEach(MongodbListener::cut);
    }

    private Stream<MongodbListener> running() {
        return servers.stream().filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    @Override
    public void close() {
        for (int i = 0; i < nodes.size(); i++) {
            kill(i);
        }
        store.close();
    }

    // ----------------------------------------------------------------------------------------------------------------------------------- for the members

    void received(String member, Document command) {
        if (!isQuestionOfAMonitor(command)) {
            received.add(new Received(member, Collections.unmodifiableMap(new LinkedHashMap<>(command))));
        }
    }

    /** Monitors ask every few moments; what they say of themselves when they begin is of interest. */
    private static boolean isQuestionOfAMonitor(Document command) {
        return (command.containsKey("hello") || command.containsKey("isMaster") || command.containsKey("ismaster"))
                && !command.containsKey("client");
    }

    @Nullable
    MongodbFault fault(String command) {
        for (MongodbFault fault : faults) {
            if (fault.command().equals(command) && faults.remove(fault)) {
                return fault;
            }
        }
        return null;
    }

    void loggedIn(boolean encrypted) {
        lastLoginWasEncrypted = encrypted;
    }

    boolean isPrimary(String member) {
        return member.equals(primaryName());
    }

    @Nullable
    String primaryName() {
        int index = primary;
        return index == NONE ? null : nodes.get(index).name();
    }

    List<String> members() {
        return nodes.stream().map(MongodbNode::name).toList();
    }

    Map<String, String> passwords() {
        return passwords;
    }

    boolean mayWrite(String user) {
        return !user.equals(READER);
    }

    void wrote() {
        writes.incrementAndGet();
        lastWrite = Instant.now();
    }

    /** Rises with each write; all members have it at once. */
    BsonTimestamp operationTime() {
        return new BsonTimestamp(Instant.ofEpochSecond(1_700_000_000L), writes.get());
    }

    Document lastWrite(String member) {
        Instant at = lastWrite.minus(lags.getOrDefault(member, Duration.ZERO));
        return new Document("opTime", new Document("ts", operationTime()).append("t", (long) term.get()))
                .append("lastWriteDate", at);
    }

    /** Rises with each election: a former primary is told by it. */
    ObjectId electionId() {
        return new ObjectId(ByteBuffer.allocate(12)
                .putInt(Integer.MAX_VALUE)
                .putInt(0)
                .putInt(term.get())
                .array());
    }
}
