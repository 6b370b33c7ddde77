package dev.hawser.migrations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What there is beside what was applied. Immutable, but for what it asks the history. */
final class Outlook {

    private final MigrationSet set;
    private final History history;
    private final boolean outOfOrder;
    private final List<HistoryRow> rows;
    private final TreeMap<MigrationVersion, HistoryRow> versions = new TreeMap<>();
    private final Map<String, HistoryRow> repeatables = new HashMap<>();
    private final TreeMap<MigrationVersion, Migration.Versioned> known = new TreeMap<>();

    Outlook(MigrationSet set, History history, boolean outOfOrder) {
        this(set, history, outOfOrder, history.rows());
    }

    private Outlook(MigrationSet set, History history, boolean outOfOrder, List<HistoryRow> rows) {
        this.set = set;
        this.history = history;
        this.outOfOrder = outOfOrder;
        this.rows = rows;
        for (HistoryRow row : rows) {
            if (row.state() == MigrationState.UNDONE) {
                continue;
            }
            if (row.version() == null) {
                repeatables.put(row.description(), row);
            } else {
                versions.put(row.version(), row);
            }
        }
        for (Migration migration : set.migrations()) {
            if (migration instanceof Migration.Versioned versioned) {
                known.put(versioned.version(), versioned);
            }
        }
    }

    /** How it will be when the entry of this rank has been undone. */
    Outlook without(int rank) {
        List<HistoryRow> then = rows.stream()
                .map(row -> row.rank() == rank
                        ? row.with(MigrationState.UNDONE, row.reached(), row.statements(), null, row.took())
                        : row)
                .toList();
        return new Outlook(set, history, outOfOrder, then);
    }

    /** The entries of what is there, wholly or in part, the last one applied first; repeatable ones apart. */
    List<HistoryRow> applied() {
        return versions.values().stream()
                .sorted((a, b) -> Integer.compare(b.rank(), a.rank()))
                .toList();
    }

    List<HistoryRow> repeated() {
        return List.copyOf(repeatables.values());
    }

    int lastRank() {
        return rows.isEmpty() ? 0 : rows.get(rows.size() - 1).rank();
    }

    int lastBatch() {
        return rows.stream().mapToInt(HistoryRow::batch).max().orElse(0);
    }

    /** Whether there never was anything. */
    boolean isEmpty() {
        return versions.isEmpty() && repeatables.isEmpty();
    }

    @Nullable
    HistoryRow entry(MigrationVersion version) {
        return versions.get(version);
    }

    Migration.@Nullable Versioned migration(@Nullable MigrationVersion version) {
        return version == null ? null : known.get(version);
    }

    MigrationSet set() {
        return set;
    }

    /** The one that was begun and has not ended; there is at most one, since no run goes on behind it. */
    @Nullable
    HistoryRow half() {
        HistoryRow half = null;
        for (HistoryRow row : rows) {
            half = row.state().isHalf() ? row : half;
        }
        return half;
    }

    /** Versions up to this one were there before; null if there is no baseline. */
    @Nullable
    MigrationVersion baseline() {
        return versions.values().stream()
                .filter(row -> row.type() == MigrationType.BASELINE)
                .map(HistoryRow::version)
                .max(MigrationVersion::compareTo)
                .orElse(null);
    }

    /** Those that were not applied yet, in order; the one that is half applied too. */
    List<Migration.Versioned> pending() {
        MigrationVersion baseline = baseline();
        return known.values().stream()
                .filter(migration -> baseline == null || migration.version().compareTo(baseline) > 0)
                .filter(migration -> {
                    HistoryRow row = versions.get(migration.version());
                    return row == null
                            || row.state() == MigrationState.APPLYING
                            || row.state() == MigrationState.FAILED;
                })
                .toList();
    }

    /** Those that were never applied, or are not what was applied. */
    List<Migration.Repeatable> pendingRepeatables() {
        List<Migration.Repeatable> pending = new ArrayList<>();
        for (Migration migration : set.migrations()) {
            if (migration instanceof Migration.Repeatable repeatable) {
                HistoryRow row = repeatables.get(repeatable.description());
                if (row == null || row.state().isHalf() || isEdited(row, repeatable)) {
                    pending.add(repeatable);
                }
            }
        }
        return pending;
    }

    @Nullable
    HistoryRow entry(Migration.Repeatable repeatable) {
        return repeatables.get(repeatable.description());
    }

    static boolean isEdited(HistoryRow row, Migration migration) {
        return row.checksum() != null
                && !row.checksum().equals(migration.forward().checksum());
    }

    /** What the history keeps to undo an entry; null if it keeps nothing. */
    @Nullable
    String undoText(HistoryRow row) {
        return history.details(row.rank()).undoText();
    }

    /** Whether a file that was applied is gone, and nobody has said that this is right. */
    boolean isMissing(HistoryRow row) {
        return row.version() != null
                && row.type() != MigrationType.BASELINE
                && row.checksum() != null
                && !known.containsKey(row.version());
    }

    /** Everything that keeps more from being applied. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        MigrationVersion highest = versions.isEmpty() ? null : versions.lastKey();
        for (HistoryRow row : versions.values()) {
            Migration migration = known.get(row.version());
            if (row.state() == MigrationState.UNDOING) {
                problems.add(halfUndone(row));
            } else if (isMissing(row)) {
                problems.add(missing(row));
            } else if (migration != null && row.type() != MigrationType.BASELINE && isEdited(row, migration)) {
                edited(row, migration, problems);
            }
        }
        for (Migration.Versioned migration : pending()) {
            if (!outOfOrder
                    && highest != null
                    && migration.version().compareTo(highest) < 0
                    && !versions.containsKey(migration.version())) {
                problems.add(migration.label() + ": version " + migration.version() + " comes before version " + highest
                        + ", which is applied: there is a gap in the history. Give it a version above " + highest
                        + ", or allow it with migrations.out-of-order");
            }
        }
        return problems;
    }

    private static String halfUndone(HistoryRow row) {
        return row.script() + ": " + row.name() + " is half undone, up to statement " + row.reached() + " of "
                + row.statements() + ": run down, which goes on from there";
    }

    private static String missing(HistoryRow row) {
        return row.script() + ": " + row.name() + " was applied on " + row.appliedAt() + " by " + row.appliedBy()
                + ", and its file is gone: bring it back, or, if it is gone for good, say so with repair";
    }

    private void edited(HistoryRow row, Migration migration, List<String> problems) {
        Body body = migration.forward();
        int part = PartChecksums.firstDifference(history.details(row.rank()).partChecksums(), body);
        if (row.state().isHalf()) {
            if (part >= 0 && part < row.reached()) {
                problems.add(body.place(Math.min(part, body.parts().size() - 1)) + ": statement " + (part + 1)
                        + " was edited, and it is done already: put it back as it was, edit what is behind statement "
                        + row.reached() + " alone, or undo what is done with down");
            }
            return;
        }
        String place = part < 0
                ? body.label() + ", line 1"
                : body.place(Math.min(part, body.parts().size() - 1));
        String what = part < 0 ? "in its comments" : "from statement " + (part + 1) + " on";
        problems.add(place + ": was edited, " + what + ", after it was applied on " + row.appliedAt() + " by "
                + row.appliedBy()
                + ": put it back as it was, and write what is new into a migration of its own; or accept"
                + " it as it is with repair");
    }
}
