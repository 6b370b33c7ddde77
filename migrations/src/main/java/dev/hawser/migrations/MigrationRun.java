package dev.hawser.migrations;

import dev.hawser.migrations.MigrationReport.Done;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run: reads the files, waits for its turn, looks at the history, and takes one step after the other. For one thread. */
final class MigrationRun {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationRun.class);

    private final Settings settings;
    private final long startedAt = System.nanoTime();
    private final List<Done> done = new ArrayList<>();

    MigrationRun(Settings settings) {
        this.settings = settings;
    }

    MigrationReport run(Function<Plan, List<Step>> steps) {
        return run(settings.read(), steps);
    }

    /** With other migrations than those that are there. */
    MigrationReport run(MigrationSet set, Function<Plan, List<Step>> steps) {
        try (MigrationSession session = settings.session()) {
            Duration waited = session.lock(settings.lockTimeout());
            take(session, set, steps.apply(new Plan(settings, set, session)));
            return report(waited);
        }
    }

    /** Up, and gives what is reached a name, under one lock. A name that cannot be given is refused before anything is changed. */
    MigrationReport up(Target target, String tag) {
        MigrationSet set = settings.read();
        Tagging tagging = new Tagging(settings.config().name(), tag);
        try (MigrationSession session = settings.session()) {
            Duration waited = session.lock(settings.lockTimeout());
            Plan plan = new Plan(settings, set, session);
            List<Step> steps = plan.up(target);
            boolean moves = steps.stream().anyMatch(step -> step.entry().version() != null);
            tagging.requireFree(plan.outlook(), moves);
            take(session, set, steps);
            tagging.give(session, new Plan(settings, set, session).outlook());
            return report(waited);
        }
    }

    /** The way down and the way up again, under one lock. */
    MigrationReport redo() {
        MigrationSet set = settings.read();
        try (MigrationSession session = settings.session()) {
            Duration waited = session.lock(settings.lockTimeout());
            Plan plan = new Plan(settings, set, session);
            List<Step> down = plan.down(Target.count(1));
            if (down.isEmpty()) {
                throw new MigrationException(
                        settings.config().name() + ": nothing is applied that could be redone", null);
            }
            MigrationVersion version = down.get(0).entry().version();
            if (version == null
                    || set.migrations().stream()
                            .noneMatch(migration -> migration instanceof Migration.Versioned versioned
                                    && versioned.version().equals(version))) {
                throw new MigrationException(
                        down.get(0).entry().script()
                                + ": its file is gone, so it could be undone and not applied again;"
                                + " bring it back, or run down. Nothing was changed",
                        null);
            }
            Target there = Target.version(version.toString());
            plan.without(down.get(0)).up(there); // refuses what is in the way up, before anything goes down
            take(session, set, down);
            again(session, set, there);
            return report(waited);
        }
    }

    private void again(MigrationSession session, MigrationSet set, Target there) {
        try {
            take(session, set, new Plan(settings, set, session).up(there));
        } catch (MigrationException failed) {
            if (session.takesBack()) {
                throw failed;
            }
            throw new MigrationException(
                    failed.getMessage() + ". It was undone before that: run up when this is put right", failed);
        }
    }

    private MigrationReport report(Duration waited) {
        return new MigrationReport(done, waited, Duration.ofNanos(System.nanoTime() - startedAt));
    }

    private void take(MigrationSession session, MigrationSet set, List<Step> steps) {
        settings.listener().started(steps.stream().map(Step::planned).toList());
        if (steps.isEmpty()) {
            return;
        }
        session.rest();
        new FreshBackup(settings.open(), settings.backups()).see();
        session.keep();
        try {
            takeAll(session, set, steps);
        } catch (MigrationException failed) {
            throw session.takeBack(failed);
        }
    }

    private void takeAll(MigrationSession session, MigrationSet set, List<Step> steps) {
        MigrationListener listener = settings.listener();
        session.history().create();
        set.before().forEach(session::run);
        settings.before().forEach(hook -> session.run(HookStep.body(hook)));
        int before = done.size();
        for (Step step : steps) {
            listener.stepStarted(step.planned());
            long stepStartedAt = System.nanoTime();
            try {
                session.run(step, listener);
            } catch (MigrationException failed) {
                throw session.takesBack() ? failed : told(failed, done.size() - before);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - stepStartedAt);
            done.add(new Done(step.planned(), took));
            log(step, took);
            listener.stepCompleted(step.planned(), took);
        }
        try {
            set.after().forEach(session::run);
            settings.after().forEach(hook -> session.run(HookStep.body(hook)));
        } catch (MigrationException failed) {
            throw new MigrationException(
                    session.takesBack()
                            ? failed.getMessage() + ". The file is put back as it was before this run"
                            : failed.getMessage()
                                    + ". What this run migrated stays; the hook runs again with the next run that has"
                                    + " something to do, so see to what it should have done",
                    failed);
        }
    }

    private static MigrationException told(MigrationException failed, int earlier) {
        if (earlier == 0) {
            return failed;
        }
        return new MigrationException(
                failed.getMessage() + ". Before it, this run had finished " + earlier
                        + (earlier == 1 ? " migration, which stays" : " migrations, which stay"),
                failed);
    }

    private void log(Step step, Duration took) {
        LOG.atInfo()
                .addKeyValue("database", settings.config().name())
                .addKeyValue("migration", step.planned().name())
                .addKeyValue("script", step.planned().script())
                .addKeyValue("after_ms", took.toMillis())
                .log(step.direction() == Direction.UP ? "migration applied" : "migration undone");
    }
}
