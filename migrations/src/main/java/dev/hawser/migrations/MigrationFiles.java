package dev.hawser.migrations;

import dev.hawser.spi.jdbc.SqlDialect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the migrations of directories and what is below them. For one thread. */
final class MigrationFiles {

    private final SqlDialect dialect;
    private final List<String> problems = new ArrayList<>();
    private final Map<MigrationVersion, Named> forwards = new TreeMap<>();
    private final Map<MigrationVersion, Named> undos = new TreeMap<>();
    private final Map<String, Named> repeatables = new TreeMap<>();

    private record Named(
            ScriptName name, Path file, @Nullable Script script) {}

    private MigrationFiles(SqlDialect dialect) {
        this.dialect = dialect;
    }

    /**
     * All migrations: the versioned ones in order, then the repeatable ones by description.
     *
     * @throws MigrationException with every problem of every file
     */
    static MigrationSet read(List<Path> directories, SqlDialect dialect) {
        MigrationFiles files = new MigrationFiles(dialect);
        directories.forEach(files::directory);
        List<Migration> migrations = files.migrations();
        if (!files.problems.isEmpty()) {
            throw new MigrationException(files.problems);
        }
        return new MigrationSet(migrations, List.of(), List.of());
    }

    private void directory(Path directory) {
        if (!Files.isDirectory(directory)) {
            problems.add(directory + ": no such directory; name those that hold V…__….sql");
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(file -> file.getFileName().toString().endsWith(".sql"))
                    .sorted()
                    .forEach(this::file);
        } catch (IOException unreadable) {
            problems.add(directory + ": cannot be read: " + unreadable.getMessage());
        }
    }

    private void file(Path file) {
        ScriptName name = ScriptName.of(file.getFileName().toString());
        if (name == null) {
            problems.add(
                    file + ": is not named as a migration; expected V<version>__<name>.sql, U<version>__<name>.sql or"
                            + " R__<name>.sql");
            return;
        }
        Named named = new Named(name, file, script(file));
        Named other = name.version() == null
                ? repeatables.putIfAbsent(name.description(), named)
                : (name.kind() == ScriptName.Kind.FORWARD ? forwards : undos).putIfAbsent(name.version(), named);
        if (other != null) {
            problems.add(file + ": has the " + (name.version() == null ? "name" : "version " + name.version()) + " of "
                    + other.file() + "; give one of them another");
        }
    }

    private @Nullable Script script(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return Script.of(file.toString(), decode(file, bytes), dialect);
        } catch (IOException unreadable) {
            problems.add(file + ": cannot be read: " + unreadable.getMessage());
        } catch (IllegalArgumentException useless) {
            problems.add(String.valueOf(useless.getMessage()));
        }
        return null;
    }

    private static String decode(Path file, byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(left).toString();
        } catch (CharacterCodingException wrong) {
            int line = 1;
            for (int i = 0; i < left.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new IllegalArgumentException(
                    file + ", line " + line + ": is not UTF-8; save the file as UTF-8", wrong);
        }
    }

    private List<Migration> migrations() {
        List<Migration> migrations = new ArrayList<>();
        forwards.forEach((version, forward) -> {
            Named undo = undos.remove(version);
            if (forward.script() != null && (undo == null || undo.script() != null)) {
                migrations.add(new Migration.Versioned(
                        version, forward.name().description(), forward.script(), undo == null ? null : undo.script()));
            }
        });
        undos.values().stream()
                .sorted(Comparator.comparing(Named::file))
                .forEach(lonely -> problems.add(
                        lonely.file() + ": undoes version " + lonely.name().version() + ", and there is no V"
                                + lonely.name().version() + "__….sql"));
        repeatables.values().forEach(repeatable -> {
            if (repeatable.script() != null) {
                migrations.add(new Migration.Repeatable(repeatable.name().description(), repeatable.script()));
            }
        });
        return List.copyOf(migrations);
    }
}
