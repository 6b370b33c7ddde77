package dev.hawser.migrations;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/*
 * One migration whose statements cannot share one transaction. The journal, which is its entry in the history, is a step behind or level with what was done, never ahead:
 *
 * - A statement that can be rolled back shares a transaction with its journal: done exactly once.
 * - Before one that commits by itself, the schema's hash is noted. Whoever resumes compares: the same hash says that it was not done, another that it was. Nobody else can have
 *   changed the schema in between without being told, since the server keeps the lock until the statement of a client that has died is over.
 * - One that leaves no trace in the schema (a call) is noted as such, and nobody resumes behind it without being told what happened.
 */
final class JournalledRun {

    private final SqlWork work;
    private final Step step;
    private final MigrationListener listener;
    private final List<StatementKind> kinds;
    private HistoryRow entry;
    private boolean refused;

    JournalledRun(SqlWork work, Step step, MigrationListener listener) {
        this.work = work;
        this.step = step;
        this.listener = listener;
        this.kinds = work.kinds(step.body());
        this.entry = step.entry();
    }

    void run() {
        long startedAt = System.nanoTime();
        int index = new Resumption(work, step, kinds).nextStatement(entry);
        entry = step.begun(kinds.size()).reached(index, null);
        if (step.isNew() || !entry.equals(step.entry())) {
            work.write(step, entry);
        }
        try {
            for (; index < kinds.size(); index++) {
                listener.statementStarted(step.planned(), index);
                statement(index);
            }
            entry = step.done(kinds.size(), Duration.ofNanos(System.nanoTime() - startedAt));
            work.history().update(entry);
        } catch (Exception failed) {
            work.rollback(failed);
            noteFailure(failed);
            throw Failures.ofStatement(step, index, failed, advice());
        }
    }

    private void statement(int index) throws Exception {
        StatementKind kind = kind(index);
        switch (kind) {
            case TRANSACTIONAL -> {
                work.begin();
                send(index);
                reach(index + 1);
                work.commit();
            }
            case COMMITS, UNKNOWABLE -> {
                intend(index, kind == StatementKind.COMMITS ? work.intent() : Intent.NONE);
                work.definitionsChanged();
                send(index);
                reach(index + 1);
            }
            case SESSION, TEMPORARY -> {
                send(index);
                reach(index + 1);
            }
            case LEFT_OUT -> listener.statementCompleted(step.planned(), index);
            case REFUSED -> throw new IllegalStateException("it is refused in migrations");
        }
    }

    /** Rows of tables without transactions stay whatever happens. */
    private StatementKind kind(int index) throws SQLException {
        StatementKind kind = kinds.get(index);
        boolean unsafe = kind == StatementKind.TRANSACTIONAL
                && work.rules() == EngineRules.MYSQL
                && work.touchesUnsafeTable(step.body(), index);
        return unsafe ? StatementKind.UNKNOWABLE : kind;
    }

    private void send(int index) throws Exception {
        refused = true;
        work.send(step.body(), index);
        refused = false;
        listener.statementCompleted(step.planned(), index);
    }

    private void intend(int index, Intent intent) {
        entry = entry.reached(index, intent.toString());
        work.history().update(entry);
    }

    private void reach(int done) {
        entry = entry.reached(done, null);
        work.history().update(entry);
    }

    /**
     * A statement that the server refused is known not to be done, which is noted: the schema may be put right by hand before the next run. In all other cases the entry stays as
     * it is, and whoever resumes finds out; also if the session is lost, where this cannot be noted.
     */
    private void noteFailure(Exception failed) {
        if (!refused || isUnknowable()) {
            return;
        }
        try {
            String intent = entry.intent();
            HistoryRow known = intent == null
                    ? entry
                    : entry.reached(
                            entry.reached(), Intent.parse(intent).whenRefused().toString());
            work.history().update(step.direction() == Direction.UP ? known.failed() : known);
        } catch (MigrationException lost) {
            failed.addSuppressed(lost);
        }
    }

    private boolean isUnknowable() {
        String intent = entry.intent();
        return intent != null && Intent.parse(intent).isUnknowable();
    }

    private String advice() {
        if (work.takesBack()) {
            return "The file is put back as it was before this run, with all that it had done: correct the script and run"
                    + " it again";
        }
        String done = entry.reached() == 0
                ? "Nothing of it is done"
                : "What is before statement " + (entry.reached() + 1) + " is done and stays";
        if (work.isDoneInPart(step.body(), entry.reached())) {
            done = (entry.reached() == 0 ? "" : done + "; ")
                    + "of what statement " + (entry.reached() + 1)
                    + " names, some may be dropped already: look, and let"
                    + " it say \"if exists\"";
        }
        if (isUnknowable()) {
            return done + ". Whether it was done in part cannot be told from outside: look, and say so: repair with"
                    + " STATEMENT_DONE, or with STATEMENT_NOT_DONE";
        }
        return switch (step.direction()) {
            case UP ->
                done + ": correct the script, leaving what is done as it is, and run up again, which goes on from"
                        + " there; or run down, which undoes it with its undo script";
            case DOWN ->
                done + ": run down again, which goes on from there; if its undo script is wrong, correct that, and take"
                        + " it over with repair first";
        };
    }
}
