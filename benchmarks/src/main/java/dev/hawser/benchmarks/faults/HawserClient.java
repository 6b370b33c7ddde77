package dev.hawser.benchmarks.faults;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.testkit.Transfer;

/** Leaves everything to {@code transaction(work)}, and tries nothing again. */
final class HawserClient implements FaultClient {

    private final DatabaseManager manager;
    private final SqlDatabase database;
    private final SeenErrors errors = new SeenErrors();

    HawserClient(DatabaseManager manager) {
        this.manager = manager;
        this.database = manager.sql();
    }

    @Override
    public void run(Transfer transfer) {
        try {
            database.transaction(transaction -> {
                transfer.apply(transaction);
                return true;
            });
        } catch (RuntimeException error) {
            errors.add(error);
            throw error;
        }
    }

    @Override
    public SeenErrors errors() {
        return errors;
    }

    @Override
    public void close() {
        manager.close();
    }
}
