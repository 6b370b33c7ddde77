package dev.hawser.cli;

import dev.hawser.migrations.MigrationState;
import dev.hawser.migrations.MigrationStatus;
import dev.hawser.migrations.MigrationStatus.Entry;
import dev.hawser.migrations.MigrationVersion;
import dev.hawser.migrations.Migrations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Says what is applied and what is not. */
@Command(name = "status", description = "Say what is applied, and what is not.")
final class MigrateStatusCommand extends MigrationCommand {

    record StatusJson(@Nullable String current, int pending, List<EntryJson> migrations) {}

    record EntryJson(
            @Nullable String version,
            String description,
            String type,
            String script,
            String state,
            boolean undoable,
            boolean fileMissing,
            boolean edited,
            @Nullable Instant appliedAt,
            @Nullable String appliedBy,
            double tookMs,
            int batch,
            List<String> tags,
            int statementReached,
            int statements) {}

    @Override
    boolean changes() {
        return false;
    }

    @Override
    int run(Migrations migrations) {
        MigrationStatus status = migrations.status();
        String current = status.current().map(MigrationVersion::toString).orElse(null);
        if (json()) {
            output().json(new StatusJson(
                    current,
                    status.pending().size(),
                    status.entries().stream().map(MigrateStatusCommand::json).toList()));
        } else {
            output().table(
                            List.of("version", "description", "state", "applied", "batch", "undo", "notes"),
                            status.entries().stream()
                                    .map(MigrateStatusCommand::row)
                                    .toList());
            output().note("(" + (current == null ? "nothing is applied" : "at version " + current) + ", "
                    + status.pending().size() + " pending)");
        }
        return ExitCode.FINE;
    }

    private static EntryJson json(Entry entry) {
        return new EntryJson(
                entry.version() == null ? null : entry.version().toString(),
                entry.description(),
                word(entry.type()),
                entry.script(),
                word(entry.state()),
                entry.undoable(),
                entry.fileMissing(),
                entry.edited(),
                entry.appliedAt(),
                entry.appliedBy(),
                entry.took().toNanos() / 1e6,
                entry.batch(),
                entry.tags(),
                entry.reached(),
                entry.statements());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> row(Entry entry) {
        return List.of(
                entry.version() == null ? "" : entry.version().toString(),
                entry.description(),
                word(entry.state()),
                entry.appliedAt() == null
                        ? ""
                        : entry.appliedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                entry.batch() == 0 ? "" : String.valueOf(entry.batch()),
                entry.undoable() ? "yes" : "no",
                notes(entry));
    }

    private static String notes(Entry entry) {
        List<String> notes = new ArrayList<>(entry.tags());
        if (entry.state().isHalf()) {
            notes.add("statement " + entry.reached() + " of " + entry.statements());
        }
        if (entry.fileMissing()) {
            notes.add("its file is missing");
        }
        if (entry.edited() && entry.state() != MigrationState.PENDING) {
            notes.add("edited");
        }
        return String.join(", ", notes);
    }
}
