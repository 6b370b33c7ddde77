package dev.hawser.tests.backups;

import dev.hawser.backups.BackupListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/** The programs that this process has started, and a moment at which they run. */
final class Tools {

    private static final String PROPERTY = "hawser.tools";

    private Tools() {}

    /** A running program, and how it was called as everybody on the machine can read it. */
    record Running(ProcessHandle process, String commandLine) {

        void kill() {
            process.destroyForcibly();
        }
    }

    /** The running programs of this name, with those that these have started. */
    static List<Running> running(String name) {
        return ProcessHandle.current()
                .descendants()
                .map(process -> new Running(process, commandLine(process)))
                .filter(running -> running.commandLine().split("\0", 2)[0].endsWith("/" + name))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }

    /** Does something once, when a phase has begun to move bytes. */
    static BackupListener during(BackupListener.Phase phase, Action action) {
        AtomicBoolean done = new AtomicBoolean();
        return new BackupListener() {
            @Override
            public void progressed(Phase current, long bytes) {
                if (current == phase && done.compareAndSet(false, true)) {
                    try {
                        action.run();
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                }
            }
        };
    }

    /** May fail. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Looks for programs in {@code directory} alone meanwhile. */
    static <T> T only(Path directory, Callable<T> work) throws Exception {
        String before = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, directory.toString());
        try {
            return work.call();
        } finally {
            if (before == null) {
                System.clearProperty(PROPERTY);
            } else {
                System.setProperty(PROPERTY, before);
            }
        }
    }
}
