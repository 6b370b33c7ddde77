package dev.hawser.migrations;

import java.time.Duration;
import java.util.List;

/**
 * What a run did. Immutable.
 *
 * @param steps in order; none if there was nothing to do
 * @param waited how long it waited for others who migrate the same database
 * @param took how long all of it took
 */
public record MigrationReport(List<Done> steps, Duration waited, Duration took) {

    /** One step, and how long it took. */
    public record Done(PlannedStep step, Duration took) {}

    public MigrationReport {
        steps = List.copyOf(steps);
    }
}
