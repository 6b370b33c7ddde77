package dev.hawser.backups;

import dev.hawser.DatabaseManager;
import dev.hawser.config.BackupCompression;
import dev.hawser.config.BackupsConfig;
import dev.hawser.config.BackupsConfig.Retention;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.Secret;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.OpenDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backups of one database: takes them, verifies them by restoring them, restores them, and removes those that are not wanted any more. Thread-safe. Everything here blocks for
 * as long as it takes; an interrupt ends it, and leaves no half of anything behind.
 *
 * <p>Every method throws {@link BackupException}, or another {@link dev.hawser.error.DatabaseException} that the database's engine has thrown.
 */
public final class Backups {

    private final DatabaseConfig config;
    private final @Nullable OpenDatabase open;
    private final Catalogue catalogue;
    private final BackupCompression compression;
    private final @Nullable BackupKey key;
    private final int jobs;
    private final Retention retention;
    private final BackupListener listener;

    private Backups(Builder builder) {
        this.config = builder.config;
        this.open = builder.open;
        Path to = builder.to;
        if (to == null) {
            throw new BackupException(
                    ErrorCategory.REFUSED,
                    "it is not configured where backups of " + config.name() + " are kept",
                    config.name(),
                    "Set backups.to to a directory, best on another disk (--to, --from)",
                    null);
        }
        this.key = builder.key;
        this.catalogue = new Catalogue(to, config.name(), key);
        this.compression = builder.compression;
        this.jobs = builder.jobs;
        this.retention = builder.retention;
        this.listener = builder.listener;
    }

    /** The backups of a database of the manager, as {@code backups.…} configures them. */
    public static Backups of(DatabaseManager manager, String name) {
        return builder(OpenDatabase.of(manager, name)).build();
    }

    /** The backups of a database, as {@code backups.…} configures them if nothing else is said. */
    public static Builder builder(OpenDatabase open) {
        return new Builder(open.config(), open);
    }

    /**
     * As {@link #builder(OpenDatabase)}, of a database that is not open, and need not work: all but {@link #take} can be done without it, and {@link #restore} into another one.
     */
    public static Builder builder(DatabaseConfig config) {
        return new Builder(config, null);
    }

    /**
     * Refuses to back up a database that is a file and is not there. {@link #take} does so, too; but to open such a database may make it, so this is asked before.
     *
     * @throws BackupException if it is not there
     */
    public void requireThere() {
        engine(config.engine()).requireThere(config);
    }

    /**
     * Takes a backup, from a replica if there is one that is available. There is one at a time, also among processes: another is refused. One of an
     * empty database, where the last good one was not empty, has a {@link Manifest#warning()}, and is not taken for a good one.
     */
    public Manifest take() {
        OpenDatabase source = opened();
        return new Taking(source, engine(config.engine()), catalogue, compression, key, jobs, listener).run();
    }

    /**
     * Restores a backup into a scratch database, which is dropped afterwards, and compares what came of it with what was backed up. The result is noted in the manifest, a bad one,
     * too.
     *
     * @param id a backup's id, or {@code latest}
     * @return what was found; it need not have passed
     * @throws BackupException if the stored bytes are not those that were written, or no scratch database can be made
     */
    public Verification verify(String id) {
        return run("the verification of the backup " + id + " of " + name() + " in " + catalogue.directory(), () -> {
            StoredBackup backup = catalogue.find(id);
            Manifest manifest = readable(backup);
            try {
                Verification verification = new Verifying(
                                engine(manifest.engine()), manifest, payload(backup, manifest), jobs, listener)
                        .run(config);
                catalogue.note(backup.id(), verification);
                return verification;
            } catch (DamagedBackupException damaged) {
                catalogue.note(backup.id(), Verification.damaged(String.valueOf(damaged.getMessage())));
                throw damaged;
            }
        });
    }

    /** As {@link #restore(String, RestoreOptions)}, into the database that it is of, if that is empty. */
    public Manifest restore(String id) {
        return restore(id, RestoreOptions.DEFAULT);
    }

    /**
     * Restores a backup. Every stored byte is checked before anything is changed.
     *
     * @param id a backup's id, or {@code latest}
     * @return the manifest of what was restored
     * @throws BackupException if the database is not empty and {@code force} was not given, or the backup cannot be used: nothing was changed then
     */
    public Manifest restore(String id, RestoreOptions options) {
        return run("the restore of the backup " + id + " of " + name() + " in " + catalogue.directory(), () -> {
            StoredBackup backup = catalogue.find(id);
            Manifest manifest = readable(backup);
            OpenDatabase target = options.target() == null ? opened() : options.target();
            EngineBackup restoring = engine(manifest.engine());
            if (!restoring.engines().contains(target.config().engine())) {
                throw refused("the backup " + backup.id() + " is one of " + manifest.engine() + ", and "
                        + target.config().name() + " is " + target.config().engine());
            }
            if (target.config().readonly()) {
                throw refused("the database " + target.config().name() + " is configured to be read-only");
            }
            new Restoring(restoring, manifest, payload(backup, manifest), jobs, listener).run(target, options.force());
            return manifest;
        });
    }

