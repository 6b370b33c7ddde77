package dev.hawser.migrations;

import dev.hawser.migrations.MigrationLocation.LocatedFile;
import dev.hawser.migrations.ScriptName.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the migrations of all locations. For one thread. */
final class MigrationFiles {

    private static final Pattern CALLBACK = Pattern.compile("((?:before|after)[A-Z]\\w*?|createSchema)(?:__.*)?");
    private static final Pattern BASELINE = Pattern.compile("B\\d.*");
    private static final String OPTIONS_SUFFIX = ".conf";

    private final ScriptLanguage language;
    private final Placeholders placeholders;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<MigrationVersion, Named> forwards = new TreeMap<>();
    private final Map<MigrationVersion, Named> undos = new TreeMap<>();
    private final Map<String, Named> repeatables = new TreeMap<>();
    private final List<Script> before = new ArrayList<>();
    private final List<Script> after = new ArrayList<>();
    private final Map<String, Boolean> transactions = new HashMap<>();

    private record Named(
            ScriptName name, String file, @Nullable Body script) {}

    private MigrationFiles(ScriptLanguage language, Placeholders placeholders) {
        this.language = language;
        this.placeholders = placeholders;
    }

    /** As below, without steps in Java. */
    static MigrationSet read(
            List<String> locations, ClassLoader loader, ScriptLanguage language, Placeholders placeholders) {
        return read(locations, loader, language, placeholders, List.of());
    }

    /**
     * Everything at these locations, and these steps.
     *
     * @throws MigrationException with every problem of every file and step
     */
    static MigrationSet read(
            List<String> locations,
            ClassLoader loader,
            ScriptLanguage language,
            Placeholders placeholders,
            List<MigrationStep> steps) {
        MigrationFiles files = new MigrationFiles(language, placeholders);
        List<LocatedFile> located = new ArrayList<>();
        locations.forEach(location -> located.addAll(files.located(location, loader)));
        located.forEach(files::options);
        located.forEach(files::file);
        steps.forEach(files::step);
        List<Migration> migrations = files.migrations();
        if (!files.problems.isEmpty()) {
            throw new MigrationException(files.problems);
        }
        return new MigrationSet(migrations, List.copyOf(files.before), List.copyOf(files.after));
    }

    private List<LocatedFile> located(String location, ClassLoader loader) {
        try {
            return MigrationLocation.of(location, loader).files().stream()
                    .filter(file -> seen.add(file.origin()))
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            problems.add(location + ": cannot be read: " + unreadable.getMessage());
        } catch (IllegalArgumentException unknown) {
            problems.add(String.valueOf(unknown.getMessage()));
        }
        return List.of();
    }

    /** What Flyway is told of a script in a file beside it. */
    private void options(LocatedFile file) {
        String suffix = language.suffix() + OPTIONS_SUFFIX;
        if (!file.name().endsWith(suffix)) {
            return;
        }
        try {
            String script = file.label().substring(0, file.label().length() - OPTIONS_SUFFIX.length());
            transactions.putAll(ScriptOptions.read(file.label(), script, decode(file)));
        } catch (IllegalArgumentException useless) {
            problems.add(String.valueOf(useless.getMessage()));
        }
    }

    private void file(LocatedFile file) {
        if (file.name().endsWith(language.suffix())) {
            String bare = file.name()
                    .substring(0, file.name().length() - language.suffix().length());
            ScriptName name = ScriptName.of(bare);
            if (name == null) {
                problems.add(file.label() + ": " + misnamed(bare));
            } else {
                named(name, file);
            }
        } else if (file.name().endsWith(language.otherSuffix())
                && ScriptName.of(file.name().substring(0, file.name().lastIndexOf('.'))) != null) {
            problems.add(
                    file.label() + ": is for " + language.others() + "; here, scripts end with " + language.suffix());
        }
    }

    private String misnamed(String name) {
        if (CALLBACK.matcher(name).matches()) {
            return "of Flyway's callbacks there are beforeMigrate and afterMigrate here; what this one does, put it in"
                    + " one of them, in a migration, or in a MigrationListener";
        }
        if (BASELINE.matcher(name).matches()) {
            return "baseline migrations are not run here; name it V… for new databases, and tell databases that have"
                    + " it already with baseline";
        }
        String suffix = language.suffix();
        return "is not named as a migration; expected V<version>__<name>" + suffix + ", U<version>__<name>" + suffix
                + " or R__<name>" + suffix;
    }

    private void named(ScriptName name, LocatedFile file) {
        Script script = script(file);
        if (name.kind() == Kind.BEFORE || name.kind() == Kind.AFTER) {
            if (script != null) {
                (name.kind() == Kind.BEFORE ? before : after).add(script);
            }
            return;
        }
        put(new Named(name, file.label(), script));
    }

    private void step(MigrationStep step) {
        String label = new JavaBody(step, Direction.UP).label();
        put(new Named(
                new ScriptName(Kind.FORWARD, step.version(), step.description()),
                label,
                new JavaBody(step, Direction.UP)));
        if (JavaBody.canBeUndone(step)) {
            put(new Named(
                    new ScriptName(Kind.UNDO, step.version(), step.description()),
                    label,
                    new JavaBody(step, Direction.DOWN)));
        }
    }

    private void put(Named named) {
        ScriptName name = named.name();
        Named other = name.version() == null
                ? repeatables.putIfAbsent(name.description(), named)
                : (name.kind() == Kind.FORWARD ? forwards : undos).putIfAbsent(name.version(), named);
        if (other != null && !(named.script() instanceof JavaBody down && down.direction() == Direction.DOWN)) {
            problems.add(named.file() + ": has the "
                    + (name.version() == null ? "name" : "version " + name.version()) + " of " + other.file()
                    + "; give one of them another");
        }
    }

    private @Nullable Script script(LocatedFile file) {
        try {
            Script script = language.read(file.label(), decode(file), placeholders);
            Boolean transaction = transactions.get(file.label());
            return transaction == null ? script : script.transactional(transaction);
        } catch (IllegalArgumentException useless) {
            problems.add(String.valueOf(useless.getMessage()));
            return null;
        }
    }

    private static String decode(LocatedFile file) {
        ByteBuffer left = file.content().duplicate();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(left).toString();
        } catch (CharacterCodingException wrong) {
            int line = 1;
            for (int i = 0; i < left.position(); i++) {
                line += left.get(i) == '\n' ? 1 : 0;
            }
            throw new IllegalArgumentException(
                    file.label() + ", line " + line + ": is not UTF-8; save the file as UTF-8", wrong);
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
                                + lonely.name().version() + "__…" + language.suffix()));
        repeatables.values().forEach(repeatable -> {
            if (repeatable.script() != null) {
                migrations.add(new Migration.Repeatable(repeatable.name().description(), repeatable.script()));
            }
        });
        return List.copyOf(migrations);
    }
}
