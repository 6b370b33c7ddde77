package dev.hawser.migrations;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a file says: {@code V2.1__add_email.sql} goes forwards, {@code U2.1__add_email.sql} undoes it, {@code R__views.sql} runs whenever it has changed,
 * {@code beforeMigrate.sql} and {@code afterMigrate.sql} run around all others. Immutable.
 *
 * @param version null for what has none
 * @param description the words behind the two underscores, with spaces between them
 */
record ScriptName(Kind kind, @Nullable MigrationVersion version, String description) {

    private static final Pattern VERSIONED = Pattern.compile("([VU])(\\d+(?:[._]\\d+)*)(?:__(.*))?");
    private static final Pattern REPEATABLE = Pattern.compile("R__(.+)");
    private static final Pattern HOOK = Pattern.compile("(before|after)Migrate(?:__(.+))?");

    enum Kind {
        FORWARD,
        UNDO,
        REPEATABLE,
        BEFORE,
        AFTER
    }

    /** {@code name}: without what it ends with, such as {@code .sql}. Null if it is none of these. */
    static @Nullable ScriptName of(String name) {
        Matcher versioned = VERSIONED.matcher(name);
        if (versioned.matches()) {
            return new ScriptName(
                    versioned.group(1).equals("V") ? Kind.FORWARD : Kind.UNDO,
                    MigrationVersion.of(versioned.group(2)),
                    words(versioned.group(3)));
        }
        Matcher repeatable = REPEATABLE.matcher(name);
        if (repeatable.matches()) {
            return new ScriptName(Kind.REPEATABLE, null, words(repeatable.group(1)));
        }
        Matcher hook = HOOK.matcher(name);
        return hook.matches()
                ? new ScriptName(hook.group(1).equals("before") ? Kind.BEFORE : Kind.AFTER, null, words(hook.group(2)))
                : null;
    }

    private static String words(@Nullable String text) {
        return text == null ? "" : text.replace('_', ' ').strip();
    }
}
