package dev.hawser.engines;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.hawser.Consistency;
import dev.hawser.DocumentDatabase;
import dev.hawser.Position;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.ClientEngine;
import dev.hawser.testkit.DocumentEngineUnderTest;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.TlsServer;
import dev.hawser.testkit.mongodb.MongodbFault;
import dev.hawser.testkit.mongodb.MongodbReplicaSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * MongoDB through its own drivers. The servers are doubles: a set of three members without TLS, and one of one member with it. Where {@value #URL} names a real server, as
 * {@link MongodbRealServer} wants it, everything but TLS and error codes happens there.
 */
final class MongodbUnderTest implements DocumentEngineUnderTest, AutoCloseable {

    static final String URL = "HAWSER_TEST_MONGODB_URL";
    static final String DATABASE = "contract";

    private final MongodbReplicaSet plain;
    private final MongodbReplicaSet encrypted;
    private final Path directory;
    private final @Nullable MongodbRealServer real;

    /** {@code directory}: for a certificate. */
    MongodbUnderTest(Path directory) throws IOException {
        this(directory, System.getenv(URL));
    }

    /** {@code url}: of a real server; null or empty if there is none. */
    MongodbUnderTest(Path directory, @Nullable String url) throws IOException {
        this.directory = directory;
        real = url == null || url.isEmpty() ? null : new MongodbRealServer(url);
        plain = MongodbReplicaSet.start(3);
        plain.create(DATABASE);
        encrypted = MongodbReplicaSet.startWithTls(1, directory);
        encrypted.create(DATABASE);
    }

    @Override
    public ClientEngine engine() {
        return new MongodbEngine();
    }

    @Override
    public DatabaseOptions options(String name) {
        return real == null ? theDouble(name) : real.options(name);
    }

    /** One member of the double. */
    DatabaseOptions theDouble(String name) {
        return login(DatabaseOptions.of(name).url(plain.url(0, DATABASE)));
    }

    /** The whole set of doubles. */
    DatabaseOptions set(String name) {
        return login(DatabaseOptions.of(name).url(plain.url(DATABASE)));
    }

    private static DatabaseOptions login(DatabaseOptions options) {
        return options.user(MongodbReplicaSet.USER)
                .password(MongodbReplicaSet.PASSWORD)
                .set("ssl.mode", "disable");
    }

    MongodbReplicaSet servers() {
        return plain;
    }

    @Override
    public TlsServer tls() {
        return new TlsServer(
                login(DatabaseOptions.of("tls").url(encrypted.url(0, DATABASE))),
                directory.resolve("server.crt"),
                login(DatabaseOptions.of("plain").url(plain.url(0, DATABASE))),
                open -> {
                    roundTrip((DocumentDatabase) open, "encrypted?");
                    return encrypted.lastLoginWasEncrypted() && encrypted.loggedIn() > 0;
                });
    }

    @Override
    public List<ErrorCase> errors() {
        return new MongodbErrorCases(this).all();
    }

    /** Not made before somebody writes. */
    @Override
    public DatabaseOptions newDatabase() {
        return options("created")
                .set("database", "made_" + UUID.randomUUID().toString().replace("-", ""));
    }

    /** The doubles, for a real server is one host. */
    @Override
    public DatabaseOptions replicated() {
        return set("replicated");
    }

    private static MongoCollection<Document> collection(DocumentDatabase database, String name) {
        return ((MongodbDatabase) database).database().getCollection(name);
    }

    @Override
    public @Nullable Object roundTrip(DocumentDatabase database, @Nullable Object value) {
        MongoCollection<Document> values = collection(database, "values");
        String id = UUID.randomUUID().toString();
        values.insertOne(new Document("_id", id).append("value", value));
        Document read = Objects.requireNonNull(values.find(Filters.eq(id)).first());
        return read.containsKey("value") ? as(value, read.get("value")) : "nothing at all";
    }

    private static @Nullable Object as(@Nullable Object written, @Nullable Object read) {
        if (read instanceof Date date) {
            LocalDateTime utc = LocalDateTime.ofInstant(date.toInstant(), ZoneOffset.UTC);
            return written instanceof LocalDate
                    ? utc.toLocalDate()
                    : written instanceof LocalTime
                            ? utc.toLocalTime()
                            : written instanceof LocalDateTime ? utc : date.toInstant();
        }
        return read instanceof Decimal128 decimal
                ? decimal.bigDecimalValue()
                : read instanceof Binary binary ? binary.getData() : read;
    }

    @Override
    public void insertMany(DocumentDatabase database, int count) {
        MongoCollection<Document> many = collection(database, "many");
        many.drop();
        many.insertMany(
                IntStream.range(0, count).mapToObj(i -> new Document("_id", i)).toList());
    }

    @Override
    public List<Integer> readAsTheyArrive(DocumentDatabase database, int part) {
        List<Integer> numbers = new ArrayList<>();
        try (var cursor = collection(database, "many")
                .find()
                .sort(Sorts.ascending("_id"))
                .batchSize(part)
                .iterator()) {
            cursor.forEachRemaining(one -> numbers.add(one.getInteger("_id")));
        }
        return numbers;
    }

    /** A real server counts the time of a script; the double keeps the answer back, for as long as it was told that it may. */
    @Override
    public void slow(DocumentDatabase database, Duration limit) {
        if (real == null) {
            plain.onNext(MongodbFault.held("find", new CountDownLatch(1)));
        }
        ((MongodbDatabase) database)
                .read(
                        Consistency.STRONG,
                        (session, mongo) -> mongo.getCollection("values")
                                .find(session, real == null ? Filters.empty() : Filters.where("sleep(60000) || true"))
                                .maxTime(limit.toMillis(), TimeUnit.MILLISECONDS)
                                .first());
    }

    @Override
    public Position insertInTransaction(DocumentDatabase database, String id, Runnable then) {
        return ((MongodbDatabase) database)
                .transaction((session, mongo) -> {
                    mongo.getCollection("orders").insertOne(session, new Document("_id", id));
                    then.run();
                    return id;
                })
                .position();
    }

    @Override
    public boolean finds(DocumentDatabase database, Consistency consistency, String id) {
        return ((MongodbDatabase) database)
                        .read(
                                consistency,
                                (session, mongo) -> mongo.getCollection("orders")
                                        .find(session, Filters.eq(id))
                                        .first())
                != null;
    }

    @Override
    public boolean rollsBack() {
        return real != null;
    }

    @Override
    public int connections() {
        return real == null ? plain.loggedIn() : real.connections();
    }

    @Override
    public void close() {
        if (real != null) {
            real.close();
        }
        encrypted.close();
        plain.close();
    }
}
