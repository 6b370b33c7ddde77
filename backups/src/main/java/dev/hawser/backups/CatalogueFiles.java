package dev.hawser.backups;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The names of the files that hold the backups of one database, and which of them are there. A backup is {@code <id>.hawser}, its payload, and {@code <id>.json}, its manifest. What is not
 * one yet, or not any more, has a dot before its name, and an ending that says how far it came. Changes nothing. Thread-safe.
 */
final class CatalogueFiles {

    private static final String PAYLOAD = ".hawser";
    private static final String MANIFEST = ".json";
    private static final String PART = ".part";
    private static final String REMOVED = ".removed";
    private static final String STAGING = ".staging";
    private static final String NOTES = ".notes";
    private static final String HIDDEN = ".";

    private static final Pattern NAME = Pattern.compile("[^/\\\\\\x00]+");

    private final Path directory;

    /** {@code root}: holds a directory for each database. */
    CatalogueFiles(Path root, String database) {
        if (!NAME.matcher(database).matches() || database.startsWith(HIDDEN)) {
            throw new IllegalArgumentException("cannot be the name of a directory: " + database);
        }
        this.directory = root.toAbsolutePath().normalize().resolve(database);
    }

    Path directory() {
        return directory;
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ names

    Path payload(String id) {
        return directory.resolve(id + PAYLOAD);
    }

    Path manifest(String id) {
        return directory.resolve(id + MANIFEST);
    }

    /** A payload before it is complete. */
    Path payloadPart(String id) {
        return directory.resolve(HIDDEN + id + PAYLOAD + PART);
    }

    /** A manifest before its payload has a name, or before it takes the place of an earlier one. */
    Path manifestPart(String id) {
        return directory.resolve(HIDDEN + id + MANIFEST + PART);
    }

    /** The manifest of a backup that is being removed. */
    Path removed(String id) {
        return directory.resolve(HIDDEN + id + REMOVED);
    }

    /** The directory of a backup that cannot be streamed. */
    Path staging(String id) {
        return directory.resolve(HIDDEN + id + STAGING);
    }

    /** What is locked by who changes manifests. */
    Path notes() {
        return directory.resolve(NOTES);
    }

    // -------------------------------------------------------------------------------------------------------------------------------------- which are

    /** The ids of those that have a manifest. */
    List<String> manifests() throws IOException {
        return ids("", MANIFEST);
    }

    /** The ids of those that have a payload. */
    List<String> payloads() throws IOException {
        return ids("", PAYLOAD);
    }

    /** The ids of those that have a {@link #manifestPart}. */
    List<String> manifestParts() throws IOException {
        return ids(HIDDEN, MANIFEST + PART);
    }

    /** The ids of those that are {@link #removed} in part. */
    List<String> removals() throws IOException {
        return ids(HIDDEN, REMOVED);
    }

    /** All that was begun and has no name yet, whosever it is. */
    List<Path> unfinished() throws IOException {
        return entries(name -> name.startsWith(HIDDEN) && (name.endsWith(PART) || name.endsWith(STAGING)));
    }

    /** All that is kept under another name for a backup. */
    List<Path> hidden(String id) throws IOException {
        return entries(name -> name.startsWith(HIDDEN + id));
    }

    private List<String> ids(String before, String after) throws IOException {
        int around = before.length() + after.length();
        return entries(name -> name.length() > around && name.startsWith(before) && name.endsWith(after)).stream()
                .map(CatalogueFiles::name)
                .map(name -> name.substring(before.length(), name.length() - after.length()))
                .filter(id -> BackupId.time(id).isPresent())
                .toList();
    }

    private List<Path> entries(Predicate<String> wanted) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                if (wanted.test(name(path))) {
                    entries.add(path);
                }
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        return entries;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
