package dev.hawser.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged jar as a process of its own, in a directory of its own and with nothing of this process's environment. */
final class HawserProcess implements AutoCloseable {

    static final Path JAR =
            Path.of("..", "cli", "target", "hawser.jar").toAbsolutePath().normalize();

    private static final long PATIENCE_SECONDS = 60;

    /** How the launcher starts it. */
    private static final List<String> AS_LAUNCHED = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms16m");

    private static final Pattern URL_WITH_TOKEN = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)/#token=(\\S+)");

    private final Process process;
    private final Path out;
    private final Path err;

    /** What a process left behind. */
    record Result(int exitCode, String out, String err) {

        String everything() {
            return out + err;
        }
    }

    private HawserProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Runs a command to its end. */
    static Result run(Path directory, Map<String, String> environment, String... arguments) throws Exception {
        try (HawserProcess process = start(directory, environment, List.of(), arguments)) {
            return process.result();
        }
    }

    static HawserProcess start(
            Path directory, Map<String, String> environment, List<String> javaOptions, String... arguments)
            throws IOException {
        return startUnder(List.of(), directory, environment, javaOptions, arguments);
    }

    /** {@code under}: a command that starts what follows it, such as one that sets limits. */
    static HawserProcess startUnder(
            List<String> under,
            Path directory,
            Map<String, String> environment,
            List<String> javaOptions,
            String... arguments)
            throws IOException {
        assertThat(JAR)
                .as("the runnable jar; build it with: mvn -pl cli -am package")
                .exists();
        List<String> command = new ArrayList<>(under);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(AS_LAUNCHED);
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("hawser-out-", ".txt");
        Path err = Files.createTempFile("hawser-err-", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new HawserProcess(builder.start(), out, err);
    }

    Result result() throws Exception {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended within %d s", PATIENCE_SECONDS)
                .isTrue();
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Tells it to stop, as a service manager does, and waits until it has. One that is paused hears of it when it goes on, which it does then. */
    Result terminate() throws Exception {
        process.destroy();
        signal("CONT");
        return result();
    }

    /** Lets it do nothing more until {@link #terminate()}, whatever it was doing. */
    void pause() throws Exception {
        signal("STOP");
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** Ends it as a power cut does. */
    void kill() throws Exception {
        assertThat(process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isTrue();
    }

    /** A client of what it serves, where and with the token that it prints itself. */
    Http http() throws Exception {
        try (BufferedReader lines = follow()) {
            Matcher matcher = CompletableFuture.supplyAsync(() -> lines.lines()
                            .map(URL_WITH_TOKEN::matcher)
                            .filter(Matcher::find)
                            .findFirst())
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .orElseThrow(() -> new AssertionError("it does not serve: " + errors()));
            return new Http(matcher.group(1), matcher.group(2));
        }
    }

    /** Its standard output as it is written; {@code tail} ends with the process. */
    private BufferedReader follow() throws IOException {
        Process tail = new ProcessBuilder("tail", "-f", "-n", "+1", "--pid=" + process.pid(), out.toString())
                .redirectErrorStream(true)
                .start();
        return new BufferedReader(new InputStreamReader(tail.getInputStream(), StandardCharsets.UTF_8)) {
            @Override
            public void close() throws IOException {
                tail.destroy();
                super.close();
            }
        };
    }

    private Optional<String> errors() {
        try {
            return Optional.of(Files.readString(err));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
