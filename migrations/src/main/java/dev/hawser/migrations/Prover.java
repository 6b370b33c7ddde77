package dev.hawser.migrations;

import dev.hawser.ScratchDatabase;
import dev.hawser.SqlDatabase;
import dev.hawser.error.DatabaseException;
import dev.hawser.migrations.Proof.Tried;
import dev.hawser.spi.OpenDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tries pending migrations where nothing can be broken: a scratch database gets what is applied, and then each of them up, down and up again, with the schema compared each
 * time. For one thread.
 */
final class Prover {

    private static final int SHOWN = 12;

    private final Settings settings;
    private final SqlDatabase database;
    private final List<Tried> tried = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final long startedAt = System.nanoTime();

    Prover(Settings settings) {
        this.settings = settings;
        if (!(settings.open().database() instanceof SqlDatabase sql)) {
            throw new MigrationException(
                    settings.config().name() + ": migrations of documents cannot be proved, since there is no schema to"
                            + " compare. Nothing was changed",
                    null);
        }
        this.database = sql;
    }

    /** What is applied, and what is pending. */
    private record Work(
            List<Migration> there,
            List<Migration.Versioned> pending,
            List<Migration.Repeatable> repeatables,
            @Nullable MigrationVersion baseline,
            boolean half) {

        /** Whether what was there at the baseline is in no file. */
        boolean beginsInTheDark() {
            MigrationVersion first = baseline;
            return first != null
                    && there.stream()
                            .noneMatch(migration -> migration instanceof Migration.Versioned versioned
                                    && versioned.version().compareTo(first) <= 0);
        }
    }

    Proof prove() {
        MigrationSet set = settings.read();
        Work work = work(set);
        List<StatementAdvice> advice = advice(work);
        try (ScratchDatabase scratch = scratch();
                DropAtExit ignored = new DropAtExit(scratch)) {
            new Trial(scratch, set, work).run();
        }
        return new Proof(tried, problems, warnings, advice, Duration.ofNanos(System.nanoTime() - startedAt));
    }

    private Work work(MigrationSet set) {
        try (MigrationSession session = settings.session()) {
            Outlook outlook = new Outlook(set, session.history(), settings.outOfOrder());
            List<String> inTheWay = outlook.problems();
            if (!inTheWay.isEmpty()) {
                throw new MigrationException(inTheWay);
            }
            List<Migration> there = new ArrayList<>(set.migrations());
            there.removeAll(outlook.pending());
            there.removeAll(outlook.pendingRepeatables());
            return new Work(
                    there, outlook.pending(), outlook.pendingRepeatables(), outlook.baseline(), outlook.half() != null);
        }
    }

    private List<StatementAdvice> advice(Work work) {
        try (Connection connection = database.connection()) {
            Advisor advisor = StatementAdvice.advisor(connection, database.dialect(), TablesInUse.Size.BIG);
            if (advisor == null) {
                return List.of();
            }
            List<Migration> all = new ArrayList<>(work.pending());
            all.addAll(work.repeatables());
            for (Migration migration : all) {
                if (migration.forward() instanceof Script script) {
                    advisor.read(script.parts(), script::place);
                }
            }
            return advisor.advice();
        } catch (SQLException | DatabaseException failed) {
            throw new MigrationException(
                    settings.config().name() + ": its tables cannot be looked at: " + failed.getMessage()
                            + ". Nothing was changed",
                    failed);
        }
    }

    private ScratchDatabase scratch() {
        try {
            return ScratchDatabase.like(settings.config());
        } catch (DatabaseException failed) {
            throw new MigrationException(
                    settings.config().name() + ": migrations cannot be proved without a scratch database: "
                            + failed.getMessage() + ". Nothing was changed",
                    failed);
        }
    }

    private static String shown(List<String> differences) {
        List<String> lines = differences.stream()
                .limit(SHOWN)
                .map(line -> "\n      " + line.lines().findFirst().orElse(""))
                .toList();
        int more = differences.size() - lines.size();
        return String.join("", lines) + (more > 0 ? "\n      and " + more + " more" : "");
    }

    /** The way of the migrations through one scratch database. */
    private final class Trial {

        private final Settings scratch;
        private final SqlDatabase empty;
        private final MigrationSet set;
        private final Work work;
        private final List<Migration> sofar;

        Trial(ScratchDatabase scratch, MigrationSet set, Work work) {
            this.scratch = settings.in(new OpenDatabase(scratch.config(), scratch.database()));
            this.empty = scratch.sql();
            this.set = set;
            this.work = work;
            this.sofar = new ArrayList<>(work.there());
        }

        void run() {
            if (!apply("what is applied already does not run in an empty database")) {
                return;
            }
            SchemaSnapshot base = schema(empty);
            drift(base);
            for (Migration.Versioned migration : work.pending()) {
                sofar.add(migration);
                if (!each(migration)) {
                    return;
                }
            }
            if (work.pending().size() > 1 && problems.isEmpty()) {
                all(base);
            }
            if (!work.repeatables().isEmpty()) {
                repeatables();
            }
        }

