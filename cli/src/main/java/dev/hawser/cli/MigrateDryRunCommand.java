package dev.hawser.cli;

import dev.hawser.migrations.Direction;
import dev.hawser.migrations.Migrations;
import dev.hawser.migrations.PlannedStep;
import dev.hawser.migrations.Target;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what a run would do. */
@Command(name = "dry-run", description = "Print the statements that up, or down, would run. Changes nothing.")
final class MigrateDryRunCommand extends MigrationCommand {

    @Parameters(
            paramLabel = "DIRECTION",
            arity = "0..1",
            defaultValue = "up",
            description = "up or down. Default: ${DEFAULT-VALUE}.")
    private String direction = "up";

    @ArgGroup
    private MigrationTarget.@Nullable Down target;

    record PlanJson(List<PlannedJson> steps) {}

    record PlannedJson(
            String direction,
            @Nullable String version,
            String description,
            String script,
            int from,
            List<String> statements) {}

    @Override
    boolean changes() {
        return false;
    }

    @Override
    int run(Migrations migrations) {
        Direction way = switch (direction.toLowerCase(Locale.ROOT)) {
            case "up" -> Direction.UP;
            case "down" -> Direction.DOWN;
            default -> throw usageError("expected up or down, not \"" + direction + "\"");
        };
        Target until =
                usage(() -> target == null && way == Direction.UP ? Target.latest() : MigrationTarget.of(target));
        List<PlannedStep> steps = migrations.plan(way, until);
        if (json()) {
            output().json(new PlanJson(
                    steps.stream().map(MigrateDryRunCommand::json).toList()));
        } else if (steps.isEmpty()) {
            output().note("(nothing to do)");
        } else {
            steps.forEach(this::print);
        }
        return ExitCode.FINE;
    }

    private void print(PlannedStep step) {
        output().line("-- " + (step.direction() == Direction.UP ? "apply " : "undo ") + MigrationProgress.name(step)
                + (step.from() == 0 ? "" : ", from statement " + (step.from() + 1) + " on"));
        step.statements().stream().skip(step.from()).forEach(sql -> output().line(sql + ";"));
        output().line("");
    }

    private static PlannedJson json(PlannedStep step) {
        return new PlannedJson(
                step.direction().name().toLowerCase(Locale.ROOT),
                step.version() == null ? null : step.version().toString(),
                step.description(),
                step.script(),
                step.from(),
                step.statements());
    }
}
