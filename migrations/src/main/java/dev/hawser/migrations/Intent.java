package dev.hawser.migrations;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is noted before a statement that commits by itself, so that a later run can tell whether it was done. Immutable.
 *
 * @param hash of the schema before it; null if the schema could not tell
 * @param invalid PostgreSQL's invalid indexes before it
 */
record Intent(@Nullable String hash, Set<String> invalid) {

    private static final String UNKNOWABLE = "unknowable";
    private static final String SEPARATOR = "|";

    /** One whose outcome nobody can tell. */
    static final Intent NONE = new Intent(null, Set.of());

    static Intent parse(String text) {
        if (text.equals(UNKNOWABLE)) {
            return NONE;
        }
        List<String> parts = List.of(text.split("[" + SEPARATOR + "]"));
        return new Intent(parts.get(0), Set.copyOf(parts.subList(1, parts.size())));
    }

    @Override
    public String toString() {
        return hash == null
                ? UNKNOWABLE
                : invalid.isEmpty() ? hash : hash + SEPARATOR + String.join(SEPARATOR, invalid);
    }
}
