package dev.hawser.backups;

import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The backups of one database, as files of a directory: a payload and its manifest for each. A payload is written under another name, is forced to the disk, and gets its own;
 * the manifest is written before that, and gets its name last. So what a run has left that died says itself how far it came, and is finished or removed by the next one. A payload
 * alone is not such a thing: its manifest is elsewhere, and nobody removes it. Thread-safe; what changes something needs the {@link CatalogueLock}.
 */
final class Catalogue {

    private static final String PAYLOAD = ".hawser";
    private static final String MANIFEST = ".json";
    private static final String PART = ".part";
    private static final String REMOVED = ".removed";
    private static final String STAGING = ".staging";
    private static final String NOTES = ".notes";

    /** A lock of the kernel's is the process's: among its own threads this one counts. */
    private static final ReentrantLock NOTING = new ReentrantLock();

    private static final Pattern NAME = Pattern.compile("[^/\\\\\\x00]+");

    private final Path directory;
    private final String database;
    private final @Nullable BackupKey key;

    /**
     * A catalogue, which need not exist yet.
     *
     * @param root holds a directory for each database
     * @param key that manifests are checked with; null for none
     */
    Catalogue(Path root, String database, @Nullable BackupKey key) {
        if (!NAME.matcher(database).matches() || database.startsWith(".")) {
            throw new IllegalArgumentException("cannot be the name of a directory: " + database);
        }
        this.directory = root.toAbsolutePath().normalize().resolve(database);
        this.database = database;
        this.key = key;
    }

    Path directory() {
        return directory;
    }

