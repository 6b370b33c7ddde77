package dev.hawser.migrations;

import java.time.Duration;
import java.util.List;

/**
 * Is told what a run does, in the thread that runs it. What it throws ends the run as the failure of a statement would. For one run at a time, unless it says otherwise.
 */
public interface MigrationListener {

    /** Hears nothing. */
    MigrationListener NONE = new MigrationListener() {};

    /** Somebody else migrates the same database, and this run waits for that to end. Called once. {@code holder}: who that is, as far as it can be told. */
    default void waiting(String holder) {}

    /** The lock is held, everything was checked, and these steps begin. Called too if there are none. */
    default void started(List<PlannedStep> steps) {}

    /** A step begins. */
    default void stepStarted(PlannedStep step) {}

    /** A statement is about to be sent. {@code index}: from 0. */
    default void statementStarted(PlannedStep step, int index) {}

    /** The server has answered that a statement succeeded; neither a commit nor the journal says so yet. */
    default void statementCompleted(PlannedStep step, int index) {}

    /** A step is in the history, and committed. */
    default void stepCompleted(PlannedStep step, Duration took) {}
}
