package dev.hawser.cli;

import dev.hawser.migrations.MigrationListener;
import dev.hawser.migrations.MigrationReport.Done;
import dev.hawser.migrations.PlannedStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Shows how far a run is. For one thread at a time. */
final class MigrationProgress implements MigrationListener {

    private final Progress progress;
    private final List<Done> done = new ArrayList<>();
    private int steps;
    private int step;

    MigrationProgress(Progress progress) {
        this.progress = progress;
    }

    /** A step as people are told of it. */
    static String name(PlannedStep step) {
        return (step.version() == null ? "" : step.version() + " ") + step.description() + " (" + step.script() + ")";
    }

    @Override
    public void started(List<PlannedStep> planned) {
        steps = step + planned.size();
    }

    @Override
    public void stepStarted(PlannedStep planned) {
        step++;
    }

    @Override
    public void statementStarted(PlannedStep planned, int index) {
        progress.show(step + " of " + steps + ": " + name(planned) + ", statement " + (index + 1) + " of "
                + planned.statements().size());
    }

    @Override
    public void stepCompleted(PlannedStep planned, Duration took) {
        done.add(new Done(planned, took));
    }

    /** What was finished so far. */
    List<Done> done() {
        return done;
    }

    void end() {
        progress.end();
    }
}
