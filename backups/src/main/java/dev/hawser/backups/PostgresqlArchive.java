package dev.hawser.backups;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A backup for pg_restore to read: a stream that is read once, whose beginning with the definitions is remembered, or a directory. For one thread at a time. */
final class PostgresqlArchive {

    private final PostgresqlTools tools;
    private final @Nullable Path directory;
    private final InputStream stream;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();

    private PostgresqlArchive(PostgresqlTools tools, @Nullable Path directory, InputStream stream) {
        this.tools = tools;
        this.directory = directory;
        this.stream = stream;
    }

    /** One in the custom format. */
    static PostgresqlArchive of(PostgresqlTools tools, InputStream backup) {
        return new PostgresqlArchive(tools, null, backup);
    }

    /** One in the directory format, packed; it is unpacked into {@code staging}. Reads {@code backup} to its end. */
    static PostgresqlArchive unpacked(PostgresqlTools tools, Path staging, InputStream backup) throws IOException {
        Path directory = Files.createTempDirectory(staging, "restore-");
        TarArchive.extract(backup, directory);
        return new PostgresqlArchive(tools, directory, backup);
    }

    /** The definitions as SQL, by line. Before {@link #script}, or not at all. */
    void definitions(String doing, Consumer<String> lines) throws IOException, InterruptedException {
        ToolCommand command = command(doing, List.of("--schema-only"));
        try (RunningTool restore = directory == null
                ? tools.runner().startWithInput(command)
                : tools.runner().start(command)) {
            if (directory == null) {
                // It stops reading where the data begin, some of which it has been given by then.
                restore.feed(new Remembering(), false);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(restore.output(), StandardCharsets.UTF_8));
            reader.lines().forEach(lines);
            restore.await();
        }
    }

    private final class Remembering extends FilterInputStream {

        Remembering() {
            super(stream);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            if (read > 0) {
                head.write(bytes, offset, read);
            }
            return read;
        }
    }

    /** A program whose output is the backup as SQL. It is given all of the backup, which can be done once. */
    RunningTool script(String doing, List<String> options) throws IOException {
        ToolCommand command = command(doing, options);
        if (directory != null) {
            return tools.runner().start(command);
        }
        RunningTool restore = tools.runner().startWithInput(command);
        restore.feed(new SequenceInputStream(new ByteArrayInputStream(head.toByteArray()), stream), true);
        return restore;
    }

    private ToolCommand command(String doing, List<String> options) {
        List<String> arguments = new ArrayList<>(options);
        arguments.add("--file=-");
        arguments.add("--format=" + (directory == null ? "custom" : "directory"));
        if (directory != null) {
            arguments.add(directory.toString());
        }
        return tools.offline("pg_restore", doing, arguments);
    }
}
