package dev.hawser.migrations;

import java.time.Duration;
import java.time.Instant;

/**
 * A migration that is about to be applied or undone. Immutable.
 *
 * @param body what runs, from the statement {@code entry.reached()} on
 * @param entry its entry in the history: when it is applied anew, one that is not there yet
 * @param isNew whether {@code entry} is not there yet
 * @param details what is kept beside {@code entry}
 */
record Step(PlannedStep planned, Body body, HistoryRow entry, boolean isNew, History.Details details) {

    Direction direction() {
        return planned.direction();
    }

    /** The entry while it runs. */
    HistoryRow begun(int statements) {
        MigrationState state = direction() == Direction.UP ? MigrationState.APPLYING : MigrationState.UNDOING;
        return entry.with(state, entry.reached(), statements, entry.intent(), entry.took());
    }

    /** The entry when it is done. */
    HistoryRow done(int statements, Duration took) {
        return switch (direction()) {
            case UP -> entry.appliedAt(Instant.now()).with(MigrationState.APPLIED, statements, statements, null, took);
            case DOWN -> entry.with(MigrationState.UNDONE, statements, statements, null, entry.took());
        };
    }
}
