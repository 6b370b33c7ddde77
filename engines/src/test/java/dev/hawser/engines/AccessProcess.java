package dev.hawser.engines;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Another process that has an Access file open until it is closed or killed. */
final class AccessProcess implements AutoCloseable {

    private static final String OPEN = "open";

    private final Process process;

    private AccessProcess(Process process) {
        this.process = process;
    }

    /** The other process: opens the file, says so, and waits for its input to end. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        try (DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(file.getParent())
                        .withDatabases(DatabaseOptions.of("other")
                                .set("type", "access")
                                .set("database", file.toString())
                                .set("retry.max-retries", 0)))
                .engines(List.of(new AccessEngine()))
                .open()) {
            manager.sql("other").query("select 1 from dual");
            System.out.println(OPEN);
            while (System.in.read() >= 0) {
                // whoever started this closes it
            }
        }
    }

    static AccessProcess open(Path file) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AccessProcess.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(OPEN)) {
                return new AccessProcess(process);
            }
            said.append(line).append('\n');
        }
        process.destroyForcibly();
        throw new AssertionError("the other process did not open " + file + ": " + said);
    }

    long pid() {
        return process.pid();
    }

    /** As kill -9 does it. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            process.getInputStream().close();
        }
    }
}
