package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ClientObserver;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Opens the reactive client when it is first wanted: it needs a driver of its own, which may be missing, and its share of the connections. Thread-safe. */
final class MongodbReactiveAccess {

    private static final Driver DRIVER =
            new Driver("com.mongodb.reactivestreams.client.MongoClients", "org.mongodb:mongodb-driver-reactivestreams");

    /** Looked for once, when the reactive interface is first wanted. */
    private static final class Found {
        private static final Optional<String> DIFFERENCE = MongodbVersions.seenBy(
                        Objects.requireNonNull(MongodbVersions.class.getClassLoader()))
                .difference();
    }

    private final DatabaseConfig config;
    private final ClientObserver observer;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable MongodbReactiveClient client;
    private boolean closed;

    MongodbReactiveAccess(DatabaseConfig config, ClientObserver observer) {
        this.config = config;
        this.observer = observer;
    }

    /** Connects nothing yet: the driver does at the first operation. */
    MongodbReactive open(boolean encrypted) {
        if (MongodbOptions.reactivePoolSize(config) == 0) {
            throw refused(
                    "no connections are set aside for the reactive interface",
                    "Set properties." + MongodbOptions.REACTIVE_POOL_SIZE
                            + " to how many of pool.size + pool.max-overflow it shall have");
        }
        if (DRIVER.missing().isPresent()) {
            throw refused(
                    "the reactive driver is missing",
                    "Add " + DRIVER.artifact() + " of the same version to the class path");
        }
        if (Found.DIFFERENCE.isPresent()) {
            throw refused(
                    "the drivers are of different versions: " + Found.DIFFERENCE.get(),
                    "Give all of them one version, that of the newest reactive driver there is");
        }
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException(config.name() + " was closed with its DatabaseManager");
            }
            if (client == null) {
                client = MongodbReactiveClient.create(config, observer, encrypted);
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    private DatabaseException refused(String what, String advice) {
        return new DatabaseException(
                ErrorCategory.REFUSED, config.name() + ": " + what, config.name(), null, null, 0, advice, null);
    }

    void close() {
        MongodbReactiveClient last;
        lock.lock();
        try {
            closed = true;
            last = client;
            client = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
    }
}
