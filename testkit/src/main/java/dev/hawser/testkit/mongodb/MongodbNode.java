package dev.hawser.testkit.mongodb;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a member of the set answers: the handshake, logins, roles and faults itself, everything else through the store that all members share. Thread-safe. */
final class MongodbNode implements MongoBackend {

    private static final Set<String> WITHOUT_LOGIN =
            Set.of("hello", "isMaster", "ismaster", "saslStart", "saslContinue", "ping", "buildInfo", "endSessions");
    private static final Set<String> WRITES = Set.of(
            "insert",
            "update",
            "delete",
            "findAndModify",
            "create",
            "drop",
            "createIndexes",
            "dropIndexes",
            "dropDatabase");

    /** What the store does not know: sessions, transactions and concerns are accepted, and have no effect. */
    private static final List<String> IGNORED = List.of(
            "lsid",
            "txnNumber",
            "autocommit",
            "startTransaction",
            "$clusterTime",
            "$readPreference",
            "readConcern",
            "writeConcern",
            "maxTimeMS");

    private static final long PATIENCE_SECONDS = 60;

    private final MongodbReplicaSet set;
    private final MongoBackend store;
    private final Map<Channel, ScramConversation> logins = new ConcurrentHashMap<>();
    private final Map<Channel, String> users = new ConcurrentHashMap<>();
    private final Map<Channel, String> applications = new ConcurrentHashMap<>();
    private volatile String name = "";

    MongodbNode(MongodbReplicaSet set, MongoBackend store) {
        this.set = set;
        this.store = store;
    }

    /** Called once, when its port is known. */
    void named(String address) {
        name = address;
    }

    String name() {
        return name;
    }

    /** Connections on which somebody has logged in: those of pools, and not those of monitors, which do not log in. */
    int loggedIn() {
        return users.size();
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        return answer(channel, command, query, () -> store.handleCommand(channel, database, command, query));
    }

    @Override
    public Document handleMessage(MongoMessage message) {
        Document document = message.getDocument();
        String command = document.keySet().iterator().next();
        return answer(message.getChannel(), command, document, () -> store.handleMessage(message));
    }

    private Document answer(Channel channel, String command, Document query, Supplier<Document> fromStore) {
        set.received(name, query);
        MongodbFault fault = set.fault(command);
        if (fault == null) {
            return withTime(known(channel, command, query, fromStore));
        }
        if (fault.held() != null && !await(fault.held(), query)) {
            return withTime(MongodbFault.error(command, 50, "MaxTimeMSExpired").reply());
        }
        Document done =
                fault.held() != null || fault.afterwards() ? known(channel, command, query, fromStore) : fault.reply();
        if (fault.cut()) {
            channel.close();
        }
        return withTime(fault.code() != 0 ? fault.reply() : done);
    }