        /** Returns whether those behind it can be tried. */
        private boolean each(Migration.Versioned migration) {
            SchemaSnapshot before = schema(empty);
            Duration up = up(migration);
            if (up == null) {
                return false;
            }
            if (migration.undo() == null) {
                problems.add(migration.label() + ": nothing undoes it: write an undo script, or make sure that a backup"
                        + " is what you go back to");
                tried.add(new Tried(migration.version().toString(), migration.label(), up, Duration.ZERO, false));
                return true;
            }
            SchemaSnapshot after = schema(empty);
            String undo = migration.undo().label();
            Duration down = down(1, undo + ": the undo of version " + migration.version() + " fails");
            if (down == null) {
                return false;
            }
            boolean undone = compare(
                    before,
                    schema(empty),
                    undo + ": does not lead back: behind it the schema is not what it was before " + migration.label());
            tried.add(new Tried(migration.version().toString(), migration.label(), up, down, undone));
            return up(migration) != null
                    && compare(
                            after,
                            schema(empty),
                            migration.label()
                                    + ": applied again, after its undo, it makes another schema than at first");
        }

        private void all(SchemaSnapshot base) {
            SchemaSnapshot top = schema(empty);
            int count = work.pending().size();
            if (down(count, "down of all " + count + " migrations fails, though each can be undone alone") != null) {
                compare(base, schema(empty), "down of all " + count + " migrations does not lead back");
                if (apply("all of them fail when they are applied again")) {
                    compare(top, schema(empty), "up, after down of all, makes another schema than at first");
                }
            }
        }

        private void repeatables() {
            for (Migration.Repeatable repeatable : work.repeatables()) {
                sofar.add(repeatable);
                Duration up = up(repeatable);
                if (up == null) {
                    return;
                }
                tried.add(new Tried(repeatable.description(), repeatable.label(), up, Duration.ZERO, false));
            }
            int count = work.pending().size();
            if (count > 0
                    && work.pending().stream().allMatch(migration -> migration.undo() != null)
                    && problems.isEmpty()) {
                down(count, "down fails once the repeatable migrations are applied, which stay");
            }
        }

        private @Nullable Duration up(Migration migration) {
            long begunAt = System.nanoTime();
            return apply(migration.label() + ": fails") ? Duration.ofNanos(System.nanoTime() - begunAt) : null;
        }

        private boolean apply(String failure) {
            return does(failure, plan -> plan.up(Target.latest()));
        }

        private @Nullable Duration down(int count, String failure) {
            long begunAt = System.nanoTime();
            return does(failure, plan -> plan.down(Target.count(count)))
                    ? Duration.ofNanos(System.nanoTime() - begunAt)
                    : null;
        }

        private boolean does(String failure, Function<Plan, List<Step>> steps) {
            requireGoingOn(null);
            try {
                new MigrationRun(scratch).run(new MigrationSet(sofar, set.before(), set.after()), steps);
                return true;
            } catch (MigrationException failed) {
                requireGoingOn(failed);
                problems.add(failure + ": " + failed.getMessage()
                        + (work.beginsInTheDark()
                                ? ". Mind that the scratch database has nothing of what was there at the baseline, "
                                        + work.baseline() + ": a script V" + work.baseline()
                                        + "__….sql that makes it would be used here, and run nowhere else"
                                : ""));
                return false;
            }
        }

        private void requireGoingOn(@Nullable MigrationException failed) {
            if (Thread.currentThread().isInterrupted()) {
                throw new MigrationException(
                        settings.config().name() + ": the proof was interrupted; its scratch database is dropped",
                        failed);
            }
        }

        private boolean compare(SchemaSnapshot expected, SchemaSnapshot found, String problem) {
            List<String> differences = expected.differences(found);
            if (differences.isEmpty()) {
                return true;
            }
            if (expected.differsInOrderOnly(found)) {
                warnings.add(problem + ", but only in the order of columns:" + shown(differences));
                return true;
            }
            problems.add(problem + " (- is gone, + is too much):" + shown(differences));
            return false;
        }

        private void drift(SchemaSnapshot base) {
            if (work.half()) {
                warnings.add("the schema was not compared with what the applied migrations make: one is half applied");
            } else if (work.beginsInTheDark()) {
                warnings.add("the schema was not compared with what the applied migrations make: what was there at the"
                        + " baseline, " + work.baseline() + ", is in no file");
            } else {
                List<String> differences = base.differences(schema(database));
                if (!differences.isEmpty()) {
                    warnings.add("the schema is not what the applied migrations make (- is gone, + is too much), so"
                            + " production may go otherwise than this proof:" + shown(differences));
                }
            }
        }

        private SchemaSnapshot schema(SqlDatabase of) {
            try (Connection connection = of.connection()) {
                return SchemaSnapshot.of(connection, of.dialect(), settings.table());
            } catch (SQLException | DatabaseException failed) {
                throw new MigrationException(
                        settings.config().name() + ": a schema cannot be read: " + failed.getMessage(), failed);
            }
        }
    }
}
