package dev.hawser.migrations;

import dev.hawser.ScratchDatabase;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.spi.jdbc.SqlDialect;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Migrations of a database with SQL: everything goes through one connection, which holds the lock too, so that who has lost the lock can do nothing any more. */
final class SqlSession implements MigrationSession {

    private static final Logger LOG = LoggerFactory.getLogger(SqlSession.class);
    private static final String LABEL = "migrations";
    private static final String IN_MEMORY = ":memory:";

    private final DatabaseConfig config;
    private final SqlDatabase database;
    private final SqlDialect dialect;
    private final EngineRules rules;
    private final String table;
    private final MigrationListener listener;
    private @Nullable Connection connection;
    private @Nullable SqlPlace place;
    private @Nullable SqlWork work;
    private @Nullable MigrationLock lock;
    private @Nullable Path snapshot;

    SqlSession(DatabaseConfig config, SqlDatabase database, String table, MigrationListener listener) {
        this.config = config;
        this.database = database;
        this.dialect = database.dialect();
        this.rules = EngineRules.of(dialect);
        this.table = table;
        this.listener = listener;
    }

    /** Taken late: who waits for the lock of a file must not hold the only connection that writes to it. */
    private SqlWork work() {
        SqlWork opened = work;
        if (opened == null) {
            try {
                Connection taken = database.withLabel(LABEL).unlimitedConnection();
                connection = taken;
                taken.setAutoCommit(true);
                SqlPlace where = SqlPlace.of(taken, rules, table);
                place = where;
                opened = new SqlWork(database, taken, dialect, rules, where, takesBack());
                work = opened;
            } catch (SQLException | DatabaseException failed) {
                throw new MigrationException(
                        config.name() + ": cannot be migrated: " + failed.getMessage() + ". Nothing was changed",
                        failed);
            }
        }
        return opened;
    }

    @Override
    public Duration lock(Duration timeout) {
        MigrationLock taken = rules == EngineRules.SQLITE || rules == EngineRules.OTHER ? fileLock() : sessionLock();
        if (taken == null) {
            return Duration.ZERO; // a database in memory has one connection, which this session has
        }
        Duration waited = taken.take(config.name(), timeout, listener);
        lock = taken;
        return waited;
    }

    private @Nullable MigrationLock fileLock() {
        return config.database().equals(IN_MEMORY) ? null : new FileLock(Path.of(config.database()));
    }

    private MigrationLock sessionLock() {
        SqlWork opened = work();
        try {
            PoolerCheck.require(database, opened.connection());
        } catch (SQLException failed) {
            throw new MigrationException(
                    config.name() + ": cannot tell whether a pooler shares its session: " + failed.getMessage()
                            + ". Nothing was changed",
                    failed);
        }
        return Objects.requireNonNull(SessionLock.of(rules, opened.connection(), String.valueOf(place)));
    }

    @Override
    public History history() {
        return work().history();
    }

    @Override
    public String user() {
        try {
            String user = work().connection().getMetaData().getUserName();
            return (user == null || user.isEmpty() ? "" : user + ", ") + Runner.ofThisProcess();
        } catch (SQLException failed) {
            throw new MigrationException(
                    config.name() + ": cannot tell who migrates it: " + failed.getMessage() + ". Nothing was changed",
                    failed);
        }
    }

    @Override
    public void rest() {
        Connection taken = connection;
        if (takesBack() && snapshot == null && taken != null) {
            connection = null;
            endWork();
            giveBack(taken, null);
        }
    }

    private void endWork() {
        SqlWork ended = work;
        work = null;
        if (ended != null) {
            ended.close();
        }
    }

    /** The engine has one connection, which this session has: nobody else writes until it is closed. */
    @Override
    public void keep() {
        if (!takesBack() || snapshot != null) {
            return;
        }
        work();
        try {
            snapshot = new AccessSnapshots(config).take();
        } catch (IOException | SQLException failed) {
            throw new MigrationException(
                    config.name() + ": no copy of its file can be made, to which a run that fails would go back: "
                            + failed.getMessage() + ". Nothing was changed",
                    failed);
        }
    }

    @Override
    public boolean takesBack() {
        return config.engine().equals(AccessSnapshots.ENGINE) && !isScratch();
    }

    private boolean isScratch() {
        return String.valueOf(Path.of(config.database()).getFileName()).startsWith(ScratchDatabase.NAME_PREFIX);
    }

    @Override
    public MigrationException takeBack(MigrationException failed) {
        Path before = snapshot;
        Connection mine = connection;
        if (before == null || mine == null) {
            return failed;
        }
        snapshot = null;
        connection = null;
        endWork();
        boolean interrupted =
                Thread.interrupted(); // which may be why it failed, and must not keep it from being put back
        database.pool().suspend(); // whoever waits for this connection gets one to the file as it was
        try {
            mine.close();
            new AccessSnapshots(config).putBack(database, before);
            return failed;
        } catch (IOException | SQLException | DatabaseException stays) {
            failed.addSuppressed(stays);
            return new MigrationException(
                    failed.getMessage() + ". But the file could not be put back: " + stays.getMessage()
                            + ". As it was before it is " + before
                            + ": hawser migrate restore-snapshot puts that back, when nobody has the file open",
                    failed);
        } finally {
            database.resume();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void run(Step step, MigrationListener hears) {
        SqlWork opened = work();
        keepingSettings(step.body(), () -> {
            if (runsInTransaction(step.body())) {
                new TransactionalRun(opened, step, hears).run();
            } else {
                new JournalledRun(opened, step, hears).run();
            }
        });
    }

    @Override
    public void run(Body hook) {
        keepingSettings(hook, () -> new HookRun(work(), hook).run(runsInTransaction(hook)));
    }

    /** As Flyway does, a script with a statement that may be in no transaction runs in none. */
    private boolean runsInTransaction(Body body) {
        return rules.transactional()
                && body.transactional()
                && !work().kinds(body).contains(StatementKind.COMMITS);
    }

    private void keepingSettings(Body body, Runnable run) {
        if (!work().kinds(body).contains(StatementKind.SESSION)) {
            run.run();
            return;
        }
        try {
            SessionSettings settings = SessionSettings.of(work().connection(), rules);
            run.run();
            settings.restore();
        } catch (SQLException failed) {
            throw new MigrationException(
                    body.label() + ": what it set in the session cannot be set back: " + failed.getMessage()
                            + ". It is applied; run again for those behind it",
                    failed);
        }
    }

    @Override
    public void close() {
        Connection taken = connection;
        MigrationLock held = lock;
        try {
            if (taken != null) {
                giveBack(taken, held instanceof SessionLock session ? session : null);
            }
        } finally {
            endWork();
            if (held instanceof FileLock file) {
                file.release();
            }
        }
    }

    /** A connection whose lock cannot be given back must not be used again: the lock would stay. */
    private void giveBack(Connection taken, @Nullable SessionLock held) {
        try (taken) {
            try {
                if (!taken.getAutoCommit()) {
                    taken.rollback();
                    taken.setAutoCommit(true);
                }
                if (held != null) {
                    held.release();
                }
            } catch (SQLException | MigrationException failed) {
                LOG.atDebug()
                        .addKeyValue("database", config.name())
                        .setCause(failed)
                        .log("the session of the migrations ended early, and its lock with it");
                taken.abort(Runnable::run);
            }
        } catch (SQLException lost) {
            LOG.atDebug()
                    .addKeyValue("database", config.name())
                    .setCause(lost)
                    .log("the connection of the migrations was lost");
        }
    }
}
