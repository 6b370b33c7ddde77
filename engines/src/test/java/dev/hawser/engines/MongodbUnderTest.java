package dev.hawser.engines;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import dev.hawser.DocumentDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.ClientEngine;
import dev.hawser.testkit.DocumentEngineUnderTest;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.TlsServer;
import dev.hawser.testkit.mongodb.MongodbReplicaSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
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

    @Override
    public String roundTrip(DocumentDatabase database, String text) {
        MongoCollection<Document> texts =
                ((MongodbDatabase) database).database().getCollection("texts");
        String id = UUID.randomUUID().toString();
        texts.insertOne(new Document("_id", id).append("text", text));
        Document read = texts.find(Filters.eq(id)).first();
        return read == null ? "" : read.getString("text");
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