    /** Takes the lock, and removes what dead runs have left. Makes the directory if it is not there. */
    CatalogueLock lock(String purpose) throws IOException {
        OwnFile.createDirectories(directory);
        CatalogueLock lock = CatalogueLock.take(directory, database, purpose);
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
            for (Path leftover : entries(path ->
                    name(path).startsWith(".") && (isPart(path) || name(path).endsWith(STAGING)))) {
                deleteTree(leftover);
            }
        });
    }

    private void finishRemovals() throws IOException {
        for (Path removed : entries(path -> isHidden(path, REMOVED))) {
            removePayload(hiddenId(removed, REMOVED));
        }
    }

    /** A payload that has got its name is whole: its manifest only has to get its own. */
    private void finishPublished() throws IOException {
        for (Path part : entries(path -> isHidden(path, MANIFEST + PART))) {
            String id = hiddenId(part, MANIFEST + PART);
            if (Files.exists(payload(id)) && Files.notExists(manifest(id))) {
                Files.move(part, manifest(id), StandardCopyOption.ATOMIC_MOVE);
                forceDirectory();
            }
        }
    }

    private static boolean isPart(Path path) {
        return name(path).endsWith(PART);
    }

    /** Whether it is what this class keeps for a backup under another name. */
    private static boolean isHidden(Path path, String suffix) {
        String name = name(path);
        return name.startsWith(".")
                && name.endsWith(suffix)
                && BackupId.time(hiddenId(path, suffix)).isPresent();
    }

    private static String hiddenId(Path path, String suffix) {
        String name = name(path);
        return name.substring(1, Math.max(1, name.length() - suffix.length()));
    }

    /** The file that a payload is written to before it is complete. */
    Path part(String id) {
        return directory.resolve("." + id + PAYLOAD + PART);
    }

    /** A new directory that vanishes with {@link #discard}. */
    Path createStaging(String id) throws IOException {
        Path staging = directory.resolve("." + id + STAGING);
        OwnFile.createDirectories(staging);
        return staging;
    }

    Path payload(String id) {
        return directory.resolve(id + PAYLOAD);
    }

    private Path manifest(String id) {
        return directory.resolve(id + MANIFEST);
    }

    private Path manifestPart(String id) {
        return directory.resolve("." + id + MANIFEST + PART);
    }

    private Path removed(String id) {
        return directory.resolve("." + id + REMOVED);
    }

    private static String id(Path file) {
        String name = name(file);
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Makes a backup of a part that is complete and on the disk. */
    void publish(Manifest manifest) throws IOException {
        Path unnamed = writeManifestPart(manifest);
        forceDirectory();
        Files.move(part(manifest.id()), payload(manifest.id()), StandardCopyOption.ATOMIC_MOVE);
        Files.move(unnamed, manifest(manifest.id()), StandardCopyOption.ATOMIC_MOVE);
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
            Path file = manifest(id);
            if (Files.exists(file)) {
                writeManifest(ManifestFile.read(Files.readAllBytes(file), key).with(verification));
            }
        });
    }

    /** What changes manifests, for the moment that it takes. */
    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }

    private void exclusively(Change change) throws IOException {
        NOTING.lock();
        try (FileChannel channel =
                        OwnFile.open(directory.resolve(NOTES), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            change.run();
        } finally {
            NOTING.unlock();
        }
    }

    void writeManifest(Manifest manifest) throws IOException {
        Files.move(writeManifestPart(manifest), manifest(manifest.id()), StandardCopyOption.ATOMIC_MOVE);
        forceDirectory();
    }

    /** Writes it under another name, to the disk. */
    private Path writeManifestPart(Manifest manifest) throws IOException {
        BackupKey signing = manifest.keyId() == null ? null : key;
        if (manifest.keyId() != null && (signing == null || !manifest.keyId().equals(signing.id()))) {
            throw new WrongKeyException(manifest.keyId(), key);
        }
        Path part = manifestPart(manifest.id());
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

    /** What happened to names survives a power cut only then. Not every system lets a directory be opened. */
    private void forceDirectory() {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            return;
        }
    }

    /** Removes what an unfinished backup has left. Never throws: it is called after something worse, and the next one that has the lock tries again. */
    void discard(String id) {
        try {
            if (Files.notExists(manifest(id))) {
                Files.deleteIfExists(payload(id)); // before the part that says whose it is
            }
            for (Path leftover : entries(path -> name(path).startsWith("." + id))) {
                deleteTree(leftover);
            }
        } catch (IOException leftToTheNext) {
            return;
        }
    }

    /** Removes a backup that has a manifest. That gets another name first, by which it shows, if the process dies, that the payload is not one whose manifest is elsewhere. */
    void remove(String id) throws IOException {
        exclusively(() -> {
            Files.move(manifest(id), removed(id), StandardCopyOption.ATOMIC_MOVE);
            forceDirectory();
            removePayload(id);
        });
    }

    private void removePayload(String id) throws IOException {
        Files.deleteIfExists(payload(id));
        forceDirectory();
        Files.delete(removed(id));
    }

    /** Whether there is a manifest to remove it by. */
    boolean hasManifest(String id) {
        return Files.exists(manifest(id));
    }

    /** All backups, the newest first. */
    List<StoredBackup> list() throws IOException {
        if (Files.notExists(directory)) {
            return List.of();
        }
        List<StoredBackup> backups = new ArrayList<>();
        for (Path manifest : entries(path -> name(path).endsWith(MANIFEST))) {
            Optional<Instant> time = BackupId.time(id(manifest));
            if (time.isPresent()) {
                backups.add(read(id(manifest), time.get()));
            }
        }
        for (Path payload : entries(path -> name(path).endsWith(PAYLOAD))) {
            Optional<Instant> time = BackupId.time(id(payload));
            if (time.isPresent() && isAlone(id(payload))) {
                backups.add(alone(id(payload), payload, time.get()));
            }
        }
        backups.sort(Comparator.comparing(StoredBackup::startedAt)
                .thenComparing(StoredBackup::id)
                .reversed());
        return backups;
    }

    /**
     * The backup of this name, or the newest good one for {@code latest}.
     *
     * @throws BackupException if there is none
     */
    StoredBackup find(String id) throws IOException {
        List<StoredBackup> all = list();
        boolean latest = id.toLowerCase(Locale.ROOT).equals("latest");
        return all.stream()
                .filter(backup -> latest ? backup.isGood() : backup.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new BackupException(
                        ErrorCategory.REFUSED,
                        latest
                                ? "there is no good backup of " + database + " in " + directory
                                : "there is no backup " + id + " of " + database + " in " + directory,
                        database,
                        all.isEmpty() ? "There is none at all" : "\"hawser backup list\" shows those that are there",
                        null));
    }

    private StoredBackup read(String id, Instant startedAt) throws IOException {
        Path payload = payload(id);
        try {
            Manifest manifest = ManifestFile.read(Files.readAllBytes(manifest(id)), key);
            Instant began = manifest.id().equals(id) ? manifest.startedAt() : startedAt;
            return new StoredBackup(id, payload, began, manifest, damage(id, payload, manifest));
        } catch (DamagedBackupException damaged) {
            return new StoredBackup(id, payload, startedAt, null, damaged.getMessage());
        }
    }

    /** Asked in this order it is not true of one that is being published or removed at this moment. */
    private boolean isAlone(String id) {
        return Files.notExists(manifestPart(id))
                && Files.notExists(manifest(id))
                && Files.notExists(removed(id))
                && Files.exists(payload(id));
    }

    private StoredBackup alone(String id, Path payload, Instant startedAt) {
        String problem = "its manifest is missing: put " + name(manifest(id)) + " back beside it, or remove "
                + name(payload) + " by hand if it is not wanted";
        return new StoredBackup(id, payload, startedAt, null, problem);
    }

    private @Nullable String damage(String id, Path payload, Manifest manifest) throws IOException {
        if (!manifest.id().equals(id) || !manifest.database().equals(database)) {
            return "its manifest is that of the backup " + manifest.id() + " of " + manifest.database();
        }
        if (!Files.isRegularFile(payload, LinkOption.NOFOLLOW_LINKS)) {
            return "its payload " + payload + " is missing";
        }
        long size = Files.size(payload);
        return size == manifest.storedBytes()
                ? null
                : "its payload has " + size + " bytes, and was written with " + manifest.storedBytes();
    }

    private List<Path> entries(Predicate<Path> wanted) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                if (wanted.test(path)) {
                    entries.add(path);
                }
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        return entries;
    }

    static void deleteTree(Path top) throws IOException {
        if (Files.notExists(top, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(top)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }
}
