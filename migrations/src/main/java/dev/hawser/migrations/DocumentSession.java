package dev.hawser.migrations;

import dev.hawser.Database;
import dev.hawser.error.DatabaseException;
import dev.hawser.spi.CommandDatabase;
import dev.hawser.spi.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Migrations of a database of documents. A command that changes documents is carried out in one transaction with its entry in the journal, so exactly once; before any
 * other, the journal says that it is under way, and when a run was cut off there, {@link CommandKind} says what is known of it.
 */
final class DocumentSession implements MigrationSession {

    private static final String LEASE_SUFFIX = "_lock";

    private final CommandDatabase database;
    private final DocumentHistory history;
    private final String user;
    private final Lease lease;

    DocumentSession(CommandDatabase database, String collection, Ticker ticker) {
        this.database = database;
        this.history = new DocumentHistory(database, collection);
        this.user = login() + System.getProperty("user.name") + "@" + host();
        this.lease = new Lease(database, collection + LEASE_SUFFIX, user, ticker);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "unknown host";
        }
    }

    private String login() {
        try {
            Map<String, @Nullable Object> status = database.run(Map.of("connectionStatus", 1));
            if (Documents.map(status.get("authInfo")).get("authenticatedUsers") instanceof List<?> users
                    && !users.isEmpty()) {
                return Documents.map(users.get(0)).get("user") + " ";
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
        lease.requireHeld();
        long startedAt = System.nanoTime();
        MigrationState underWay = step.direction() == Direction.UP ? MigrationState.APPLYING : MigrationState.UNDOING;
        int statements = step.body().parts().size();
        HistoryRow row = step.entry()
                .with(
                        underWay,
                        step.entry().reached(),
                        statements,
                        step.entry().intent(),
                        step.entry().took());
        if (step.isNew()) {
            history.insert(row, step.details());
        } else {
            history.update(row);
        }
        for (int index = row.reached(); index < statements; index++) {
            row = one(step, row, index, listener);
        }
        MigrationState done = step.direction() == Direction.UP ? MigrationState.APPLIED : MigrationState.UNDONE;
        history.update(
                row.with(done, statements, statements, null, row.took().plusNanos(System.nanoTime() - startedAt)));
    }

    /** Returns the entry as it is then. */
    private HistoryRow one(Step step, HistoryRow row, int index, MigrationListener listener) {
        lease.requireHeld();
        listener.statementStarted(step.planned(), index);
        HistoryRow next = row.reached(index + 1, null);
        boolean journalled = false;
        if (step.body() instanceof JavaBody java) {
            java(java, row, index);
        } else {
            journalled = command(step.body(), row, next, index);
        }
        listener.statementCompleted(step.planned(), index);
        if (!journalled) {
            history.update(next);
        }
        return next;
    }

    /** Whether the journal has {@code next} already. */
    private boolean command(Body body, HistoryRow row, HistoryRow next, int index) {
        Map<String, @Nullable Object> command = parsed(body, index);
        String name = command.keySet().iterator().next();
        CommandKind kind = CommandKind.of(name);
        boolean inDoubt = row.intent() != null;
        if (inDoubt && !kind.mayRepeat()) {
            throw unknown(body.place(index) + ": " + name, row);
        }
        try {
            if (kind == CommandKind.DATA && database.runTogether(List.of(command, history.updating(next)))) {
                return true;
            }
        } catch (DatabaseException failed) {
            throw failed(body, row, index, name, failed);
        }
        HistoryRow intended = row.reached(index, name);
        history.update(intended);
        try {
            database.run(command);
        } catch (DatabaseException failed) {
            if (!(inDoubt && CommandKind.saysDone(name, failed.vendorCode()))) {
                throw failed(body, kind == CommandKind.DATA ? intended : row.reached(index, null), index, name, failed);
            }
        }
        return false;
    }

    private Map<String, @Nullable Object> parsed(Body body, int index) {
        try {
            return database.parse(body.parts().get(index));
        } catch (IllegalArgumentException wrong) {
            throw new MigrationException(body.place(index) + ": " + wrong.getMessage(), wrong);
        }
    }

    private void java(JavaBody body, HistoryRow row, int index) {
        if (row.intent() != null && !body.step().mayRepeat()) {
            throw unknown(body.label(), row);
        }
        HistoryRow intended = row.reached(index, body.label());
        history.update(intended);
        try {
            body.run(new DocumentContext(database));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw failed(body, intended, index, body.direction().toString(), stop);
        } catch (Exception failed) {
            throw failed(body, intended, index, body.direction().toString(), failed);
        }
    }

    /** Nothing that the database knows tells whether it was carried out. */
    private MigrationException unknown(String what, HistoryRow row) {
        return new MigrationException(
                List.of(what + ": an earlier run was cut off while it was under way, and whether it"
                        + " was carried out cannot be known. Look at what it would have changed; then say with repair whether "
                        + row.name() + " is applied or undone, or make the rest of it by hand"));
    }

    /** {@code known}: what is to be in the journal, unless the server could not be reached; then it says already that something is under way. */
    private MigrationException failed(Body body, HistoryRow known, int index, String what, Exception why) {
        MigrationException failure = new MigrationException(
                body.place(index) + ": " + what + " failed: " + why.getMessage()
                        + (index == 0 ? "" : "; the " + index + " before it are done")
                        + ". Correct it and run again, which goes on there, or undo what is done with down",
                why);
        boolean answered =
                !(why instanceof DatabaseException error) || !error.category().breaksConnection();
        if (answered) {
            try {
                MigrationState state =
                        known.state() == MigrationState.UNDOING ? MigrationState.UNDOING : MigrationState.FAILED;
                history.update(known.with(state, index, known.statements(), known.intent(), known.took()));
            } catch (MigrationException second) {
                failure.addSuppressed(second);
            }
        }
        return failure;
    }

    @Override
    public void run(Body hook) {
        lease.requireHeld();
        for (int index = 0; index < hook.parts().size(); index++) {
            try {
                database.run(new LinkedHashMap<>(parsed(hook, index)));
            } catch (DatabaseException failed) {
                throw new MigrationException(hook.place(index) + ": failed: " + failed.getMessage(), failed);
            }
        }
    }

    private record DocumentContext(Database database) implements MigrationContext {

        @Override
        public Connection connection() {
            throw new UnsupportedOperationException(
                    database.name() + " has no SQL and no connection; a step for it uses database()");
        }
    }

    @Override
    public void close() {
        lease.close();
    }
}
