package dev.hawser.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A server with its children, and the signals that make them stop, die, freeze and go on. */
final class ServerProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    // To make the data of an empty server takes ten seconds on a quiet machine.
    private static final Duration LONG_WORK = Duration.ofMinutes(2);

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it; what it prints is appended to {@code log}. */
    static ServerProcess start(List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ServerProcess(process, log);
    }

    /** Runs a program that ends by itself, and fails with what it printed if it fails. */
    static void run(List<String> command, Path log) throws IOException {
        ServerProcess program = start(command, log);
        if (!program.ended(LONG_WORK) || program.process.exitValue() != 0) {
            program.kill();
            throw new IOException(command + " failed: " + program.output());
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it printed. */
    String output() throws IOException {
        return Files.readString(log);
    }

    /** Asks it to stop by a signal, and kills it if it does not. */
    void stop(String signal) throws IOException {
        if (process.isAlive()) {
            signal(List.of(process.toHandle()), signal);
            if (!ended(PATIENCE)) {
                kill();
            }
        }
    }

    /** SIGKILL to it and its children, of which it makes no more while they are looked up. They are gone when this returns. */
    void kill() throws IOException {
        if (process.isAlive()) {
            signal(List.of(process.toHandle()), "STOP");
        }
        List<ProcessHandle> all = family();
        all.forEach(ProcessHandle::destroyForcibly);
        ended(PATIENCE);
        Polling.until(PATIENCE, () -> all.stream().allMatch(ServerProcess::isGone));
    }

    /**
     * Whether it runs no more. Children whose parent was killed may remain in the system's table for long, until its first process has taken note of their end; that
     * is all that is left of them then.
     */
    private static boolean isGone(ProcessHandle handle) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"));
            char state = status.charAt(status.lastIndexOf(')') + 2);
            return state == 'Z' || state == 'X';
        } catch (IOException noLongerThere) {
            return true;
        }
    }

    /** SIGSTOP to it and its children: the host is there, and nobody answers. It is stopped first, so that it has no more children than are found then. */
    void pause() throws IOException {
        signal(List.of(process.toHandle()), "STOP");
        signal(family(), "STOP");
    }

    /** SIGCONT to it and its children. */
    void resume() throws IOException {
        signal(family(), "CONT");
    }

    /** The parent first, so that it makes no more children. */
    private List<ProcessHandle> family() {
        List<ProcessHandle> family = new ArrayList<>();
        family.add(process.toHandle());
        process.descendants().forEach(family::add);
        return family;
    }

    private static void signal(List<ProcessHandle> processes, String signal) throws IOException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.forEach(handle -> command.add(Long.toString(handle.pid())));
        runQuietly(command);
    }

    /** Runs a program that ends by itself, if there is one of that name, whether it succeeds or not. */
    static void tryToRun(String... command) {
        try {
            runQuietly(List.of(command));
        } catch (IOException noSuchProgram) {
            // a machine without it
        }
    }

    private static void runQuietly(List<String> command) throws IOException {
        Process program = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await(program.onExit(), PATIENCE);
    }

    private boolean ended(Duration timeout) throws IOException {
        return await(process.onExit(), timeout) != null;
    }

    private static <T> @Nullable T await(CompletableFuture<T> future, Duration timeout) throws IOException {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException tooLong) {
            return null;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a process", interrupted);
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        }
    }
}
