package dev.hawser.migrations;

import dev.hawser.SqlDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Changes of the history alone, each under the lock. For one thread. */
final class Upkeep {

    private final Settings settings;

    Upkeep(Settings settings) {
        this.settings = settings;
    }

    private <T> T locked(BiFunction<MigrationSession, Outlook, T> work) {
        MigrationSet set = settings.read();
        try (MigrationSession session = settings.session()) {
            session.lock(settings.lockTimeout());
            return work.apply(session, new Outlook(set, session.history(), settings.outOfOrder()));
        }
    }

    List<String> repair() {
        return locked((session, outlook) -> {
            List<String> repaired = new ArrayList<>();
            for (HistoryRow row : outlook.applied()) {
                Migration.Versioned migration = outlook.migration(row.version());
                if (outlook.isMissing(row)) {
                    session.history().update(row.withChecksums(null, row.undoChecksum()));
                    repaired.add(row.script() + ": " + row.name() + " has no file any more");
                } else if (migration != null && isWholeOrUndoing(row) && isOther(row, migration)) {
                    accept(session.history(), row, migration);
                    repaired.add(migration.label() + ": taken as it is for " + row.name());
                }
            }
            return List.copyOf(repaired);
        });
    }

    /** What is half applied is compared statement by statement when its run goes on. */
    private static boolean isWholeOrUndoing(HistoryRow row) {
        return row.state() == MigrationState.APPLIED || row.state() == MigrationState.UNDOING;
    }

    private static boolean isOther(HistoryRow row, Migration.Versioned migration) {
        Body undo = migration.undo();
        return row.type() != MigrationType.BASELINE
                && (!migration.forward().checksum().equals(row.checksum())
                        || (undo != null && !undo.checksum().equals(row.undoChecksum())));
    }

    /** An undo script that is gone is kept as the history has it. */
    private static void accept(History history, HistoryRow row, Migration.Versioned migration) {
        Body undo = migration.undo();
        String kept = history.details(row.rank()).undoText();
        history.update(
                row.withChecksums(migration.forward().checksum(), undo == null ? row.undoChecksum() : undo.checksum()),
                new History.Details(
                        undo == null || undo.kept().isEmpty() ? kept : undo.kept(),
                        PartChecksums.of(migration.forward())));
    }

    List<String> repair(Interrupted found) {
        return locked((session, outlook) -> {
            HistoryRow half = outlook.half();
            if (half == null) {
                throw new MigrationException(
                        settings.config().name() + ": nothing was interrupted; see status. Nothing was changed", null);
            }
            HistoryRow now = after(half, found);
            session.history().update(now);
            return List.of(half.script() + ": " + half.name() + " is noted as " + word(now.state())
                    + ", up to statement " + now.reached() + " of " + now.statements());
        });
    }

    private static HistoryRow after(HistoryRow half, Interrupted found) {
        boolean undoing = half.state() == MigrationState.UNDOING;
        int all = half.statements();
        return switch (found) {
            case STATEMENT_DONE -> half.reached(Math.min(half.reached() + 1, all), null);
            case STATEMENT_NOT_DONE -> half.reached(half.reached(), null);
            case ALL_DONE ->
                half.with(undoing ? MigrationState.UNDONE : MigrationState.APPLIED, all, all, null, half.took());
            case NOTHING_DONE ->
                half.with(undoing ? MigrationState.APPLIED : MigrationState.UNDONE, 0, all, null, half.took());
        };
    }

    private static String word(MigrationState state) {
        return switch (state) {
            case APPLIED -> "applied";
            case UNDONE -> "undone";
            case UNDOING -> "half undone";
            case APPLYING, FAILED, PENDING, BASELINE -> "half applied";
        };
    }

    @Nullable
    Void baseline(MigrationVersion version, String description) {
        return locked((session, outlook) -> {
            if (Objects.equals(outlook.baseline(), version) && outlook.applied().size() == 1) {
                return null;
            }
            if (!outlook.isEmpty()) {
                HistoryRow last = outlook.applied().isEmpty()
                        ? outlook.repeated().get(0)
                        : outlook.applied().get(0);
                throw new MigrationException(
                        settings.config().name() + ": the history has " + last.name() + " (" + last.script()
                                + ") already, so there is no baseline to set. Nothing was changed",
                        null);
            }
            session.history().create();
            session.history()
                    .insert(
                            new HistoryRow(
                                    outlook.lastRank() + 1,
                                    version,
                                    description,
                                    MigrationType.BASELINE,
                                    "baseline",
                                    null,
                                    null,
                                    outlook.lastBatch() + 1,
                                    null,
                                    session.user(),
                                    Instant.now(),
                                    Duration.ZERO,
                                    MigrationState.APPLIED,
                                    0,
                                    0,
                                    null),
                            new History.Details(null, null));
            return null;
        });
    }

    List<String> adopt(String table) {
        if (!(settings.database() instanceof SqlDatabase sql)) {
            throw new MigrationException(
                    settings.config().name() + ": what Flyway applied can be taken over from databases with SQL alone",
                    null);
        }
        List<FlywayRow> rows = FlywayRow.read(sql, table);
        return locked((session, outlook) -> new FlywayAdoption(rows, outlook).into(session.history()));
    }

    @Nullable
    Void tag(String name) {
        return locked((session, outlook) -> {
            new Tagging(settings.config().name(), name).give(session, outlook);
            return null;
        });
    }
}
