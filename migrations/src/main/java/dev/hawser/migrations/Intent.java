package dev.hawser.migrations;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is noted before a statement that commits by itself, so that a later run can tell whether it was done. Immutable.
 *
 * @param hash of the schema before it; null if the schema need not or could not tell
 * @param invalid PostgreSQL's invalid indexes before it
 * @param refused whether the server has refused it since, so that it is known not to be done, whatever became of the schema
 */
record Intent(@Nullable String hash, Set<String> invalid, boolean refused) {

    private static final String UNKNOWABLE = "unknowable";
    private static final String REFUSED = "refused";
    private static final String SEPARATOR = "|";

    /** One whose outcome nobody can tell. */
    static final Intent NONE = new Intent(null, Set.of(), false);

    static Intent parse(String text) {
        if (text.equals(UNKNOWABLE)) {
            return NONE;
        }
        List<String> parts = List.of(text.split("[" + SEPARATOR + "]"));
        Set<String> invalid = Set.copyOf(parts.subList(1, parts.size()));
        return parts.get(0).equals(REFUSED)
                ? new Intent(null, invalid, true)
                : new Intent(parts.get(0), invalid, false);
    }

    /** Whether nobody can tell from outside if the statement was done. */
    boolean isUnknowable() {
        return hash == null && !refused;
    }

    /** The same, when the server has refused the statement. */
    Intent whenRefused() {
        return new Intent(null, invalid, true);
    }

    @Override
    public String toString() {
        String outcome = refused ? REFUSED : hash == null ? UNKNOWABLE : hash;
        return invalid.isEmpty() ? outcome : outcome + SEPARATOR + String.join(SEPARATOR, invalid);
    }
}
