package dev.hawser.internal;

import dev.hawser.Database;
import dev.hawser.Deadline;
import dev.hawser.config.DatabaseConfig;
import java.util.List;

/** One configured database as its manager keeps it, whoever keeps its connections. Thread-safe. */
public interface Managed {

    DatabaseConfig config();

    /** What an application gets. */
    Database database();

    /** Makes it work, or throws why it does not. Blocks for about two connect time-outs at most. Again after it failed. */
    void start();

    /** Its migrations and backups. */
    Upkeep upkeep();

    /** What has to be done every second. Does not block. */
    void maintain();

    /** Refuses new work, waits until what runs has ended or {@code deadline} is over, and ends the rest. Returns who was cut. */
    List<String> close(Deadline deadline);

    boolean isClosed();
}
