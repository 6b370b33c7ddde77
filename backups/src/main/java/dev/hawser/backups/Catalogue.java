package dev.hawser.backups;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The backups of one database, as files of a directory: a payload and its manifest for each. A payload is written under another name, is forced to the disk, and gets its own;
 * the manifest is written before that, and gets its name last. So what a run has left that died says itself how far it came, and is finished or removed by the next one. A payload
 * alone is not such a thing: its manifest is elsewhere, and nobody removes it. Thread-safe; what changes something needs the {@link CatalogueLock}.
 *
 * <p>{@link CatalogueFiles} has the names, {@link CatalogueReader} looks at what is there; what changes, and in which order, is here.
 */
final class Catalogue {

    /** A lock of the kernel's is the process's: among its own threads this one counts. */
    private static final ReentrantLock NOTING = new ReentrantLock();

    private final CatalogueFiles files;
    private final CatalogueReader reader;
    private final String database;
    private final @Nullable BackupKey key;

    /**
     * A catalogue, which need not exist yet.
     *
     * @param root holds a directory for each database
     * @param key that manifests are checked with; null for none
     */
    Catalogue(Path root, String database, @Nullable BackupKey key) {
        this.files = new CatalogueFiles(root, database);
        this.reader = new CatalogueReader(files, database, key);
        this.database = database;
        this.key = key;
    }

    Path directory() {
        return files.directory();
    }

    /** All backups, the newest first. */
    List<StoredBackup> list() throws IOException {
        return reader.list();
    }

    /**
     * The backup of this name, or the newest good one for {@code latest}.
     *
     * @throws BackupException if there is none
     */
    StoredBackup find(String id) throws IOException {
        return reader.find(id);
    }

    Path payload(String id) {
        return files.payload(id);
    }

    /** The file that a payload is written to before it is complete. */
    Path part(String id) {
        return files.payloadPart(id);
    }

    // --------------------------------------------------------------------------------------------------------------------------- begun, and left behind

    /** Takes the lock, and removes what dead runs have left. Makes the directory if it is not there. */
    CatalogueLock lock(String purpose) throws IOException {
        OwnFile.createDirectories(directory());
        CatalogueLock lock = CatalogueLock.take(directory(), database, purpose);
        try {
            removeLeftovers();
            return lock;
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    /** Nobody else takes a backup while the lock is held, so what is not whole now never will be. */
    private void removeLeftovers() throws IOException {
        exclusively(() -> {
            finishRemovals();
            finishPublished();
            for (Path leftover : files.unfinished()) {
                OwnFile.deleteTree(leftover);
            }
        });
    }

    private void finishRemovals() throws IOException {
        for (String id : files.removals()) {
            removePayload(id);
        }
    }

    /** A payload that has got its name is whole: its manifest only has to get its own. */
    private void finishPublished() throws IOException {
        for (String id : files.manifestParts()) {
            if (Files.exists(files.payload(id)) && Files.notExists(files.manifest(id))) {
                rename(files.manifestPart(id), files.manifest(id));
                forceDirectory();
            }
        }
    }

    /** A new directory that vanishes with {@link #discard}. */
    Path createStaging(String id) throws IOException {
        Path staging = files.staging(id);
        OwnFile.createDirectories(staging);
        return staging;
    }

    /** Removes what an unfinished backup has left. Never throws: it is called after something worse, and the next one that has the lock tries again. */
    void discard(String id) {
        try {
            if (Files.notExists(files.manifest(id))) {
                Files.deleteIfExists(files.payload(id)); // before the part that says whose it is
            }
            for (Path leftover : files.hidden(id)) {
                OwnFile.deleteTree(leftover);
            }
        } catch (IOException leftToTheNext) {
            return;
        }
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------- changes

    /** Makes a backup of a part that is complete and on the disk. */
    void publish(Manifest manifest) throws IOException {
        String id = manifest.id();
        Path unnamed = writeManifestPart(manifest);
        forceDirectory();
        rename(files.payloadPart(id), files.payload(id));
        rename(unnamed, files.manifest(id));
        forceDirectory();
    }

    /**
     * Notes what a verification has found, unless the backup was removed meanwhile. Waits a moment at most, also while a backup is taken: what took hours to find out is not lost
     * because of that.
     *
     * @throws DamagedBackupException if the backup is not readable any more
     */
    void note(String id, Verification verification) throws IOException {
        exclusively(() -> {
            if (hasManifest(id)) {
                writeManifest(reader.manifest(id).with(verification));
            }
        });
    }

    /** Whether there is a manifest to remove it by. */
    boolean hasManifest(String id) {
        return Files.exists(files.manifest(id));
    }

    /** Removes a backup that has a manifest. That gets another name first, by which it shows, if the process dies, that the payload is not one whose manifest is elsewhere. */
    void remove(String id) throws IOException {
        exclusively(() -> {
            rename(files.manifest(id), files.removed(id));
            forceDirectory();
            removePayload(id);
        });
    }

    private void removePayload(String id) throws IOException {
        Files.deleteIfExists(files.payload(id));
        forceDirectory();
        Files.delete(files.removed(id));
    }

    void writeManifest(Manifest manifest) throws IOException {
        rename(writeManifestPart(manifest), files.manifest(manifest.id()));
        forceDirectory();
    }

    /** Writes it under another name, to the disk. */
    private Path writeManifestPart(Manifest manifest) throws IOException {
        BackupKey signing = manifest.keyId() == null ? null : key;
        if (manifest.keyId() != null && (signing == null || !manifest.keyId().equals(signing.id()))) {
            throw new WrongKeyException(manifest.keyId(), key);
        }
        Path part = files.manifestPart(manifest.id());
        Files.deleteIfExists(part); // of one that died while it noted something
        try {
            write(part, ManifestFile.write(manifest, signing));
            return part;
        } catch (IOException | RuntimeException failed) {
            Files.deleteIfExists(part);
            throw failed;
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = OwnFile.create(file)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What happened to names survives a power cut only then. Not every system lets a directory be opened. */
    private void forceDirectory() {
        try (FileChannel channel = FileChannel.open(directory(), StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            return;
        }
    }

    /** What changes manifests, for the moment that it takes. */
    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }

    private void exclusively(Change change) throws IOException {
        NOTING.lock();
        try (FileChannel channel = OwnFile.open(files.notes(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            change.run();
        } finally {
            NOTING.unlock();
        }
    }
}
