package dev.hawser.benchmarks.faults;

import dev.hawser.Consistency;
import dev.hawser.DatabaseManager;
import dev.hawser.Position;
import dev.hawser.SqlDatabase;
import java.util.Map;

/** The writer passes its position on, as text, as it would to another process. */
final class HawserReadBack implements ReadBackClient<String> {

    private final DatabaseManager manager;
    private final SqlDatabase database;

    HawserReadBack(DatabaseManager manager) {
        this.manager = manager;
        this.database = manager.sql();
    }

    @Override
    public String write(long id) {
        return database.transaction(transaction -> transaction.update(WRITE + ":id)", Map.of("id", id)))
                .position()
                .toString();
    }

    @Override
    public Seen read(long id, String written) {
        return database.read(
                Consistency.after(Position.parse(written)),
                session -> session.queryOne(READ + ":id" + AS_THERE, Map.of("id", id), Seen.class)
                        .orElseThrow());
    }

    @Override
    public void close() {
        manager.close();
    }
}