    /** All that are in the catalogue, the newest first, those that are damaged, too. Reads manifests and sizes, no payloads. */
    public List<StoredBackup> list() {
        return run("the list of the backups of " + name(), catalogue::list);
    }

    /** The backup of this id, or the newest good one for {@code latest}. */
    public StoredBackup find(String id) {
        return run("the backup " + id + " of " + name(), () -> catalogue.find(id));
    }

    /** Removes what retention does not keep, and says what that was, the newest first. The last good one is always kept, and so is a payload whose manifest is missing. */
    public List<StoredBackup> prune() {
        return run("the removal of old backups of " + name(), new Pruning(catalogue, retention)::run);
    }

    private String name() {
        return config.name();
    }

    private OpenDatabase opened() {
        if (open == null) {
            throw new IllegalStateException(config.name() + " is not open: use builder(OpenDatabase)");
        }
        return open;
    }

    /** Needed by what reads or writes a database; lists and what is removed need none. */
    private EngineBackup engine(String name) {
        return EngineBackups.of(name, name());
    }

    private Payload payload(StoredBackup backup, Manifest manifest) {
        return new Payload(backup, manifest, key);
    }

    /** Its manifest, if there is any use in reading the payload. */
    private static Manifest readable(StoredBackup backup) throws DamagedBackupException {
        Manifest manifest = backup.manifest();
        if (manifest == null || backup.damage() != null) {
            throw new DamagedBackupException(String.valueOf(backup.damage()));
        }
        return manifest;
    }

    /** What to throw where only a backup that is known to restore will do. */
    BackupException differs(String id, Verification verification) {
        return new BackupException(
                ErrorCategory.DATA,
                "the backup " + id + " of " + name() + " was restored, and is not what was backed up: "
                        + String.join("; ", verification.problems()),
                name(),
                "Do not rely on it: take another now",
                null);
    }

    private BackupException refused(String why) {
        return new BackupException(ErrorCategory.REFUSED, why + ": nothing was restored", name(), null, null);
    }

    /** What is done here. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException, SQLException, InterruptedException;
    }

    private <T> T run(String attempt, Work<T> work) {
        try {
            return work.run();
        } catch (IOException | SQLException | InterruptedException | RuntimeException failed) {
            throw Failure.of(attempt, name(), failed);
        }
    }

    /** How a database is backed up. For one thread at a time. */
    public static final class Builder {

        private final DatabaseConfig config;
        private final @Nullable OpenDatabase open;
        private @Nullable Path to;
        private @Nullable BackupKey key;
        private BackupCompression compression;
        private int jobs;
        private Retention retention;
        private BackupListener listener = BackupListener.NONE;

        private Builder(DatabaseConfig config, @Nullable OpenDatabase open) {
            this.config = config;
            this.open = open;
            BackupsConfig configured = config.backups();
            this.to = configured.to();
            this.key = configured.key() == null ? null : BackupKey.of(configured.key());
            this.compression = configured.compression();
            this.jobs = configured.jobs();
            this.retention = configured.retention();
        }

        /** The directory that holds a directory of backups for each database. Made if it is not there. */
        public Builder to(Path directory) {
            this.to = directory;
            return this;
        }

        /** What backups are encrypted and opened with: 32 bytes in Base64; null to leave them as they are. */
        public Builder key(@Nullable Secret base64) {
            this.key = base64 == null ? null : BackupKey.of(base64);
            return this;
        }

        /** How backups are made smaller. */
        public Builder compression(BackupCompression value) {
            this.compression = value;
            return this;
        }

        /** How many tables the engine's tool may do at a time, where it can; from 1. */
        public Builder jobs(int count) {
            this.jobs = count;
            return this;
        }

        /** What {@link Backups#prune} keeps. */
        public Builder retention(Retention kept) {
            this.retention = kept;
            return this;
        }

        /** Who hears how it goes on. */
        public Builder listener(BackupListener hearing) {
            this.listener = hearing;
            return this;
        }

        /**
         * The backups.
         *
         * @throws BackupException if it is not said where they are kept
         */
        public Backups build() {
            return new Backups(this);
        }
    }
}
