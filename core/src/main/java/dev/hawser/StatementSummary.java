package dev.hawser;

import java.time.Duration;
import java.time.Instant;

/**
 * What one statement did since the database was opened, or since it was last forgotten: those that nobody runs make room for others. Immutable.
 *
 * @param query its text with literals masked; statements that differ in these only are one
 * @param calls how often it ran
 * @param failed how often it failed
 * @param rows all rows that it returned or affected
 * @param total how long it took, all calls together
 * @param max how long the longest call took
 * @param lastSeen when it ended last, to within a second
 */
public record StatementSummary(
        String query, long calls, long failed, long rows, Duration total, Duration max, Instant lastSeen) {

    /** How long it takes on average. */
    public Duration mean() {
        return calls == 0 ? Duration.ZERO : total.dividedBy(calls);
    }

    /** The two together; the text is this one's. */
    public StatementSummary plus(StatementSummary other) {
        return new StatementSummary(
                query,
                calls + other.calls,
                failed + other.failed,
                rows + other.rows,
                total.plus(other.total),
                max.compareTo(other.max) < 0 ? other.max : max,
                lastSeen.isBefore(other.lastSeen) ? other.lastSeen : lastSeen);
    }
}
