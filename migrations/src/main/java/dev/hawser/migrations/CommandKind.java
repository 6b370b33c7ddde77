package dev.hawser.migrations;

import java.util.Map;
import java.util.Set;

/** What can be known of a command when a run was cut off while it was under way. */
enum CommandKind {
    /** It changes documents, and can do so in one transaction with the journal. Where there are no transactions, nothing is known. */
    DATA,
    /** Doing it again changes nothing, or is refused with a number that says that it was done. */
    SCHEMA,
    /** Nothing is known. */
    OTHER;

    private static final Set<String> OF_DATA = Set.of("insert", "update", "delete", "findAndModify", "findandmodify");

    /** By what they are refused when they were carried out already: <a href="https://www.mongodb.com/docs/manual/reference/error-codes/">error codes</a>; 0: not at all. */
    private static final Map<String, Integer> OF_SCHEMA = Map.of(
            "create", 48, // NamespaceExists
            "drop", 26, // NamespaceNotFound
            "dropIndexes", 27, // IndexNotFound
            "createIndexes", 0,
            "collMod", 0);

    static CommandKind of(String command) {
        if (OF_DATA.contains(command)) {
            return DATA;
        }
        return OF_SCHEMA.containsKey(command) ? SCHEMA : OTHER;
    }

    boolean mayRepeat() {
        return this == SCHEMA;
    }

    /** Whether a command that was repeated, and refused with this number, had been carried out. */
    static boolean saysDone(String command, int code) {
        return code != 0 && OF_SCHEMA.getOrDefault(command, 0) == code;
    }
}
