package dev.hawser.migrations;

import dev.hawser.migrations.MigrationStatus.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts together what is applied and what is not. */
final class StatusReader {

    private StatusReader() {}

    static MigrationStatus read(Outlook outlook) {
        List<Entry> versioned = new ArrayList<>();
        for (HistoryRow row : outlook.applied()) {
            versioned.add(entry(outlook, row, outlook.migration(row.version())));
        }
        MigrationVersion baseline = outlook.baseline();
        for (Migration migration : outlook.set().migrations()) {
            if (migration instanceof Migration.Versioned one && outlook.entry(one.version()) == null) {
                boolean before = baseline != null && one.version().compareTo(baseline) <= 0;
                versioned.add(absent(
                        migration,
                        one.version(),
                        before ? MigrationState.BASELINE : MigrationState.PENDING,
                        one.undo() != null));
            }
        }
        versioned.sort(Comparator.comparing(Entry::version, Comparator.nullsLast(Comparator.naturalOrder())));
        List<Entry> all = new ArrayList<>(versioned);
        for (Migration migration : outlook.set().migrations()) {
            if (migration instanceof Migration.Repeatable one) {
                HistoryRow row = outlook.entry(one);
                all.add(row == null ? absent(one, null, MigrationState.PENDING, false) : entry(outlook, row, one));
            }
        }
        return new MigrationStatus(all);
    }

    private static Entry entry(Outlook outlook, HistoryRow row, @Nullable Migration migration) {
        boolean edited = migration != null && row.type() != MigrationType.BASELINE && Outlook.isEdited(row, migration);
        boolean again = migration instanceof Migration.Repeatable && edited;
        boolean file = migration instanceof Migration.Versioned versioned && versioned.undo() != null;
        return new Entry(
                row.version(),
                row.description(),
                row.type(),
                row.script(),
                again ? MigrationState.PENDING : row.state(),
                row.version() != null && (row.undoChecksum() != null || file),
                outlook.isMissing(row),
                edited,
                row.appliedAt(),
                row.appliedBy(),
                row.took(),
                row.batch(),
                row.tagList(),
                row.reached(),
                row.statements());
    }

    private static Entry absent(
            Migration migration, @Nullable MigrationVersion version, MigrationState state, boolean undoable) {
        return new Entry(
                version,
                migration.description(),
                migration.forward().type(),
                migration.label(),
                state,
                undoable,
                false,
                false,
                null,
                null,
                Duration.ZERO,
                0,
                List.of(),
                0,
                migration.forward().parts().size());
    }
}
