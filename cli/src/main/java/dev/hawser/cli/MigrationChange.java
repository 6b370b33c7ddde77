package dev.hawser.cli;

import dev.hawser.migrations.Direction;
import dev.hawser.migrations.MigrationListener;
import dev.hawser.migrations.MigrationReport;
import dev.hawser.migrations.MigrationReport.Done;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that changes a database or its history. */
abstract class MigrationChange extends MigrationCommand {

    @Option(names = "--yes", description = "Confirm it, which production asks for.")
    private boolean yes;

    private @Nullable MigrationProgress progress;

    record ReportJson(List<StepJson> steps, double waitedMs, double tookMs) {}

    record StepJson(
            String direction,
            @Nullable String version,
            String description,
            String script,
            int statements,
            double tookMs) {}

    @Override
    final boolean changes() {
        return true;
    }

    @Override
    final boolean confirmed() {
        return yes;
    }

    @Override
    final MigrationListener listener() {
        MigrationProgress shown = new MigrationProgress(output().progress());
        progress = shown;
        return shown;
    }

    @Override
    final void stopped() {
        if (progress != null) {
            progress.end();
            progress.done().forEach(done -> output().line(text(done)));
        }
    }

    /** Ends what is shown of the run, and tells what it did. */
    final int print(MigrationReport report) {
        if (progress != null) {
            progress.end();
        }
        if (json()) {
            output().json(new ReportJson(
                    report.steps().stream().map(MigrationChange::json).toList(),
                    report.waited().toNanos() / 1e6,
                    report.took().toNanos() / 1e6));
            return ExitCode.FINE;
        }
        report.steps().forEach(step -> output().line(text(step)));
        if (report.steps().isEmpty()) {
            output().line("nothing to do");
        }
        return ExitCode.FINE;
    }

    /** Tells what became of the history. */
    final int print(List<String> changed) {
        if (json()) {
            output().json(new ChangedJson(changed));
        } else if (changed.isEmpty()) {
            output().line("nothing to do");
        } else {
            changed.forEach(output()::line);
        }
        return ExitCode.FINE;
    }

    record ChangedJson(List<String> changed) {}

    private static StepJson json(Done done) {
        return new StepJson(
                done.step().direction().name().toLowerCase(Locale.ROOT),
                done.step().version() == null ? null : done.step().version().toString(),
                done.step().description(),
                done.step().script(),
                done.step().statements().size(),
                done.took().toNanos() / 1e6);
    }

    private static String text(Done done) {
        String verb = done.step().direction() == Direction.UP ? "applied " : "undid ";
        return verb + MigrationProgress.name(done.step()) + " in " + done.took().toMillis() + " ms";
    }
}
