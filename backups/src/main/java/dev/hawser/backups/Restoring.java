package dev.hawser.backups;

import dev.hawser.backups.BackupListener.Phase;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.OpenDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Puts one backup into a database. */
final class Restoring {

    private final EngineBackup engine;
    private final Manifest manifest;
    private final Payload payload;
    private final int jobs;
    private final BackupListener listener;

    Restoring(EngineBackup engine, Manifest manifest, Payload payload, int jobs, BackupListener listener) {
        this.engine = engine;
        this.manifest = manifest;
        this.payload = payload;
        this.jobs = jobs;
        this.listener = listener;
    }

    /** Reads every stored byte: nothing is changed before all of it is known to be what was written. */
    void check() throws IOException {
        listener.started(Phase.CHECK, manifest.plainBytes());
        payload.check(bytes -> listener.progressed(Phase.CHECK, bytes));
        listener.completed(Phase.CHECK);
    }

    /** Restores into {@code target}, which must be empty unless {@code force}. */
    void run(OpenDatabase target, boolean force) throws IOException, SQLException, InterruptedException {
        try (OpenSite open = site(target, bytes -> listener.progressed(Phase.RESTORE, bytes))) {
            BackupSite site = open.site();
            engine.tool(site);
            if (!force && !engine.isEmpty(site)) {
                throw new BackupException(
                        ErrorCategory.REFUSED,
                        "the database " + target.config().name() + " ("
                                + target.config().printableUrl() + ") is not empty, and nothing was restored to it",
                        target.config().name(),
                        "Restore into another one (--target), or let what is there be replaced (--force)",
                        null);
            }
            requireSpace(site);
            check();
            restore(site, force);
        }
    }

    private void requireSpace(BackupSite site) throws IOException {
        Optional<SpaceNeeded> space = engine.spaceToRestore(site, manifest);
        if (space.isPresent()) {
            String target = site.config().name();
            space.get().require("the restore of the backup " + manifest.id() + " into " + target, target);
        }
    }

    private void restore(BackupSite site, boolean replace) throws IOException, SQLException, InterruptedException {
        listener.started(Phase.RESTORE, manifest.plainBytes());
        try (InputStream content = content(Phase.RESTORE)) {
            engine.restore(site, manifest.format(), content, replace);
        }
        listener.completed(Phase.RESTORE);
    }

    private InputStream content(Phase phase) throws IOException {
        return payload.open(bytes -> listener.progressed(phase, bytes));
    }

    /** {@link OpenSite#target}, with a directory for large files on the temporary disk: a catalogue may be on one that is read-only. */
    static OpenSite site(OpenDatabase target, int jobs, LongConsumer progress) throws IOException {
        Path staging = OwnDirectory.create("hawser-restore-");
        return OpenSite.target(target, staging, jobs, progress);
    }

    private OpenSite site(OpenDatabase target, LongConsumer progress) throws IOException {
        return site(target, jobs, progress);
    }
}
