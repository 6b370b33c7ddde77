package dev.hawser.migrations;

import dev.hawser.Database;
import dev.hawser.error.DatabaseException;
import dev.hawser.spi.CommandDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * One migration of a database of documents. The journal is a step behind or level with what was done, never ahead:
 *
 * - A command that changes documents shares a transaction with its journal: done exactly once.
 * - Before any other, the journal says that it is under way. Of whoever resumes there, CommandKind says what is known.
 */
final class DocumentRun {

    private final CommandDatabase database;
    private final DocumentHistory history;
    private final Lease lease;
    private final Step step;
    private final MigrationListener listener;
    private final int statements;
    private HistoryRow entry;
    private int index;

    DocumentRun(CommandDatabase database, DocumentHistory history, Lease lease, Step step, MigrationListener listener) {
        this.database = database;
        this.history = history;
        this.lease = lease;
        this.step = step;
        this.listener = listener;
        this.statements = step.body().parts().size();
        this.entry = step.begun(statements);
        this.index = entry.reached();
    }

    void run() {
        long startedAt = System.nanoTime();
        try {
            begin();
            for (; index < statements; index++) {
                lease.requireHeld();
                listener.statementStarted(step.planned(), index);
                statement();
            }
            lease.requireHeld();
            history.update(step.done(statements, Duration.ofNanos(System.nanoTime() - startedAt)));
        } catch (Exception failed) {
            noteFailure(failed);
            throw Failures.ofStatement(step, index, failed, advice());
        }
    }

    private void begin() {
        lease.requireHeld();
        if (step.isNew()) {
            history.insert(entry, step.details());
        } else {
            history.update(entry, step.details());
        }
    }

    private void statement() throws Exception {
        boolean inDoubt = entry.intent() != null;
        if (step.body() instanceof JavaBody java) {
            requireKnown(!inDoubt || java.step().mayRepeat());
            intend(java.label());
            java.run(new Context(database));
        } else {
            Map<String, @Nullable Object> command =
                    database.parse(step.body().parts().get(index));
            String name = command.keySet().iterator().next();
            CommandKind kind = CommandKind.of(name);
            requireKnown(!inDoubt || kind.mayRepeat());
            if (kind == CommandKind.DATA && together(command)) {
                return;
            }
            intend(name);
            alone(name, command, inDoubt);
        }
        listener.statementCompleted(step.planned(), index);
        reach(entry.reached(index + 1, null));
    }

    private boolean together(Map<String, @Nullable Object> command) {
        HistoryRow next = entry.reached(index + 1, null);
        if (!database.runTogether(List.of(command, history.updating(next)))) {
            return false;
        }
        entry = next;
        listener.statementCompleted(step.planned(), index);
        return true;
    }

    private void alone(String name, Map<String, @Nullable Object> command, boolean inDoubt) {
        try {
            database.run(command);
        } catch (DatabaseException failed) {
            if (!(inDoubt && CommandKind.saysDone(name, failed.vendorCode()))) {
                throw failed;
            }
        }
    }

    private static void requireKnown(boolean known) {
        if (!known) {
            throw new IllegalStateException(
                    "an earlier run was interrupted in it, and whether it was done cannot be told"
                            + " from outside; look at what it should have done, and say so: repair with STATEMENT_DONE, or with"
                            + " STATEMENT_NOT_DONE");
        }
    }

    private void intend(String what) {
        reach(entry.reached(index, what));
    }

    private void reach(HistoryRow next) {
        history.update(next);
        entry = next;
    }

    /**
     * A command that the server refused as a whole is known not to be done. Otherwise the entry stays as it is: it says that something is under way, if something is.
     */
    private void noteFailure(Exception failed) {
        boolean refused = failed instanceof DatabaseException answered
                && !answered.category().breaksConnection()
                && !isHalfDone();
        if (refused && step.direction() == Direction.UP) {
            try {
                history.update(entry.reached(entry.reached(), null).failed());
            } catch (MigrationException lost) {
                failed.addSuppressed(lost);
            }
        }
    }

    /** Without a transaction, some of the writes of a command may be done when it fails. */
    private boolean isHalfDone() {
        String intent = entry.intent();
        return intent != null && CommandKind.of(intent) != CommandKind.SCHEMA;
    }

    private String advice() {
        String done = entry.reached() == 0
                ? "Nothing of it is done"
                : "What is before statement " + (entry.reached() + 1) + " is done and stays";
        if (isHalfDone()) {
            return done + ". Whether it was done in part cannot be told from outside: look, and say so: repair with"
                    + " STATEMENT_DONE, or with STATEMENT_NOT_DONE";
        }
        return switch (step.direction()) {
            case UP ->
                done + ": correct the script, leaving what is done as it is, and run up again, which goes on from"
                        + " there; or run down, which undoes it with its undo script";
            case DOWN -> done + ": run down again, which goes on from there";
        };
    }

    private record Context(Database database) implements MigrationContext {

        @Override
        public Connection connection() {
            throw new UnsupportedOperationException(
                    database.name() + " has no SQL and no connection; a step for it uses database()");
        }
    }
}
