package dev.hawser.migrations;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which steps a run takes downwards. Everything that is in its way is found before the first. For one run. */
final class DownPlan {

    private static final Logger LOG = LoggerFactory.getLogger(DownPlan.class);

    private final Outlook outlook;
    private final History history;
    private final ScriptLanguage language;
    private final Placeholders placeholders;
    private final UpPlan upPlan;
    private final List<String> problems = new ArrayList<>();

    DownPlan(Outlook outlook, History history, ScriptLanguage language, Placeholders placeholders, UpPlan upPlan) {
        this.outlook = outlook;
        this.history = history;
        this.language = language;
        this.placeholders = placeholders;
        this.upPlan = upPlan;
    }

    /**
     * The steps of a run that undoes.
     *
     * @throws MigrationException with everything that is in its way
     */
    List<Step> steps(Target target) {
        List<HistoryRow> chosen = chosen(target);
        requireWhole(chosen);
        List<Step> steps = new ArrayList<>();
        for (HistoryRow row : chosen) {
            Step step = step(row);
            if (step != null) {
                upPlan.refusals(step.body(), problems);
                steps.add(step);
            }
        }
        upPlan.hookRefusals(problems);
        if (!problems.isEmpty()) {
            throw new MigrationException(problems);
        }
        return steps;
    }

    private List<HistoryRow> chosen(Target target) {
        List<HistoryRow> applied = outlook.applied();
        if (target instanceof Target.Count count) {
            return applied.subList(0, Math.min(count.count(), applied.size()));
        }
        return applied.stream().filter(wanted(target, applied)).toList();
    }

    private Predicate<HistoryRow> wanted(Target target, List<HistoryRow> applied) {
        if (target instanceof Target.Version to) {
            MigrationVersion version = to.version();
            if (!version.equals(MigrationVersion.of("0")) && outlook.entry(version) == null) {
                problems.add("version " + version + " is not applied, so there is no way down to it; see status");
            }
            return row -> row.version() != null && row.version().compareTo(version) > 0;
        }
        if (target instanceof Target.Tag to) {
            int rank = applied.stream()
                    .filter(row -> row.tagList().contains(to.tag()))
                    .mapToInt(HistoryRow::rank)
                    .max()
                    .orElse(-1);
            if (rank < 0) {
                problems.add("nothing that is applied has the tag " + to.tag() + "; see status");
                return row -> false;
            }
            return row -> row.rank() > rank;
        }
        if (target instanceof Target.LastBatch) {
            int batch = applied.isEmpty() ? 0 : applied.get(0).batch();
            return row -> row.batch() == batch;
        }
        return row -> row.type() != MigrationType.BASELINE;
    }

    /** What is half there is finished or undone before anything else. */
    private void requireWhole(List<HistoryRow> chosen) {
        HistoryRow half = outlook.half();
        if (half != null && !chosen.isEmpty() && !chosen.contains(half)) {
            problems.add(half.script() + ": " + half.name() + " is half "
                    + (half.state() == MigrationState.UNDOING ? "undone" : "applied") + ", up to statement "
                    + half.reached() + " of " + half.statements() + ": "
                    + (half.version() == null ? "run up first" : "undo it too, or run up first"));
        }
    }

    private @Nullable Step step(HistoryRow row) {
        if (row.type() == MigrationType.BASELINE) {
            problems.add(
                    "version " + row.version() + " is the baseline: what it stands for was there before, and nothing"
                            + " here can undo it; go down to " + row.version() + " at most");
            return null;
        }
        Body undo = undo(row);
        if (undo == null) {
            return null;
        }
        boolean goesOn = row.state() == MigrationState.UNDOING;
        boolean nothingIsThere = row.state().isHalf() && !goesOn && row.reached() == 0 && row.intent() == null;
        HistoryRow entry = goesOn
                ? row
                : row.with(
                        row.state(),
                        nothingIsThere ? undo.parts().size() : 0,
                        undo.parts().size(),
                        null,
                        row.took());
        return new Step(UpPlan.planned(Direction.DOWN, entry, undo), undo, entry, false, history.details(row.rank()));
    }

    private @Nullable Body undo(HistoryRow row) {
        Migration.Versioned migration = outlook.migration(row.version());
        Body file = migration == null ? null : migration.undo();
        String kept = history.details(row.rank()).undoText();
        if (kept == null) {
            if (file == null) {
                problems.add(missing(row));
            }
            return file;
        }
        if (file != null && file.checksum().equals(row.undoChecksum())) {
            return file;
        }
        if (file != null) {
            LOG.atWarn()
                    .addKeyValue("script", file.label())
                    .log("the undo script is not what it was when the migration was applied; the one that the history"
                            + " keeps is used");
        }
        try {
            return language.read("undo of " + row.script() + " (kept in the history)", kept, placeholders);
        } catch (IllegalArgumentException unusable) {
            problems.add(unusable.getMessage() + "; write it as it should be with repair and an undo file");
            return null;
        }
    }

    private static String missing(HistoryRow row) {
        if (row.type() == MigrationType.JAVA) {
            return row.script() + ": nothing undoes " + row.name()
                    + ": the class is not there, or has no method down; write one, or restore a backup";
        }
        String file = row.script().startsWith("V") ? "U" + row.script().substring(1) : "U" + row.version() + "__….sql";
        return row.script() + ", line 1: nothing undoes " + row.name() + ": there was no " + file
                + " when it was applied, and there is none now; write one, or restore a backup";
    }
}
