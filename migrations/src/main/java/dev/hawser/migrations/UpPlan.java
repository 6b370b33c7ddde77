package dev.hawser.migrations;

import dev.hawser.spi.jdbc.SqlDialect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which steps a run takes upwards. Everything that is in its way is found before the first. */
final class UpPlan {

    private static final int MAX_NAME = 250;
    private static final Pattern NOT_IN_A_TRANSACTION = Pattern.compile(
            "(?:\\s+|--[^\\n]*|/\\*.*?\\*/)*pragma\\s+(?:\\w+\\s*\\.\\s*)?(?:foreign_keys|journal_mode)\\s*[=(].*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Outlook outlook;
    private final @Nullable SqlDialect dialect;

    /** {@code dialect}: null for a database of documents. */
    UpPlan(Outlook outlook, @Nullable SqlDialect dialect) {
        this.outlook = outlook;
        this.dialect = dialect;
    }

    /**
     * The steps of a run that applies.
     *
     * @throws MigrationException with everything that is in its way
     */
    List<Step> up(Target target, String user) {
        List<String> problems = new ArrayList<>(outlook.problems());
        List<Migration.Versioned> pending = outlook.pending();
        List<Migration.Versioned> chosen = chosen(pending, target, problems);
        List<Step> steps = new ArrayList<>();
        int rank = outlook.lastRank();
        int batch = outlook.lastBatch() + 1;
        for (Migration.Versioned migration : chosen) {
            HistoryRow half = outlook.entry(migration.version());
            steps.add(half == null ? fresh(migration, ++rank, batch, user) : resumed(migration, half));
        }
        if (chosen.size() == pending.size()) {
            for (Migration.Repeatable migration : outlook.pendingRepeatables()) {
                HistoryRow last = outlook.entry(migration);
                steps.add(
                        last == null || !last.state().isHalf()
                                ? fresh(migration, ++rank, batch, user)
                                : repeated(migration, last));
            }
        }
        steps.forEach(step -> refusals(step.body(), problems));
        hookRefusals(problems);
        if (!problems.isEmpty()) {
            throw new MigrationException(problems);
        }
        return steps;
    }

    /** What is half applied goes first, whatever is asked for. */
    private List<Migration.Versioned> chosen(List<Migration.Versioned> pending, Target target, List<String> problems) {
        List<Migration.Versioned> ordered = new ArrayList<>();
        pending.stream().filter(this::isHalf).forEach(ordered::add);
        pending.stream().filter(migration -> !isHalf(migration)).forEach(ordered::add);
        if (target instanceof Target.Count count) {
            return ordered.subList(0, Math.min(count.count(), ordered.size()));
        }
        if (target instanceof Target.Version version) {
            if (outlook.migration(version.version()) == null && outlook.entry(version.version()) == null) {
                problems.add("there is no version " + version.version() + " to go up to; the highest is "
                        + outlook.set().migrations().stream()
                                .filter(Migration.Versioned.class::isInstance)
                                .map(migration -> ((Migration.Versioned) migration).version())
                                .max(MigrationVersion::compareTo)
                                .map(MigrationVersion::toString)
                                .orElse("none"));
            }
            return ordered.stream()
                    .filter(migration ->
                            isHalf(migration) || migration.version().compareTo(version.version()) <= 0)
                    .toList();
        }
        if (target instanceof Target.Latest) {
            return ordered;
        }
        throw new IllegalArgumentException("up goes to the latest version, by a count, or to a version");
    }

    private boolean isHalf(Migration.Versioned migration) {
        return outlook.entry(migration.version()) != null;
    }

    private Step fresh(Migration migration, int rank, int batch, String user) {
        Body body = migration.forward();
        Body undo = migration instanceof Migration.Versioned versioned ? versioned.undo() : null;
        HistoryRow entry = new HistoryRow(
                rank,
                migration instanceof Migration.Versioned versioned ? versioned.version() : null,
                shortened(migration.description()),
                body.type(),
                shortened(fileName(body.label())),
                body.checksum(),
                undo == null ? null : undo.checksum(),
                batch,
                null,
                shortened(user),
                Instant.now(),
                Duration.ZERO,
                MigrationState.APPLYING,
                0,
                body.parts().size(),
                null);
        return new Step(planned(Direction.UP, entry, body), body, entry, true, details(body, undo));
    }

    /** An undo script that is gone is kept as the history has it. */
    private Step resumed(Migration.Versioned migration, HistoryRow half) {
        Body undo = migration.undo();
        Body body = migration.forward();
        HistoryRow entry = half.withChecksums(body.checksum(), undo == null ? half.undoChecksum() : undo.checksum());
        History.Details details = undo == null
                ? new History.Details(outlook.undoText(half), PartChecksums.of(body))
                : details(body, undo);
        return new Step(planned(Direction.UP, entry, body), body, entry, false, details);
    }

    /** A repeatable one may be run from its beginning at any time, so that is what is done if it was edited meanwhile. */
    private static Step repeated(Migration.Repeatable migration, HistoryRow half) {
        Body body = migration.forward();
        HistoryRow entry = Outlook.isEdited(half, migration)
                ? half.withChecksums(body.checksum(), null).reached(0, null)
                : half;
        return new Step(planned(Direction.UP, entry, body), body, entry, false, details(body, null));
    }

    private static History.Details details(Body body, @Nullable Body undo) {
        String kept = undo == null || undo.kept().isEmpty() ? null : undo.kept();
        return new History.Details(kept, PartChecksums.of(body));
    }

    static PlannedStep planned(Direction direction, HistoryRow entry, Body body) {
        return new PlannedStep(
                direction,
                entry.version(),
                entry.description(),
                body.type(),
                body.label(),
                entry.reached(),
                body.parts());
    }

    /** The same of what runs before and after the steps. */
    void hookRefusals(List<String> problems) {
        outlook.set().before().forEach(hook -> refusals(hook, problems));
        outlook.set().after().forEach(hook -> refusals(hook, problems));
    }

    /** What would give the lock away or take the journal back. */
    void refusals(Body body, List<String> problems) {
        if (dialect == null || !(body instanceof Script)) {
            return;
        }
        EngineRules rules = EngineRules.of(dialect);
        ineffective(rules, dialect, body, problems);
        for (int i = 0; i < body.parts().size(); i++) {
            if (rules.kind(body.parts().get(i), dialect) == StatementKind.REFUSED) {
                problems.add(
                        body.place(i) + ": this statement takes back what the history says, or gives away the lock that"
                                + " keeps others from migrating; take it out");
            }
        }
    }

    /** SQLite's settings that do nothing, and say nothing, in a transaction; at the head of a script they come before it, and behind it all is set back. */
    private static void ineffective(EngineRules rules, SqlDialect dialect, Body body, List<String> problems) {
        List<StatementKind> kinds =
                body.parts().stream().map(sql -> rules.kind(sql, dialect)).toList();
        if (rules != EngineRules.SQLITE || !body.transactional() || kinds.contains(StatementKind.COMMITS)) {
            return;
        }
        int begun = 0;
        while (begun < kinds.size() && kinds.get(begun) == StatementKind.SESSION) {
            begun++;
        }
        int last = Math.max(kinds.lastIndexOf(StatementKind.TRANSACTIONAL), kinds.lastIndexOf(StatementKind.TEMPORARY));
        for (int i = begun; i < last; i++) {
            if (NOT_IN_A_TRANSACTION.matcher(body.parts().get(i)).lookingAt()) {
                problems.add(body.place(i)
                        + ": this setting has no effect in the transaction in which the script runs; put it"
                        + " before all other statements, or begin the script with -- hawser:transaction=false");
            }
        }
    }

    private static String fileName(String label) {
        return label.substring(Math.max(label.lastIndexOf('/'), label.lastIndexOf('\\')) + 1);
    }

    private static String shortened(String text) {
        return text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME);
    }
}
