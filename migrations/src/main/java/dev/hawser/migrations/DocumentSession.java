package dev.hawser.migrations;

import dev.hawser.error.DatabaseException;
import dev.hawser.spi.CommandDatabase;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Migrations of a database of documents. No session holds a lock there, so a lease does, and without it nothing is begun. */
final class DocumentSession implements MigrationSession {

    private static final String LEASE_SUFFIX = "_lock";

    private final CommandDatabase database;
    private final DocumentHistory history;
    private final String user;
    private final Lease lease;

    DocumentSession(CommandDatabase database, String collection, Ticker ticker) {
        this.database = database;
        this.history = new DocumentHistory(database, collection);
        this.user = login() + Runner.ofThisProcess();
        this.lease = new Lease(database, collection + LEASE_SUFFIX, user, ticker);
    }

    private String login() {
        try {
            Map<String, @Nullable Object> status = database.run(Map.of("connectionStatus", 1));
            if (Documents.map(status.get("authInfo")).get("authenticatedUsers") instanceof List<?> users
                    && !users.isEmpty()) {
                return Documents.map(users.get(0)).get("user") + ", ";
            }
        } catch (DatabaseException notTold) {
            // It is only said for people to read.
        }
        return "";
    }

    @Override
    public Duration lock(Duration timeout) {
        return lease.acquire(timeout);
    }

    @Override
    public History history() {
        return history;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public void run(Step step, MigrationListener listener) {
        new DocumentRun(database, history, lease, step, listener).run();
    }

    @Override
    public void run(Body hook) {
        lease.requireHeld();
        for (int index = 0; index < hook.parts().size(); index++) {
            try {
                database.run(database.parse(hook.parts().get(index)));
            } catch (DatabaseException | IllegalArgumentException failed) {
                throw new MigrationException(hook.place(index) + ": failed: " + failed.getMessage(), failed);
            }
        }
    }

    @Override
    public void close() {
        lease.close();
    }
}
