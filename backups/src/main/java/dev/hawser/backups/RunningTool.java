package dev.hawser.backups;

import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs. {@link #close()} kills it with its descendants if it still does, so that whatever ends the work ends the program: an exception, an interrupt, the end
 * of this process. For one thread at a time; its streams wait for the program, until an interrupt.
 */
final class RunningTool implements AutoCloseable {

    // Programs told to end tell their servers in turn, which would else go on for nobody.
    private static final Duration GRACE = Duration.ofSeconds(2);
    // What it said is read on a thread that a busy machine may let wait; a descendant that lives on would keep it for
    // ever.
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);
    // Java's way of telling that a signal ended a process, and a shell's.
    private static final int SIGNALLED = 128;
    private static final int BUFFER = 64 * 1024;

    private final ToolCommand command;
    private final Process process;
    private final ToolErrors errors;
    private final String database;
    private final BytePipe fromTool = new BytePipe();
    private final @Nullable BytePipe toTool;
    private final List<Thread> threads;
    private final AtomicReference<@Nullable Throwable> feeding = new AtomicReference<>();
    private @Nullable Thread feeder;
    private final Thread atExit;

    RunningTool(ToolCommand command, Process process, ToolErrors errors, String database, boolean withInput) {
        this.command = command;
        this.process = process;
        this.errors = errors;
        this.database = database;
        BytePipe input = withInput ? new BytePipe() : null;
        this.toTool = input;
        Thread output = thread("output", () -> copy(process.getInputStream(), fromTool));
        Thread complaints = thread("errors", () -> errors.readAll(process.getErrorStream()));
        this.threads = input == null
                ? List.of(output, complaints)
                : List.of(output, complaints, thread("input", () -> feed(input, process.getOutputStream())));
        this.atExit = new Thread(this::kill, "hawser-tool-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
        threads.forEach(Thread::start);
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static Thread thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException ended) {
                        // the program's end: its exit code says what it was
                    }
                },
                "hawser-tool-" + name);
        thread.setDaemon(true);
        return thread;
    }

    private static void copy(InputStream from, BytePipe to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (OutputStream output = to.output()) {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                output.write(buffer, 0, read);
            }
        }
    }

    /** Ends its own reading with the program's, so that whoever writes does not wait for nobody. */
    private static void feed(BytePipe from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream input = from.input();
                to) {
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                to.write(buffer, 0, read);
                to.flush();
            }
        }
    }

    /** What it writes. Its end does not mean that the program succeeded: {@link #await()} does. */
    InputStream output() {
        return fromTool.input();
    }

    /** What it reads. Close it to tell the program that this was all. A program that has ended makes writing fail; {@link #await()} says why it did. */
    OutputStream input() {
        if (toTool == null) {
            throw new IllegalStateException(command.name() + " was started without input");
        }
        return toTool.output();
    }

    /**
     * Has another thread write all of {@code content} to the program, and close its input. The last of it is held back until the end was read, so that the program never
     * takes content for complete whose last check fails. What reading {@code content} throws ends the program, and {@link #await()} throws it.
     *
     * @param whole whether {@code content} is read to its end, for its last check, also where the program is content with less
     */
    void feed(InputStream content, boolean whole) {
        OutputStream input = input();
        Thread thread = thread("feeder", () -> {
            try {
                write(content, input, whole);
                input.close();
            } catch (Unreadable unreadable) {
                // Killed before its input ends: it must not take what it has for all there is.
                feeding.set(unreadable.getCause());
                family().forEach(ProcessHandle::destroyForcibly);
            }
        });
        feeder = thread;
        thread.start();
    }

    /** What was to be written could not be read. */
    private static final class Unreadable extends IOException {

        private static final long serialVersionUID = 1L;

        Unreadable(Throwable cause) {
            super(cause);
        }
    }

    private void write(InputStream content, OutputStream input, boolean whole) throws IOException {
        byte[] held = new byte[BUFFER];
        byte[] next = new byte[BUFFER];
        for (int holds = readFrom(content, held); holds >= 0; ) {
            int read = readFrom(content, next);
            try {
                input.write(held, 0, holds);
            } catch (IOException notTaken) {
                if (whole && read >= 0) {
                    readRest(content);
                }
                return;
            }
            byte[] swapped = held;
            held = next;
            next = swapped;
            holds = read;
        }
    }

    private void readRest(InputStream content) throws IOException {
        try {
            if (process.waitFor() == 0) {
                byte[] ignored = new byte[BUFFER];
                while (readFrom(content, ignored) >= 0) {
                    // its checks are what it is read for
                }
            }
        } catch (InterruptedException neverHere) {
            Thread.currentThread().interrupt();
        }
    }

    private static int readFrom(InputStream content, byte[] buffer) throws Unreadable {
        try {
            return content.read(buffer);
        } catch (IOException | RuntimeException failed) {
            throw new Unreadable(failed);
        }
    }

    /** Its process. */
    long pid() {
        return process.pid();
    }

    /**
     * Waits until it has ended, and all it was fed was read.
     *
     * @throws BackupException if it failed, with what it said
     * @throws IOException if what it was fed could not be read
     */
    void await() throws IOException, InterruptedException {
        int exit = process.waitFor();
        if (feeder != null) {
            feeder.join();
        }
        Throwable unreadable = feeding.get();
        if (unreadable instanceof RuntimeException problem) {
            throw problem;
        }
        if (unreadable instanceof IOException problem) {
            throw problem;
        }
        for (Thread thread : threads) {
            thread.join(LAST_WORDS.toMillis());
        }
        if (exit != 0) {
            throw failure(exit);
        }
    }

    private BackupException failure(int exit) {
        String said = errors.text();
        boolean killed = exit > SIGNALLED;
        String how = killed ? "was killed by signal " + (exit - SIGNALLED) : "failed with exit code " + exit;
        return new BackupException(
                killed ? ErrorCategory.RESOURCE : ErrorCategory.OTHER,
                "cannot " + command.doing() + ": " + command.name() + " " + how
                        + (said.isEmpty() ? ", and said nothing" : ":\n" + said),
                database,
                killed ? "Somebody ended it, or the system did, which lacks memory: its log tells" : null,
                null);
    }

    /** What it has complained of so far. */
    String complaints() {
        return errors.text();
    }

    /** Ends it, if it still runs. Returns when it is gone. An interrupt is kept. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            kill();
            fromTool.input().close();
            if (toTool != null) {
                toTool.input().close();
            }
            if (feeder != null) {
                feeder.join(GRACE.toMillis());
            }
            for (Thread thread : threads) {
                thread.join(GRACE.toMillis());
            }
        } catch (IOException | InterruptedException ignored) {
            interrupted |= ignored instanceof InterruptedException;
        } finally {
            forgetExit();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** By their handles: {@link Process#destroy} also closes streams, and waits there for a descendant that reads nothing. */
    private void kill() {
        if (!process.isAlive() && process.descendants().findAny().isEmpty()) {
            return;
        }
        List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        family.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        } finally {
            family.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private List<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    private void forgetExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // it runs
        }
    }
}
