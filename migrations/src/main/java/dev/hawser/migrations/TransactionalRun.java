package dev.hawser.migrations;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * One migration in one transaction with its entry in the history: whenever this process or the server dies, either both are there or neither is.
 */
final class TransactionalRun {

    private final SqlWork work;
    private final Step step;
    private final MigrationListener listener;
    private final List<StatementKind> kinds;

    TransactionalRun(SqlWork work, Step step, MigrationListener listener) {
        this.work = work;
        this.step = step;
        this.listener = listener;
        this.kinds = work.kinds(step.body());
    }

    void run() {
        long startedAt = System.nanoTime();
        int index = step.entry().reached();
        try {
            index = settings(index);
            work.begin();
            requireNoOther();
            for (; index < kinds.size(); index++) {
                listener.statementStarted(step.planned(), index);
                if (kinds.get(index) != StatementKind.LEFT_OUT) {
                    work.send(step.body(), index);
                }
                listener.statementCompleted(step.planned(), index);
            }
            work.write(step, step.done(kinds.size(), Duration.ofNanos(System.nanoTime() - startedAt)));
        } catch (Exception failed) {
            work.rollback(failed);
            throw Failures.ofStatement(step, index, failed, advice());
        }
        commit();
    }

    private String advice() {
        return "Everything it did was rolled back, and the history is as it was: "
                + (step.direction() == Direction.UP
                        ? "correct the script and run it again"
                        : "correct its undo script, take that over with repair, and run down again");
    }

    /** SQLite's settings have no effect in a transaction, so those at the head of a script come before it. */
    private int settings(int from) throws Exception {
        int index = from;
        while (work.rules() == EngineRules.SQLITE
                && index < kinds.size()
                && kinds.get(index) == StatementKind.SESSION) {
            listener.statementStarted(step.planned(), index);
            work.send(step.body(), index);
            listener.statementCompleted(step.planned(), index);
            index++;
        }
        return index;
    }

    /** Locks of files are not what every network's file system says they are. In the transaction, SQLite itself keeps others out. */
    private void requireNoOther() {
        if (work.rules() == EngineRules.SQLITE && step.isNew()) {
            int last = work.history().lastRank();
            if (last >= step.entry().rank()) {
                throw new IllegalStateException(
                        "somebody else has migrated this file meanwhile, whom the lock beside it"
                                + " did not keep out; keep the file on a local disk");
            }
        }
    }

    private void commit() {
        try {
            work.commit();
        } catch (SQLException failed) {
            work.rollback(failed);
            throw new MigrationException(
                    step.body().label() + ": the commit failed: " + failed.getMessage()
                            + ". Run it again: the history tells whether it was applied, and it is not applied twice",
                    failed);
        }
    }
}
