package dev.hawser.backups;

import dev.hawser.backups.BackupListener.Phase;
import dev.hawser.config.BackupCompression;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.OpenDatabase;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Takes one backup. */
final class Taking {

    private final OpenDatabase open;
    private final EngineBackup engine;
    private final Catalogue catalogue;
    private final BackupCompression compression;
    private final @Nullable BackupKey key;
    private final int jobs;
    private final BackupListener listener;
    private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final long began = System.nanoTime();
    private final String id = BackupId.at(startedAt);

    Taking(
            OpenDatabase open,
            EngineBackup engine,
            Catalogue catalogue,
            BackupCompression compression,
            @Nullable BackupKey key,
            int jobs,
            BackupListener listener) {
        this.open = open;
        this.engine = engine;
        this.catalogue = catalogue;
        this.compression = compression;
        this.key = key;
        this.jobs = jobs;
        this.listener = listener;
    }

    /** Takes it: after this it is in the catalogue, whole and on the disk, or nothing of it is. */
    Manifest run() {
        String database = open.config().name();
        engine.requireThere(open.config());
        try (CatalogueLock lock = catalogue.lock("taking a backup")) {
            try {
                return take(database);
            } finally {
                catalogue.discard(id);
            }
        } catch (IOException | SQLException | InterruptedException | RuntimeException failed) {
            throw Failure.of("the backup of " + database, database, failed);
        }
    }

    private Manifest take(String database) throws IOException, SQLException, InterruptedException {
        LongConsumer progress = bytes -> listener.progressed(Phase.TAKE, bytes);
        try (OpenSite source = OpenSite.source(open, catalogue.createStaging(id), jobs, progress)) {
            BackupSite site = source.site();
            engine.tool(site); // refuses what cannot be done, before anything is begun
            engine.requireSource(site);
            List<StoredBackup> earlier = catalogue.list();
            OptionalLong estimate = engine.estimatedBytes(site);
            DiskSpace.require(catalogue.directory(), estimate, engine.isStaged(site), earlier, compression, database);
            listener.started(Phase.TAKE, estimate.orElse(0));
            Manifest manifest = write(site, database, earlier);
            catalogue.publish(manifest);
            listener.completed(Phase.TAKE);
            return manifest;
        }
    }

    private Manifest write(BackupSite site, String database, List<StoredBackup> earlier)
            throws IOException, SQLException, InterruptedException {
        try (PartFile part = new PartFile(catalogue.part(id))) {
            try (SealedOutputStream sealed = new SealedOutputStream(part, compression, key)) {
                Taken taken = engine.take(site, counted(sealed));
                sealed.finish();
                part.force();
                return manifest(site, taken, sealed.plainBytes(), part, warning(site, taken, earlier));
            } catch (IOException | RuntimeException failed) {
                IOException disk = part.failure();
                if (disk == null || Thread.currentThread().isInterrupted()) {
                    throw failed;
                }
                throw full(database, disk); // whatever the tool made of it
            }
        }
    }

    private BackupException full(String database, IOException disk) {
        return new BackupException(
                ErrorCategory.RESOURCE,
                "the backup of " + database + " could not be written to " + catalogue.directory() + ": "
                        + disk.getMessage(),
                database,
                "Nothing of it was kept, and earlier backups are as they were. Make room there, or set backups.to to"
                        + " another disk",
                disk);
    }

    private OutputStream counted(SealedOutputStream sealed) {
        return new FilterOutputStream(sealed) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                sealed.write(bytes, offset, length);
                listener.progressed(Phase.TAKE, sealed.plainBytes());
            }

            @Override
            public void close() {
                // whether it is complete is said by the one who finishes it
            }
        };
    }

    /** A database that has lost everything is backed up, but that must not push out what was there before. */
    private @Nullable String warning(BackupSite site, Taken taken, List<StoredBackup> earlier)
            throws IOException, SQLException, InterruptedException {
        Manifest last = earlier.stream()
                .filter(StoredBackup::isGood)
                .map(StoredBackup::manifest)
                .findFirst()
                .orElse(null);
        if (last == null
                || last.contents().tables().isEmpty()
                || !taken.contents().tables().isEmpty()
                || !engine.isEmpty(site)) {
            return null;
        }
        return "it is empty, and the last good one, " + last.id() + ", has "
                + last.contents().tables().size() + " tables with "
                + last.contents().rows()
                + " rows: it is not taken for a good one. If the database is meant to be empty, remove those before it";
    }

    private Manifest manifest(BackupSite site, Taken taken, long plainBytes, PartFile part, @Nullable String warning) {
        return new Manifest(
                id,
                open.config().name(),
                open.database().engine(),
                taken.serverVersion(),
                taken.tool(),
                taken.format(),
                compression,
                key == null ? null : key.id(),
                plainBytes,
                part.bytes(),
                part.sha256(),
                startedAt,
                Duration.ofNanos(System.nanoTime() - began).truncatedTo(ChronoUnit.MILLIS),
                site.host().toString(),
                site.role(),
                taken.position(),
                taken.contents(),
                warning,
                null);
    }
}