    private static boolean await(CountDownLatch latch, Document query) {
        try {
            Object limit = query.get("maxTimeMS");
            return limit instanceof Number millis
                    ? latch.await(millis.longValue(), TimeUnit.MILLISECONDS)
                    : latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Document known(Channel channel, String command, Document query, Supplier<Document> fromStore) {
        String user = users.get(channel);
        if (user == null && !WITHOUT_LOGIN.contains(command)) {
            throw new MongoServerError(13, "Unauthorized", "command " + command + " requires authentication");
        }
        switch (command) {
            case "hello", "isMaster", "ismaster" -> {
                introduced(channel, query);
                return hello(query);
            }
            case "saslStart" -> {
                return challenge(channel, query);
            }
            case "saslContinue" -> {
                return login(channel, query);
            }
            case "connectionStatus" -> {
                return status(String.valueOf(user));
            }
            case "serverStatus" -> {
                return load(String.valueOf(user));
            }
            case "endSessions", "abortTransaction" -> {
                return new Document("ok", 1.0);
            }
            case "commitTransaction" -> {
                set.wrote();
                return new Document("ok", 1.0);
            }
            case "listDatabases" -> {
                return databases(fromStore.get());
            }
            case "aggregate" -> {
                return asksForConnections(query)
                        ? connections()
                        : data(String.valueOf(user), command, query, fromStore);
            }
            default -> {
                return data(String.valueOf(user), command, query, fromStore);
            }
        }
    }

    /** As the roles {@code read} and {@code readWrite} on every database have it. */
    private Document status(String user) {
        List<String> actions = set.mayWrite(user) ? List.of("find", "insert", "update", "remove") : List.of("find");
        Document privilege =
                new Document("resource", new Document("db", "").append("collection", "")).append("actions", actions);
        Document info = new Document("authenticatedUsers", List.of(new Document("user", user).append("db", "admin")))
                .append("authenticatedUserPrivileges", List.of(privilege));
        return new Document("authInfo", info).append("ok", 1.0);
    }

    private Document load(String user) {
        if (!set.mayWrite(user)) {
            throw new MongoServerError(13, "Unauthorized", "not authorized to execute command serverStatus");
        }
        int current = set.connections();
        Document connections =
                new Document("current", current).append("available", Math.max(0, set.mostConnections() - current));
        return new Document("connections", connections).append("ok", 1.0);
    }

    /** A client says once on each connection what it is. */
    private void introduced(Channel channel, Document query) {
        if (query.get("client") instanceof Document client
                && client.get("application") instanceof Document application) {
            applications.put(channel, String.valueOf(application.get("name")));
        }
    }

    private static boolean asksForConnections(Document query) {
        return query.get("pipeline") instanceof List<?> stages
                && stages.size() == 1
                && stages.get(0) instanceof Document stage
                && stage.containsKey("$currentOp");
    }

    /** Those on which somebody has logged in, as {@code $currentOp} tells of them. */
    private Document connections() {
        List<Document> all = new ArrayList<>();
        users.forEach((channel, user) -> all.add(new Document("type", "op")
                .append("appName", applications.getOrDefault(channel, ""))
                .append("effectiveUsers", List.of(new Document("user", user).append("db", "admin")))));
        Document cursor =
                new Document("id", 0L).append("ns", "admin.$cmd.aggregate").append("firstBatch", all);
        return new Document("cursor", cursor).append("ok", 1.0);
    }

    private Document data(String user, String command, Document query, Supplier<Document> fromStore) {
        if (WRITES.contains(command)) {
            if (!set.mayWrite(user)) {
                throw new MongoServerError(13, "Unauthorized", "not authorized to execute command " + command);
            }
            if (!set.isPrimary(name)) {
                String label = query.containsKey("autocommit") ? "TransientTransactionError" : "RetryableWriteError";
                return MongodbFault.error(command, 10107, "NotWritablePrimary", label)
                        .reply();
            }
        }
        IGNORED.forEach(query::remove);
        Document answer = fromStore.get();
        if (WRITES.contains(command)) {
            set.wrote();
        }
        return answer;
    }

    /** A server lists no database that holds nothing. */
    private static Document databases(Document listed) {
        List<Object> filled = new ArrayList<>();
        if (listed.get("databases") instanceof List<?> all) {
            for (Object database : all) {
                if (database instanceof Document one && !Boolean.TRUE.equals(one.get("empty"))) {
                    filled.add(one);
                }
            }
        }
        listed.put("databases", filled);
        return listed;
    }

    private Document hello(Document query) {
        boolean primary = set.isPrimary(name);
        Document answer = new Document("helloOk", true)
                .append("isWritablePrimary", primary)
                .append("ismaster", primary)
                .append("secondary", !primary)
                .append("setName", MongodbReplicaSet.NAME)
                .append("setVersion", 1)
                .append("hosts", set.members())
                .append("me", name)
                .append("maxBsonObjectSize", 16_777_216)
                .append("maxMessageSizeBytes", 48_000_000)
                .append("maxWriteBatchSize", 100_000)
                .append("logicalSessionTimeoutMinutes", 30)
                .append("minWireVersion", 0)
                .append("maxWireVersion", 21)
                .append("readOnly", false)
                .append("lastWrite", set.lastWrite(name))
                .append("ok", 1.0);
        String leader = set.primaryName();
        if (leader != null) {
            answer.append("primary", leader);
        }
        if (primary) {
            answer.append("electionId", set.electionId());
        }
        if (query.containsKey("saslSupportedMechs")) {
            answer.append("saslSupportedMechs", List.of("SCRAM-SHA-256"));
        }
        return answer;
    }

    private Document challenge(Channel channel, Document query) {
        ScramConversation conversation = new ScramConversation(payload(query));
        logins.put(channel, conversation);
        return conversation(false, conversation.serverFirst());
    }

    private Document login(Channel channel, Document query) {
        String message = payload(query);
        ScramConversation conversation = logins.get(channel);
        if (conversation == null) {
            throw new MongoServerError(17, "ProtocolError", "no SASL conversation in progress");
        }
        if (message.isEmpty()) {
            return conversation(true, "");
        }
        String end = conversation.serverFinal(message, set.passwords());
        if (end == null) {
            throw new MongoServerError(18, "AuthenticationFailed", "Authentication failed.");
        }
        users.put(channel, conversation.user());
        set.loggedIn(MongodbListener.isEncrypted(channel));
        return conversation(true, end);
    }

    private static Document conversation(boolean done, String payload) {
        return new Document("conversationId", 1)
                .append("done", done)
                .append("payload", new BinData(payload.getBytes(StandardCharsets.UTF_8)))
                .append("ok", 1.0);
    }

    private static String payload(Document query) {
        Object payload = query.get("payload");
        byte[] bytes = payload instanceof BinData data ? data.getData() : (byte[]) payload;
        return new String(bytes == null ? new byte[0] : bytes, StandardCharsets.UTF_8);
    }

    private Document withTime(Document answer) {
        BsonTimestamp now = set.operationTime();
        Document signature = new Document("hash", new BinData(new byte[20])).append("keyId", 7L);
        return answer.append("operationTime", now)
                .append("$clusterTime", new Document("clusterTime", now).append("signature", signature));
    }

    @Override
    public void handleClose(Channel channel) {
        users.remove(channel);
        applications.remove(channel);
        logins.remove(channel);
        store.handleClose(channel);
    }

    @Override
    public @Nullable QueryResult handleQuery(MongoQuery query) {
        return store.handleQuery(query);
    }

    @Override
    public void dropDatabase(String database) {
        store.dropDatabase(database);
    }

    @Override
    public Collection<Document> getCurrentOperations(MongoQuery query) {
        return store.getCurrentOperations(query);
    }

    @Override
    public Document getServerStatus() {
        return store.getServerStatus();
    }

    /** The store outlives its members. */
    @Override
    public void close() {}

    @Override
    public void closeCursors(List<Long> cursors) {
        store.closeCursors(cursors);
    }

    @Override
    public Clock getClock() {
        return store.getClock();
    }

    @Override
    public void enableOplog() {}

    @Override
    public void disableOplog() {}

    @Override
    public MongoDatabase resolveDatabase(String database) {
        return store.resolveDatabase(database);
    }

    @Override
    public MongoBackend version(MongoVersion version) {
        store.version(version);
        return this;
    }
}
