package dev.hawser.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@link Served} in a process of its own, on the first processor alone where {@code taskset} is installed. What it takes is read from Linux's {@code /proc}. */
final class ServedProcess implements AutoCloseable {

    private static final double TICKS_IN_A_SECOND = 100;
    private static final int CPU_FIELDS_AFTER_NAME = 11;

    private final Process process;
    private final int port;
    private final String token;
    private final Duration start;

    private ServedProcess(Process process, int port, String token, Duration start) {
        this.process = process;
        this.port = port;
        this.token = token;
        this.start = start;
    }

    /** {@code flags}: of the virtual machine. */
    static ServedProcess start(String thirdDatabase, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/taskset"))) {
            command.addAll(List.of("/usr/bin/taskset", "-c", "0"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Served.class.getName(), thirdDatabase));
        long startedAt = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server did not start: " + String.join(" ", command));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
        String[] parts = line.split(" ", 2);
        return new ServedProcess(process, Integer.parseInt(parts[0]), parts[1], took);
    }

    int port() {
        return port;
    }

    String token() {
        return token;
    }

    /** From the start of the process until it accepts requests. */
    Duration startTime() {
        return start;
    }

    /** The processor time it has taken so far. */
    Duration processorTime() throws IOException {
        String line = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[CPU_FIELDS_AFTER_NAME]) + Long.parseLong(fields[CPU_FIELDS_AFTER_NAME + 1]);
        return Duration.ofMillis((long) (ticks * 1_000 / TICKS_IN_A_SECOND));
    }

    /** Its resident memory, in MB. */
    long residentMegabytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("no VmRSS of " + process.pid());
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
