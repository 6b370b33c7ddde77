package dev.hawser.internal;

import dev.hawser.Deadline;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.internal.session.SqlTemplate;
import java.util.List;

/** A database that speaks SQL, over connections that Hawser keeps. Thread-safe. */
record ManagedSql(ManagedDatabase managed, SqlTemplate template) implements Managed {

    @Override
    public DatabaseConfig config() {
        return managed.config();
    }

    @Override
    public SqlDatabase database() {
        return template;
    }

    @Override
    public Upkeep upkeep() {
        return managed.upkeep();
    }

    @Override
    public void start() {
        managed.start();
        template.start();
    }

    @Override
    public void maintain() {
        managed.maintain();
        managed.inBackground(template::maintain);
    }

    @Override
    public List<String> close(Deadline deadline) {
        return managed.close(deadline);
    }

    @Override
    public boolean isClosed() {
        return managed.isClosed();
    }
}
