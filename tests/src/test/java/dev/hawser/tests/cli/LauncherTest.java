package dev.hawser.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the root, in a copy of the source tree and with a Maven that copies the jar that is there already. */
class LauncherTest {

    /** What the jar is built from. */
    private static final List<String> MODULES = List.of("core", "engines", "migrations", "backups", "server", "cli");

    private static final String SYSTEM_PATH = "/usr/bin:/bin";

    @TempDir
    Path directory;

    private Path home;
    private Path tools;

    private final Map<Process, ProcessBuilder> outputs = new HashMap<>();

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void copy() throws IOException {
        home = Files.createDirectory(directory.resolve("source tree"));
        tools = Files.createDirectory(directory.resolve("tools"));
        Files.copy(Path.of("..", "hawser"), home.resolve("hawser"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(home.resolve("pom.xml"), "");
        Files.createDirectory(home.resolve(".mvn"));
        for (String module : MODULES) {
            Path sources = Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.writeString(sources.resolve("Source.java"), "");
            Files.writeString(home.resolve(module).resolve("pom.xml"), "");
        }
        maven("""
                echo built >>"%1$s/builds"
                for argument; do
                  case $argument in -Drunnable.jar=*) name=${argument#-Drunnable.jar=} ;; esac
                done
                cp "%2$s" "%3$s/cli/target/$name.jar"
                """.formatted(directory, HawserProcess.JAR, home));
    }

    private void maven(String script) throws IOException {
        executable(tools.resolve("mvn"), script);
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process start(Path script, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(Files.createTempFile(directory, "out", "").toFile())
                .redirectError(Files.createTempFile(directory, "err", "").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", tools + ":" + SYSTEM_PATH);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        outputs.put(process, builder);
        return process;
    }

    private Result result(Process process) throws Exception {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        ProcessBuilder builder = outputs.get(process);
        return new Result(
                process.exitValue(),
                Files.readString(builder.redirectOutput().file().toPath()),
                Files.readString(builder.redirectError().file().toPath()));
    }

    private Result run(Map<String, String> environment, String... arguments) throws Exception {
        return result(start(home.resolve("hawser"), environment, arguments));
    }

    private long builds() throws IOException {
        Path log = directory.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @Test
    void missingJar_isBuiltOnce_andSaidOnStandardError() throws Exception {
        Result first = run(Map.of(), "version");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).startsWith("hawser ");
        assertThat(first.err()).contains("building", "built");
        Result second = run(Map.of(), "version");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void changedSource_isBuiltAgain() throws Exception {
        run(Map.of(), "version");
        int builds = 1;
        for (String module : MODULES) {
            Path source = home.resolve(module).resolve("src/main/Source.java");
            Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
            run(Map.of(), "version");
            assertThat(builds()).as(module).isEqualTo(++builds);
            Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        }
    }

    @Test
    void runsInTheWorkingDirectory_alsoThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(
                Files.createDirectory(directory.resolve("bin")).resolve("hw"), Path.of("../source tree/hawser"));
        Result result = result(start(link, Map.of(), "health"));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(directory.resolve("hawser.db")).exists();
    }

    @Test
    void argumentsAndExitCode_areTheCommands() throws Exception {
        Result result = run(Map.of(), "query", "select 'a  b' as \"x y\"", "--quiet");
        assertThat(result.out()).contains("a  b");
        assertThat(run(Map.of(), "nothing").exitCode()).isEqualTo(2);
    }

    @Test
    void concurrentStarts_buildOnce() throws Exception {
        List<Process> started = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            started.add(start(home.resolve("hawser"), Map.of(), "version"));
        }
        for (Process process : started) {
            Result result = result(process);
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).startsWith("hawser ");
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void failedBuild_showsMavensErrors_andLeavesNoJar() throws Exception {
        maven("echo '[ERROR] no compiler'; exit 1\n");
        Result result = run(Map.of(), "version");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("[ERROR] no compiler", "the build failed");
        assertThat(home.resolve("cli/target/hawser.jar")).doesNotExist();
    }

    @Test
    void wrongJavaHome_isNamed() throws Exception {
        Result result = run(Map.of("JAVA_HOME", "/nowhere"), "version");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("JAVA_HOME=/nowhere", "JDK of version 17 or later");
    }

    @Test
    void oldJava_isNamed() throws Exception {
        Path old = Files.createDirectories(directory.resolve("jdk/bin"));
        executable(old.resolve("java"), "echo 'openjdk version \"11.0.2\"' >&2\n");
        Result result = run(Map.of("JAVA_HOME", old.getParent().toString()), "version");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("Java 17 or later is needed", "is version 11");
    }

    @Test
    void missingMaven_isNamed() throws Exception {
        Files.delete(tools.resolve("mvn"));
        Path few = Files.createDirectory(directory.resolve("few"));
        for (String tool : List.of("sh", "dirname", "readlink", "sed", "head", "find", "mkdir", "flock")) {
            executable(few.resolve(tool), "exec /usr/bin/" + tool + " \"$@\"\n");
        }
        Result result = run(Map.of("PATH", few.toString()), "version");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("mvn is missing", "install Maven 3.8 or later");
    }
}
