package dev.hawser.cli;

import dev.hawser.migrations.Migrations;
import java.util.List;
import picocli.CommandLine.Command;

/** Looks for what is wrong. */
@Command(name = "validate", description = "Say what is wrong with the migrations; exit code 1 if something is.")
final class MigrateValidateCommand extends MigrationCommand {

    record ValidJson(boolean valid, List<String> problems) {}

    @Override
    boolean changes() {
        return false;
    }

    @Override
    int run(Migrations migrations) {
        List<String> problems = migrations.validate();
        if (json()) {
            output().json(new ValidJson(problems.isEmpty(), problems));
        } else if (problems.isEmpty()) {
            output().line("valid");
        } else {
            problems.forEach(output()::line);
        }
        return problems.isEmpty() ? ExitCode.FINE : ExitCode.FAILED;
    }
}
