package dev.hawser;

/**
 * A point in the history of one database: what was committed up to here. Immutable. Printable with {@link #toString()} and read back with
 * {@link #parse(String)}, so that it can travel in a header or a message.
 *
 * @param database the database's configured name
 * @param token the engine's own position, such as a timeline and an LSN; empty when the engine has no history that a replica could lag behind
 */
public record Position(String database, String token) {

    private static final char SEPARATOR = '@';

    /** The position of an engine whose readers always see the last commit. */
    public static Position current(String database) {
        return new Position(database, "");
    }

    /** Reads what {@link #toString()} printed. Anything else is an {@link IllegalArgumentException}. */
    public static Position parse(String text) {
        int separator = text.lastIndexOf(SEPARATOR);
        if (separator < 0 || separator == text.length() - 1) {
            throw new IllegalArgumentException(
                    "not a position: \"" + text + "\"; expected token" + SEPARATOR + "database");
        }
        return new Position(text.substring(separator + 1), text.substring(0, separator));
    }

    @Override
    public String toString() {
        return token + SEPARATOR + database;
    }
}
