package dev.hawser.backups;

import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is in a catalogue, as far as manifests and the sizes of payloads tell it. Holds no lock: others may take and remove backups meanwhile. Thread-safe. */
final class CatalogueReader {

    private final CatalogueFiles files;
    private final String database;
    private final @Nullable BackupKey key;

    /** {@code key}: that manifests are checked with; null for none. */
    CatalogueReader(CatalogueFiles files, String database, @Nullable BackupKey key) {
        this.files = files;
        this.database = database;
        this.key = key;
    }

    /** All backups, the newest first. */
    List<StoredBackup> list() throws IOException {
        if (Files.notExists(files.directory())) {
            return List.of();
        }
        List<StoredBackup> backups = new ArrayList<>();
        for (String id : files.manifests()) {
            backups.add(described(id));
        }
        for (String id : files.payloads()) {
            if (isAlone(id)) {
                backups.add(alone(id));
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
                                ? "there is no good backup of " + database + " in " + files.directory()
                                : "there is no backup " + id + " of " + database + " in " + files.directory(),
                        database,
                        all.isEmpty() ? "There is none at all" : "\"hawser backup list\" shows those that are there",
                        null));
    }

    /**
     * The manifest of a backup.
     *
     * @throws DamagedBackupException if it is not what was written
     */
    Manifest manifest(String id) throws IOException {
        return ManifestFile.read(Files.readAllBytes(files.manifest(id)), key);
    }

    /** One that has a manifest. */
    private StoredBackup described(String id) throws IOException {
        Path payload = files.payload(id);
        try {
            Manifest manifest = manifest(id);
            Instant began = manifest.id().equals(id) ? manifest.startedAt() : time(id);
            return new StoredBackup(id, payload, began, manifest, damage(id, payload, manifest));
        } catch (DamagedBackupException damaged) {
            return new StoredBackup(id, payload, time(id), null, damaged.getMessage());
        }
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

    /** Whether a payload has no manifest. Asked in this order it is not true of one that is being published or removed at this moment. */
    private boolean isAlone(String id) {
        return Files.notExists(files.manifestPart(id))
                && Files.notExists(files.manifest(id))
                && Files.notExists(files.removed(id))
                && Files.exists(files.payload(id));
    }

    private StoredBackup alone(String id) {
        Path payload = files.payload(id);
        String problem = "its manifest is missing: put "
                + files.manifest(id).getFileName() + " back beside it, or remove "
                + payload.getFileName() + " by hand if it is not wanted";
        return new StoredBackup(id, payload, time(id), null, problem);
    }

    private static Instant time(String id) {
        return BackupId.time(id).orElseThrow(); // only files with such names are looked at
    }
}
