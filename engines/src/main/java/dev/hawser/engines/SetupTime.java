package dev.hawser.engines;

import dev.hawser.Deadline;
import java.sql.SQLException;
import java.time.Duration;

/** The time that is left to set a database up. */
final class SetupTime {

    private SetupTime() {}

    /** More than none. */
    static Duration remaining(Deadline deadline) throws SQLException {
        Duration remaining = deadline.remaining();
        if (remaining.isZero()) {
            throw new SQLException("no time is left to set the database up", "08001");
        }
        return remaining;
    }
}
