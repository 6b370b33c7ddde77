package dev.hawser.migrations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes over what Flyway has applied, once everything agrees with the files. For one run. */
final class FlywayAdoption {

    private static final String BY = ", with Flyway";

    private final Outlook outlook;
    private final List<String> problems = new ArrayList<>();
    private final Map<MigrationVersion, FlywayRow> versions = new LinkedHashMap<>();
    private final Map<String, FlywayRow> repeatables = new LinkedHashMap<>();

    FlywayAdoption(List<FlywayRow> rows, Outlook outlook) {
        this.outlook = outlook;
        rows.forEach(this::last);
    }

    /** What counts in the end: what was undone or deleted is not there any more. */
    private void last(FlywayRow row) {
        if (!row.success()) {
            problems.add("Flyway's history, rank " + row.rank() + ": " + row.script() + " failed; undo by hand what it"
                    + " left, remove the line with Flyway's repair, and try again");
        } else if (row.version() != null) {
            MigrationVersion version = MigrationVersion.of(row.version());
            String type = row.type().toUpperCase(Locale.ROOT);
            versions.remove(version);
            if (!type.startsWith("UNDO") && !type.equals("DELETE")) {
                versions.put(version, row);
            }
        } else if (!row.type().equalsIgnoreCase("SCHEMA")) {
            repeatables.put(row.description(), row);
        }
    }

    /**
     * Notes everything, under the lock that is held.
     *
     * @return what was taken over
     * @throws MigrationException with everything that does not agree; nothing was changed then
     */
    List<String> into(History history) {
        List<History.Entry> entries = new ArrayList<>();
        versions.forEach((version, row) -> versioned(version, row, entries));
        repeatables.values().forEach(row -> repeatable(row, entries));
        outlook.applied().stream().filter(row -> !isOfFlyway(row)).forEach(this::conflict);
        if (!problems.isEmpty()) {
            throw new MigrationException(problems);
        }
        history.create();
        history.insertAll(entries);
        List<String> taken = new ArrayList<>();
        for (History.Entry entry : entries) {
            taken.add(entry.row().script() + ": " + entry.row().name()
                    + (entry.row().undoChecksum() == null ? " is applied" : " is applied, and can be undone"));
        }
        return List.copyOf(taken);
    }

    private static boolean isOfFlyway(HistoryRow row) {
        return row.appliedBy().endsWith(BY);
    }

    private void conflict(HistoryRow row) {
        problems.add("the history has " + row.name() + " (" + row.script() + ") already, which Hawser applied; what"
                + " Flyway applied is taken over before that");
    }

    private void versioned(MigrationVersion version, FlywayRow row, List<History.Entry> entries) {
        if (outlook.entry(version) != null) {
            return; // an earlier adoption that was cut short
        }
        boolean baseline = row.type().toUpperCase(Locale.ROOT).contains("BASELINE");
        Migration.Versioned migration = outlook.migration(version);
        if (baseline) {
            entries.add(
                    entry(row, version, words(row.description()), MigrationType.BASELINE, null, null, entries.size()));
        } else if (migration != null) {
            compare(row, migration);
            entries.add(entry(
                    row,
                    version,
                    migration.description(),
                    migration.forward().type(),
                    migration.forward(),
                    migration.undo(),
                    entries.size()));
        } else if (row.checksum() == null) {
            entries.add(entry(
                    row,
                    version,
                    words(row.description()),
                    MigrationType.JAVA,
                    null,
                    null,
                    entries.size())); // its class was Flyway's
        } else if (!isCovered(version)) {
            problems.add(row.script() + ": Flyway applied version " + version + " on " + row.installedOn()
                    + ", and its file is not among the migrations; bring it back, or name all locations");
        }
    }

    /** Whether a later baseline speaks for it. */
    private boolean isCovered(MigrationVersion version) {
        return versions.entrySet().stream()
                .anyMatch(other ->
                        other.getValue().type().toUpperCase(Locale.ROOT).contains("BASELINE")
                                && other.getKey().compareTo(version) > 0);
    }

    private void compare(FlywayRow row, Migration.Versioned migration) {
        if (!words(row.description()).equals(words(migration.description()))) {
            problems.add(
                    migration.label() + ": is called \"" + migration.description() + "\", and what Flyway applied as"
                            + " version " + migration.version() + " was \"" + row.description()
                            + "\"; give the file its name again, or correct Flyway's history with its repair");
        }
        if (migration.forward() instanceof Script script
                && row.checksum() != null
                && row.checksum() != script.flywayChecksum()) {
            problems.add(migration.label() + ", line 1: was edited after Flyway had applied it on " + row.installedOn()
                    + " (its checksum was " + row.checksum() + " and is " + script.flywayChecksum()
                    + "); put it back as it was, or accept it as it is with Flyway's repair, and try again");
        }
    }

    private static String words(String description) {
        return description.strip().replaceAll("[\\s_]+", " ");
    }

    /** One that has changed, or has no file, is left out: then it runs at the next up, or is gone. */
    private void repeatable(FlywayRow row, List<History.Entry> entries) {
        for (Migration migration : outlook.set().migrations()) {
            if (migration instanceof Migration.Repeatable repeatable
                    && words(repeatable.description()).equals(words(row.description()))
                    && repeatable.forward() instanceof Script script
                    && Objects.equals(row.checksum(), script.flywayChecksum())
                    && outlook.entry(repeatable) == null) {
                entries.add(entry(row, null, repeatable.description(), script.type(), script, null, entries.size()));
            }
        }
    }

    /** Each has a batch of its own: which of them one run of Flyway applied is not known. */
    private History.Entry entry(
            FlywayRow row,
            @Nullable MigrationVersion version,
            String description,
            MigrationType type,
            @Nullable Body forward,
            @Nullable Body undo,
            int before) {
        int statements = forward == null ? 0 : forward.parts().size();
        HistoryRow entry = new HistoryRow(
                outlook.lastRank() + before + 1,
                version,
                description,
                type,
                row.script().substring(row.script().lastIndexOf('/') + 1),
                forward == null ? null : forward.checksum(),
                undo == null ? null : undo.checksum(),
                outlook.lastBatch() + before + 1,
                null,
                row.installedBy() + BY,
                row.installedOn(),
                row.took(),
                MigrationState.APPLIED,
                statements,
                statements,
                null);
        String kept = undo == null || undo.kept().isEmpty() ? null : undo.kept();
        return new History.Entry(entry, new History.Details(kept, forward == null ? null : PartChecksums.of(forward)));
    }
}
