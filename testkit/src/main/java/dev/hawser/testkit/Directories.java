package dev.hawser.testkit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Copying and deleting directories while a server may still be changing them. */
final class Directories {

    private Directories() {}

    /** Deletes a directory with everything in it. What disappears meanwhile is fine. */
    static void delete(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new Visitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Copies a directory with its permissions.
     *
     * @param emptied directories, relative to {@code from}, whose contents stay behind
     * @param skipped files, relative to {@code from}, that stay behind
     */
    static void copy(Path from, Path to, Predicate<String> emptied, Predicate<String> skipped) throws IOException {
        Files.walkFileTree(from, new Visitor() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                String name = from.relativize(directory).toString();
                Path target = Files.createDirectories(to.resolve(name));
                Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(directory));
                return emptied.test(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = from.relativize(file).toString();
                if (!skipped.test(name)) {
                    try {
                        Files.copy(file, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
                    } catch (NoSuchFileException dropped) {
                        return FileVisitResult.CONTINUE; // by the server, whose log says so to the copy
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Goes on when something disappears under it. */
    private abstract static class Visitor extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }
}
