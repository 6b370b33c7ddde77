package dev.hawser.internal;

import dev.hawser.BackupSummary;
import dev.hawser.Database;
import dev.hawser.MigrationSummary;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.MigrationsOnStart;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.spi.BackupService;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.MigrationService;
import dev.hawser.spi.OpenDatabase;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The migrations and the backups of one database. Thread-safe. */
public final class Upkeep {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser");

    private final DatabaseConfig config;
    private final ErrorTable errors;
    private final Services services;
    private final Events events;
    private final AtomicBoolean takingBackup = new AtomicBoolean();
    private volatile @Nullable OpenDatabase open;
    private volatile boolean migrationFailed;
    private volatile @Nullable String backupFailure;

    /** {@code errors}: what the driver's errors mean. */
    public Upkeep(DatabaseConfig config, ErrorTable errors, Services services, Events events) {
        this.config = config;
        this.errors = errors;
        this.services = services;
        this.events = events;
    }

    /** Is told what an application has of the database, before anything else is called. */
    public void of(Database database) {
        open = new OpenDatabase(config, database);
    }

    private OpenDatabase open() {
        OpenDatabase known = open;
        if (known == null) {
            throw new IllegalStateException(config.name() + " is not put together yet");
        }
        return known;
    }

    /** Applies what is pending. */
    public MigrationSummary migrate() {
        return migrations().up(open());
    }

    private MigrationService migrations() {
        return services.migrations()
                .orElseThrow(() -> missing("migrations", "the module that migrates", "dev.hawser:hawser-migrations"));
    }

    private DatabaseException missing(String what, String module, String artifact) {
        return new DatabaseException(
                ErrorCategory.REFUSED,
                config.name() + ": there are no " + what + ", because " + module + " is not on the class path",
                config.name(),
                null,
                null,
                0,
                "Add " + artifact,
                null);
    }

    /** Whether {@link #beforeUse} does anything. */
    boolean hasToBeMigrated() {
        return services.migratesAtStart() && config.migrations().onStart() != MigrationsOnStart.OFF;
    }

    /**
     * What {@code migrations.on-start} asks for. Once a migration has failed it is not run again and again: as often as this is repeated it finds out whether somebody has put
     * it right.
     */
    void beforeUse() {
        if (!hasToBeMigrated()) {
            return;
        }
        boolean up = config.migrations().onStart() == MigrationsOnStart.UP && !migrationFailed;
        try {
            if (up) {
                MigrationSummary summary = migrate();
                log.atInfo()
                        .setMessage("a database was migrated before its use")
                        .addKeyValue("database", config.name())
                        .addKeyValue("applied", summary.applied())
                        .addKeyValue("version", summary.version())
                        .addKeyValue("after_ms", summary.took().toMillis())
                        .log();
            } else {
                migrations().validate(open());
            }
        } catch (RuntimeException failed) {
            migrationFailed |= up && !mayPass(failed);
            throw failed instanceof DatabaseException already ? already : notMigrated(failed);
        }
        migrationFailed = false;
    }

    /** Whether it was a server that could not be reached, of which nothing follows for the migration. */
    private boolean mayPass(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            ErrorCategory category = cause instanceof DatabaseException known
                    ? known.category()
                    : errors.meaning(cause).category();
            if (category.suspectsHost() || category == ErrorCategory.CONNECTION_REFUSED) {
                return true;
            }
        }
        return false;
    }

    private DatabaseException notMigrated(RuntimeException failed) {
        return new DatabaseException(
                ErrorCategory.REFUSED,
                config.name() + ": migrations.on-start = " + config.migrations().onStart() + ": "
                        + (failed.getMessage() == null ? failed.toString() : failed.getMessage()),
                config.name(),
                null,
                null,
                0,
                null,
                failed);
    }

    /** The newest first; none if there are none by configuration. */
    public List<BackupSummary> backups() {
        if (config.backups().to() == null) {
            return List.of();
        }
        return services.backups().map(this::list).orElse(List.of());
    }

    private List<BackupSummary> list(BackupService service) {
        try {
            return service.list(open());
        } catch (DatabaseException already) {
            throw already;
        } catch (RuntimeException unreadable) {
            throw new DatabaseException(
                    ErrorCategory.RESOURCE,
                    config.name() + ": the backups in " + config.backups().to() + " cannot be read: "
                            + unreadable.getMessage(),
                    config.name(),
                    null,
                    null,
                    0,
                    "Check that backups.to is there and that this process may read it",
                    unreadable);
        }
    }

    /** Why the last one that was to be taken was not; null if it was. */
    @Nullable
    String backupFailure() {
        return backupFailure;
    }

    /** Takes a backup, verifies it if that is configured, and removes what need not be kept: in this order, so that nothing goes while the new one may be bad. */
    public BackupSummary takeBackup() {
        if (config.backups().to() == null) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED,
                    config.name() + ": no backup was taken, because nothing says where backups are kept",
                    config.name(),
                    null,
                    null,
                    0,
                    "Set backups.to to a directory",
                    null);
        }
        BackupService service = services.backups()
                .orElseThrow(() -> missing("backups", "the module that takes them", "dev.hawser:hawser-backups"));
        if (!takingBackup.compareAndSet(false, true)) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED,
                    config.name() + ": no backup was taken, because this process is taking one already",
                    config.name(),
                    null,
                    null,
                    0,
                    "Wait for it to end",
                    null);
        }
        try {
            BackupSummary taken = take(service);
            backupFailure = null;
            events.tell(new DatabaseEvent.BackupCompleted(
                    config.name(), taken.id(), taken.took(), taken.bytes(), taken.verifiedAt() != null));
            return taken;
        } catch (RuntimeException failed) {
            String why = failed.getMessage() == null ? failed.toString() : failed.getMessage();
            backupFailure = why;
            events.tell(new DatabaseEvent.BackupFailed(config.name(), why));
            throw failed;
        } finally {
            takingBackup.set(false);
        }
    }

    private BackupSummary take(BackupService service) {
        OpenDatabase database = open();
        BackupSummary taken = service.take(database);
        if (config.backups().verify()) {
            taken = service.verify(database, taken.id());
        }
        if (taken.problem() != null) {
            throw new DatabaseException(
                    ErrorCategory.DATA,
                    config.name() + ": the backup " + taken.id() + " was taken, and is not good: " + taken.problem());
        }
        service.prune(database);
        return taken;
    }
}
