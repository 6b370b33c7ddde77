package dev.hawser.migrations;

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
}
