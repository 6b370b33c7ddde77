package dev.hawser.migrations;

import dev.hawser.MigrationSummary;
import dev.hawser.spi.MigrationService;
import dev.hawser.spi.OpenDatabase;
import java.util.ArrayList;
import java.util.List;

/** Migrations as a database is configured to have them: at start, and by {@link dev.hawser.Database#migrate()}. Thread-safe. */
public final class ConfiguredMigrations implements MigrationService {

    /** Made by {@link java.util.ServiceLoader}. */
    public ConfiguredMigrations() {}

    private static Migrations migrations(OpenDatabase database) {
        return Migrations.builder(database).confirmed().build();
    }

    @Override
    public MigrationSummary up(OpenDatabase database) {
        Migrations migrations = migrations(database);
        MigrationReport report = migrations.up();
        return new MigrationSummary(
                report.steps().stream().map(done -> described(done.step())).toList(),
                migrations.status().current().map(MigrationVersion::toString).orElse(null),
                report.took());
    }

    private static String described(PlannedStep step) {
        return step.version() == null ? step.description() : step.version() + " " + step.description();
    }

    @Override
    public void validate(OpenDatabase database) {
        Migrations migrations = migrations(database);
        List<String> problems = new ArrayList<>(migrations.validate());
        if (problems.isEmpty()) {
            for (MigrationStatus.Entry entry : migrations.status().pending()) {
                problems.add(entry.script() + ": is pending; run hawser migrate up, or set migrations.on-start to up");
            }
        }
        if (!problems.isEmpty()) {
            throw new MigrationException(problems);
        }
    }
}
