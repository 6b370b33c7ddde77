package dev.hawser.engines;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.hawser.config.DatabaseOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.bson.Document;

/**
 * A database on a server that was running already, by a URL of one host and of a user who may do anything: {@code mongodb://user:password@host:port/database?authSource=admin}.
 * It is made if it was not there, and then dropped at the end. Thread-safe.
 */
final class MongodbRealServer implements AutoCloseable {

    private final String url;
    private final String database;
    private final String application = "contract-" + UUID.randomUUID();
    private final MongoClient client;
    private final boolean made;

    MongodbRealServer(String url) {
        this.url = url;
        this.database = Objects.requireNonNull(new ConnectionString(url).getDatabase(), "the URL must name a database");
        this.client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(url))
                .applyToConnectionPoolSettings(
                        pool -> pool.maxSize(1)) // so that none is opened while leaks are looked for
                .build());
        this.made = !client.listDatabaseNames().into(new ArrayList<>()).contains(database);
        if (made) {
            client.getDatabase(database).createCollection("present");
        }
    }

    /** Its connections can be told from those of others. */
    DatabaseOptions options(String name) {
        return DatabaseOptions.of(name).url(url).set("application-name", application);
    }

    /** Those of {@link #options} on which somebody has logged in; the driver's monitors do not. */
    int connections() {
        Document all = new Document("$currentOp", new Document("allUsers", true).append("idleConnections", true));
        return (int) client.getDatabase("admin").aggregate(List.of(all)).into(new ArrayList<>()).stream()
                .filter(one -> application.equals(one.getString("appName")) && one.containsKey("effectiveUsers"))
                .count();
    }

    @Override
    public void close() {
        if (made) {
            client.getDatabase(database).drop();
        }
        client.close();
    }
}
