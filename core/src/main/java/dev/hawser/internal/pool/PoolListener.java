package dev.hawser.internal.pool;

import dev.hawser.error.DatabaseException;
import java.time.Duration;

/** Is told what a pool does. Called without any lock held; must not block. */
public interface PoolListener {

    /** A connection was opened. */
    void opened(Duration took);

    /** A connection could not be opened. */
    void openFailed(DatabaseException error, Duration took);

    /** A connection was closed. */
    void closed(String reason);

    /** A caller gave up waiting. */
    void timedOut();
}
