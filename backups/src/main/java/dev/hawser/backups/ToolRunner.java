package dev.hawser.backups;

import dev.hawser.config.Secret;
import dev.hawser.error.ErrorCategory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the databases' own programs: without a shell, in an environment that holds nothing of this process's but what {@link #INHERITED} names, and with a home directory in
 * which nobody has left settings. Thread-safe.
 *
 * @param database the configured name, for messages
 * @param directory readable by this user alone: the home of the programs, and where secrets are handed to them
 * @param secrets what no message may contain
 */
record ToolRunner(String database, Path directory, List<Secret> secrets) {

    /** How programs are found, log in by ticket, and find their libraries and certificates. */
    private static final List<String> INHERITED =
            List.of("PATH", "LD_LIBRARY_PATH", "TMPDIR", "TZ", "KRB5_CONFIG", "KRB5CCNAME", "SSL_CERT_FILE");

    private static final int LONGEST_ANSWER = 1 << 20;

    ToolRunner {
        secrets = List.copyOf(secrets);
    }

    /** The one of a backup. */
    static ToolRunner of(BackupSite site) {
        Secret password = site.password();
        return new ToolRunner(site.config().name(), site.temporary(), password == null ? List.of() : List.of(password));
    }

    /** A new file that only this user may read. It is deleted with the directory. */
    Path secretFile(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        // Made with its permissions: there is no moment at which others could open it.
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
        Files.writeString(file, content, StandardOpenOption.WRITE);
        return file;
    }

    /** Starts a program that is given nothing. */
    RunningTool start(ToolCommand command) throws IOException {
        return start(command, false, line -> {});
    }

    /** Starts a program that takes what is written to {@link RunningTool#input()}. */
    RunningTool startWithInput(ToolCommand command) throws IOException {
        return start(command, true, line -> {});
    }

    /** The same, of one that tells what it does where others complain. */
    RunningTool startWithInput(ToolCommand command, Consumer<String> told) throws IOException {
        return start(command, true, told);
    }

    /** Starts a program that is given nothing, and tells what it does where others complain. */
    RunningTool start(ToolCommand command, Consumer<String> told) throws IOException {
        return start(command, false, told);
    }

    private RunningTool start(ToolCommand command, boolean withInput, Consumer<String> told) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.commandLine());
        if (!withInput) {
            builder.redirectInput(
                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        }
        builder.directory(directory.toFile());
        fill(builder.environment(), command);
        try {
            return new RunningTool(command, builder.start(), new ToolErrors(secrets, told), database, withInput);
        } catch (IOException notStarted) {
            throw new BackupException(
                    ErrorCategory.RESOURCE,
                    "cannot " + command.doing() + ": " + command.program() + " does not start: "
                            + notStarted.getMessage(),
                    database,
                    null,
                    notStarted);
        }
    }

    private void fill(Map<String, String> environment, ToolCommand command) {
        Map<String, String> own = Map.copyOf(environment);
        environment.clear();
        for (String name : INHERITED) {
            @Nullable String value = own.get(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.put("HOME", directory.toString());
        environment.put("LC_ALL", "C");
        environment.putAll(command.environment());
    }

    /** Runs a program that answers with a short text, such as its version. */
    String answer(ToolCommand command) throws IOException, InterruptedException {
        try (RunningTool tool = start(command)) {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            InputStream output = tool.output();
            byte[] buffer = new byte[8192];
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                if (answer.size() < LONGEST_ANSWER) {
                    answer.write(buffer, 0, read);
                }
            }
            tool.await();
            return answer.toString(StandardCharsets.UTF_8);
        }
    }
}
