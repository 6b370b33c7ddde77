package dev.hawser.migrations;

import dev.hawser.DatabaseManager;
import dev.hawser.spi.OpenDatabase;
import java.util.ArrayList;
import java.util.List;

/**
 * The migrations of one database: applies what is pending, undoes what was applied, and says what is what.
 *
 * <p>Thread-safe, and safe beside other processes: whatever changes something holds a lock of the database meanwhile, and who comes second waits for {@code
 * migrations.lock-timeout} and finds less to do. All methods block: while they read the files, wait, and for as long as the statements take, for which no time limit holds.
 * What is wrong is a {@link MigrationException} with all problems, each with file and line where there is one, and what to do; problems are looked for before anything is
 * changed. Each migration is applied wholly or not at all where the engine can roll definitions back (PostgreSQL, SQL Server, SQLite); elsewhere its entry in the history
 * says how far it came, and the next run goes on from there.
 */
public final class Migrations {

    private final Settings settings;

    Migrations(Settings settings) {
        this.settings = settings;
    }

    /** The migrations of the database of this name, as configured. */
    public static Migrations of(DatabaseManager manager, String database) {
        return builder(manager, database).build();
    }

    /** As {@link #of}, with other options. */
    public static MigrationsBuilder builder(DatabaseManager manager, String database) {
        return builder(OpenDatabase.of(manager, database));
    }

    /** The migrations of a database that is open. */
    public static MigrationsBuilder builder(OpenDatabase database) {
        return new MigrationsBuilder(database);
    }

    /** Applies everything that is pending. */
    public MigrationReport up() {
        return up(Target.latest());
    }

    /** Applies what is pending, as far as {@code target}. What an earlier run left half done is finished first. */
    public MigrationReport up(Target target) {
        settings.requireMayChange("up");
        return new MigrationRun(settings).run(plan -> plan.up(target));
    }

    /**
     * As {@link #up(Target)}, and gives the schema as it is then a name, to which {@code down} can go back: nobody else migrates in between. The same again has no effect.
     *
     * @throws MigrationException also if it is the name of another migration; nothing is changed then
     */
    public MigrationReport up(Target target, String tag) {
        settings.requireMayChange("up");
        return new MigrationRun(settings).up(target, new Target.Tag(tag).tag());
    }

    /**
     * Undoes what was applied, the last first, with the undo scripts that the history keeps. {@code target}: what is left to stand, or how much is undone. Repeatable
     * migrations stay.
     */
    public MigrationReport down(Target target) {
        settings.requireMayChange("down");
        return new MigrationRun(settings).run(plan -> plan.down(target));
    }

    /** Undoes the migration that was applied last, and applies it again as it is now. */
    public MigrationReport redo() {
        settings.requireMayChange("redo");
        return new MigrationRun(settings).redo();
    }

    /** What a run would do, with its statements. Changes nothing, makes no table, and does not wait for others who migrate. */
    public List<PlannedStep> plan(Direction direction, Target target) {
        MigrationSet set = settings.read();
        try (MigrationSession session = settings.session()) {
            Plan plan = new Plan(settings, set, session);
            List<Step> steps = direction == Direction.UP ? plan.up(target) : plan.down(target);
            return steps.stream().map(Step::planned).toList();
        }
    }

    /**
     * Tries what is pending in a scratch database, which is made like this one and dropped afterwards, also when this is interrupted or the process is ended: each migration up,
     * down and up again, then all of them, with the schemas compared. Looks at this database for what differs from what was applied, and for big tables that the statements
     * would keep others from. Changes nothing here. SQL only.
     */
    public Proof prove() {
        return new Prover(settings).prove();
    }

    /** What is applied, and what is not. Changes nothing. */
    public MigrationStatus status() {
        MigrationSet set = settings.read();
        try (MigrationSession session = settings.session()) {
            return StatusReader.read(new Outlook(set, session.history(), settings.outOfOrder()));
        }
    }

    /** Everything that is wrong with the files, or keeps more from being applied, or was left half done; nothing if all is well. What is pending is no problem. */
    public List<String> validate() {
        MigrationSet set;
        try {
            set = settings.read();
        } catch (MigrationException unreadable) {
            return unreadable.problems();
        }
        try (MigrationSession session = settings.session()) {
            Outlook outlook = new Outlook(set, session.history(), settings.outOfOrder());
            List<String> problems = new ArrayList<>(outlook.problems());
            HistoryRow half = outlook.half();
            if (half != null && half.state() != MigrationState.UNDOING) {
                problems.add(half.script() + ": " + half.name() + " is half applied, up to statement " + half.reached()
                        + " of " + half.statements() + ": run up, which goes on from there, or down, which undoes it");
            }
            return List.copyOf(problems);
        }
    }

    /**
     * Takes the files as they are for what was applied: notes their checksums and undo scripts, and gives up what has no file any more. Changes nothing but the history.
     *
     * @return what was changed
     */
    public List<String> repair() {
        settings.requireMayChange("repair");
        return new Upkeep(settings).repair();
    }

    /**
     * Says how it stands with the migration that was interrupted, where that cannot be told from outside. Changes nothing but the history.
     *
     * @return what was changed
     */
    public List<String> repair(Interrupted found) {
        settings.requireMayChange("repair");
        return new Upkeep(settings).repair(found);
    }

    /** Notes that everything up to {@code version} was there before Hawser. Refused if the history says otherwise. */
    public void baseline(String version, String description) {
        settings.requireMayChange("baseline");
        new Upkeep(settings).baseline(MigrationVersion.of(version), description);
    }

    /** As {@link #baselineFromFlyway(String)}, from {@code flyway_schema_history}. */
    public List<String> baselineFromFlyway() {
        return baselineFromFlyway("flyway_schema_history");
    }

    /**
     * Takes over what Flyway has applied, as its table says, with the undo scripts that are among the files: from then on {@code up} and {@code down} work on it. Flyway's table
     * stays as it is. Refused, before anything is changed, if a migration failed there, or if its name or checksum is not that of the file.
     *
     * @return what was taken over; nothing if that was done before
     */
    public List<String> baselineFromFlyway(String table) {
        settings.requireMayChange("baseline");
        return new Upkeep(settings).adopt(table);
    }

    /**
     * MS Access alone: puts the file back as it was before the last run that changed it, history and all. Everything written since is lost, also what has nothing to do with
     * migrations, so it has to be {@link MigrationsBuilder#confirmed} in every profile. Ends all connections to the file.
     *
     * @return of when it is, and which tables have lost what
     */
    public List<String> restoreSnapshot() {
        return new SnapshotRestore(settings).run();
    }

    /** Gives the schema as it is now a name, to which {@code down} can go back. A name is given once; again, where it is, has no effect. */
    public void tag(String name) {
        settings.requireMayChange("tag");
        new Upkeep(settings).tag(new Target.Tag(name).tag());
    }
}
