package dev.hawser.engines;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import dev.hawser.Position;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/** Commands as the server takes them, without a limit in time. Thread-safe. */
final class MongodbCommands {

    private static final String WRITE_CONCERN = "writeConcern";

    /** Commands that take a write concern: those that write, but an aggregation, which only sometimes does. */
    private static final Set<String> WRITES = Set.of(
            "insert",
            "update",
            "delete",
            "findAndModify",
            "findandmodify",
            "create",
            "createIndexes",
            "drop",
            "dropIndexes",
            "collMod",
            "renameCollection");

    /** Illegal operation: a server without a replica set says so of transactions; and: not supported in transactions. */
    private static final Set<Integer> NO_TRANSACTIONS = Set.of(20, 263);

    /** Servers end transactions after a minute; the driver tries twice as long, and its limit takes the place of that of every socket. */
    private static final ClientSessionOptions TOGETHER =
            ClientSessionOptions.builder().defaultTimeout(2, TimeUnit.MINUTES).build();

    private final MongodbClient client;

    MongodbCommands(MongodbClient client) {
        this.client = client;
    }

    static Document parse(String json) {
        Document command;
        try {
            command = Document.parse(json);
        } catch (JsonParseException wrong) {
            throw new IllegalArgumentException(String.valueOf(wrong.getMessage()), wrong);
        }
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command begins with its name, and there is none");
        }
        return command;
    }

    Document run(Map<String, ? extends @Nullable Object> command) {
        Document complete = new Document();
        complete.putAll(command);
        String name = name(complete);
        if (WRITES.contains(name)) {
            complete.putIfAbsent(WRITE_CONCERN, new Document("w", "majority"));
        }
        long startedAt = System.nanoTime();
        Document answer;
        try {
            answer = unlimited().runCommand(complete);
        } catch (MongoException error) {
            Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
            throw client.observer().meaning(MongodbHosts.host(error), "the command " + name, took, error);
        }
        requireWhole(name, answer);
        return answer;
    }

    boolean runTogether(List<? extends Map<String, ? extends @Nullable Object>> commands) {
        MongoDatabase database = client.driver().getDatabase(client.config().database());
        try (ClientSession session = client.driver().startSession(TOGETHER)) {
            MongodbWork<Boolean, RuntimeException> work = (within, of) -> {
                commands.forEach(command -> run(within, of, command));
                return true;
            };
            return new MongodbTransaction<>(session, database, work, client.observer())
                    .run(() -> Position.current(client.config().name()))
                    .value();
        } catch (DatabaseException failed) {
            if (NO_TRANSACTIONS.contains(failed.vendorCode())) {
                return false;
            }
            throw failed;
        }
    }

    /** What the transaction says of concerns holds for all of it. */
    private void run(ClientSession session, MongoDatabase database, Map<String, ? extends @Nullable Object> command) {
        Document plain = new Document();
        plain.putAll(command);
        plain.remove(WRITE_CONCERN);
        requireWhole(name(plain), database.runCommand(session, plain));
    }

    /** A limit of zero is none, and takes the place of that of every socket. */
    private MongoDatabase unlimited() {
        return client.driver().getDatabase(client.config().database()).withTimeout(0, TimeUnit.MILLISECONDS);
    }

    /** A command of several writes succeeds although some of them fail. */
    private void requireWhole(String name, Document answer) {
        Document error = answer.get("writeConcernError", Document.class);
        List<Document> errors = answer.getList("writeErrors", Document.class, List.of());
        if (error == null && errors.isEmpty()) {
            return;
        }
        Document first = errors.isEmpty() ? error : errors.get(0);
        int code = first.get("code") instanceof Number number ? number.intValue() : 0;
        ErrorCategory category = errors.isEmpty() ? ErrorCategory.OUTCOME_UNKNOWN : new MongodbErrors().ofNumber(code);
        throw new DatabaseException(
                category,
                client.config().name() + ": the command " + name + " failed: " + first.get("errmsg")
                        + (errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : ""),
                client.config().name(),
                null,
                null,
                code,
                null,
                null);
    }

    private static String name(Document command) {
        return command.keySet().iterator().next();
    }
}
