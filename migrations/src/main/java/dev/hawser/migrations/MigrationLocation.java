package dev.hawser.migrations;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where migrations are, with all that is below. What is hidden, as names that begin with a dot are, is passed over, and so is what is neither a script nor the options of one:
 * it is not even read. Immutable.
 */
sealed interface MigrationLocation {

    /** Scripts, commands, and what Flyway is told of a script in a file beside it. */
    Pattern NAMES = Pattern.compile(".*\\.(?:sql|json)(?:\\.conf)?", Pattern.DOTALL);

    /** All files, in the order of their paths. {@code IOException}: it is not there, or cannot be read; the message is for users. */
    List<LocatedFile> files() throws IOException;

    /**
     * One file, read. Immutable.
     *
     * @param label where it is, for messages
     * @param name the last part of its path
     * @param origin what tells it from all others, also if it is found in two ways
     */
    record LocatedFile(String label, String name, String origin, ByteBuffer content) {}

    /**
     * {@code dir} and {@code filesystem:dir} are a directory, {@code classpath:dir} what {@code loader} has of that name in directories and jars.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static MigrationLocation of(String text, ClassLoader loader) {
        int colon = text.indexOf(':');
        String kind = colon < 2 ? "" : text.substring(0, colon); // one letter is a drive of Windows
        String place = kind.isEmpty() ? text : text.substring(colon + 1);
        return switch (kind) {
            case "", "filesystem" -> new Directory(Path.of(place));
            case "classpath" -> new ClassPath(place.replaceAll("^/+|/+$", ""), loader);
            default ->
                throw new IllegalArgumentException(text + ": \"" + kind
                        + "\" is no kind of location; there are a directory, filesystem:<directory> and"
                        + " classpath:<directory>");
        };
    }

    /** A directory. */
    record Directory(Path path) implements MigrationLocation {

        @Override
        public List<LocatedFile> files() throws IOException {
            if (!Files.isDirectory(path)) {
                throw new IOException(path + ": no such directory; name those that hold V…__….sql");
            }
            List<LocatedFile> located = new ArrayList<>();
            try (Stream<Path> all = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
                for (Path file : all.sorted().toList()) {
                    if (concerns(path.relativize(file).toString().replace('\\', '/')) && Files.isRegularFile(file)) {
                        located.add(new LocatedFile(
                                file.toString(),
                                file.getFileName().toString(),
                                file.toRealPath().toUri().toString(),
                                ByteBuffer.wrap(Files.readAllBytes(file))));
                    }
                }
            }
            return located;
        }
    }

    /** A directory on the class path, or in modules: every one of that name. */
    record ClassPath(String path, ClassLoader loader) implements MigrationLocation {

        @Override
        public List<LocatedFile> files() throws IOException {
            List<URL> roots = Collections.list(loader.getResources(path));
            if (roots.isEmpty()) {
                throw new IOException("classpath:" + path + ": is nowhere on the class path; check the name, and that"
                        + " the jar has entries for its directories");
            }
            List<LocatedFile> located = new ArrayList<>();
            for (URL root : roots) {
                URLConnection connection = root.openConnection();
                if (connection instanceof JarURLConnection jar) {
                    located.addAll(inJar(jar));
                } else {
                    located.addAll(new Directory(directory(root)).files());
                }
            }
            return located;
        }

        private static Path directory(URL root) throws IOException {
            try {
                return Path.of(root.toURI());
            } catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException other) {
                throw new IOException(root + ": is neither a directory nor in a jar", other);
            }
        }

        private static List<LocatedFile> inJar(JarURLConnection connection) throws IOException {
            connection.setUseCaches(false); // what is kept there would hold the jar open
            String start =
                    connection.getEntryName() + (connection.getEntryName().endsWith("/") ? "" : "/");
            try (JarFile jar = connection.getJarFile()) {
                List<JarEntry> entries = jar.stream()
                        .filter(entry -> !entry.isDirectory() && entry.getName().startsWith(start))
                        .filter(entry -> concerns(entry.getName().substring(start.length())))
                        .sorted(Comparator.comparing(JarEntry::getName))
                        .toList();
                List<LocatedFile> located = new ArrayList<>();
                for (JarEntry entry : entries) {
                    String label = jar.getName() + "!/" + entry.getName();
                    try (InputStream in = jar.getInputStream(entry)) {
                        located.add(new LocatedFile(
                                label,
                                entry.getName().substring(entry.getName().lastIndexOf('/') + 1),
                                label,
                                ByteBuffer.wrap(in.readAllBytes())));
                    }
                }
                return located;
            }
        }
    }

    private static boolean concerns(String relative) {
        return NAMES.matcher(relative).matches() && !relative.startsWith(".") && !relative.contains("/.");
    }
}
