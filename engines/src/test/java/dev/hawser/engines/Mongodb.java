package dev.hawser.engines;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.testkit.mongodb.MongodbReplicaSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A set of three members of the double, and a manager of one database on it. */
final class Mongodb implements AutoCloseable {

    static final String DATABASE = "shop";

    private final MongodbReplicaSet set = MongodbReplicaSet.start(3);
    private final Queue<DatabaseEvent> events = new ConcurrentLinkedQueue<>();
    private final DatabaseManager manager;

    /** With further options by key. */
    Mongodb(String... keysAndValues) {
        set.create(DATABASE);
        DatabaseOptions options = options();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options = options.set(keysAndValues[i], keysAndValues[i + 1]);
        }
        manager = DatabaseManager.builder(ConfigSources.in(Path.of("/nonexistent")))
                .engines(List.of(new MongodbEngine(), new SqliteEngine()))
                .database(options)
                .database(DatabaseOptions.of("notes").url("sqlite::memory:"))
                .listener(events::add)
                .open();
        set.forget();
    }

    DatabaseConfig config() {
        return DatabaseManager.builder(ConfigSources.in(Path.of("/nonexistent")))
                .engines(List.of(new MongodbEngine()))
                .database(options())
                .load()
                .databases()
                .get(0);
    }

    private DatabaseOptions options() {
        return DatabaseOptions.of(DATABASE)
                .url(set.url(DATABASE))
                .user(MongodbReplicaSet.USER)
                .password(MongodbReplicaSet.PASSWORD)
                .set("ssl.mode", "disable")
                // So often monitors look at the hosts; less is not possible.
                .set("health.interval", "500ms");
    }

    MongodbReplicaSet set() {
        return set;
    }

    DatabaseManager manager() {
        return manager;
    }

    MongodbDatabase database() {
        return manager.document(DATABASE, MongodbDatabase.class);
    }

    /** What happened so far of a kind. */
    <E extends DatabaseEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        manager.close();
        set.close();
    }
}
