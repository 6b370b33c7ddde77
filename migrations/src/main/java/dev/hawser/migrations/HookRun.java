package dev.hawser.migrations;

import java.sql.SQLException;
import java.util.List;

/** A script that belongs to no migration: it runs at each run, and nobody notes how far it came. */
final class HookRun {

    private final SqlWork work;
    private final Body hook;
    private final List<StatementKind> kinds;

    HookRun(SqlWork work, Body hook) {
        this.work = work;
        this.hook = hook;
        this.kinds = work.kinds(hook);
    }

    void run(boolean inTransaction) {
        int index = 0;
        try {
            if (inTransaction) {
                work.begin();
            }
            for (; index < kinds.size(); index++) {
                if (kinds.get(index) != StatementKind.LEFT_OUT) {
                    work.send(hook, index);
                }
            }
            if (inTransaction) {
                work.commit();
            }
        } catch (Exception failed) {
            work.rollback(failed);
            throw new MigrationException(
                    hook.place(Math.min(index, kinds.size() - 1)) + ": failed: " + failed.getMessage()
                            + (failed instanceof SQLException && inTransaction ? ". What it did was rolled back" : ""),
                    failed);
        }
    }
}
