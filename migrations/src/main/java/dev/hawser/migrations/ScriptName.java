package dev.hawser.migrations;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a file says: {@code V2.1__add_email.sql} goes forwards, {@code U2.1__add_email.sql} undoes it, {@code R__views.sql} runs whenever it has changed.
 * Immutable.
 *
 * @param version null for a repeatable one
 * @param description the words behind the two underscores, with spaces between them
 */
record ScriptName(Kind kind, @Nullable MigrationVersion version, String description) {

    private static final Pattern VERSIONED = Pattern.compile("([VU])(\\d+(?:[._]\\d+)*)__(.+)\\.sql");
    private static final Pattern REPEATABLE = Pattern.compile("R__(.+)\\.sql");

    enum Kind {
        FORWARD,
        UNDO,
        REPEATABLE
    }

    /** Null if it is none of these. */
    static @Nullable ScriptName of(String fileName) {
        Matcher versioned = VERSIONED.matcher(fileName);
        if (versioned.matches()) {
            return new ScriptName(
                    versioned.group(1).equals("V") ? Kind.FORWARD : Kind.UNDO,
                    MigrationVersion.of(versioned.group(2)),
                    words(versioned.group(3)));
        }
        Matcher repeatable = REPEATABLE.matcher(fileName);
        return repeatable.matches() ? new ScriptName(Kind.REPEATABLE, null, words(repeatable.group(1))) : null;
    }

    private static String words(String text) {
        return text.replace('_', ' ').strip();
    }
}
