package dev.hawser.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SQL text, read once. Immutable.
 *
 * @param text as the application gave it
 * @param parameters the names in order of occurrence; a name that occurs twice is in it twice
 * @param parts the text around the parameters, for the driver: {@code parts.size() == parameters.size() + 1}; question-mark operators are doubled
 *     already where the driver wants that
 * @param driverSql the text for the driver with one {@code ?} a parameter, for statements in which no collection is expanded
 * @param read whether it certainly changes nothing: it may go to a replica and may be run again
 * @param changesSession whether it changes settings of the session ({@code SET}, {@code RESET}, {@code PREPARE}, {@code LISTEN}, temporary tables …)
 * @param readonlyBreach why a read-only database must refuse it; null if it need not
 * @param masked its text with white space collapsed and literals replaced, for logs
 */
public record ParsedSql(
        String text,
        List<String> parameters,
        List<String> parts,
        String driverSql,
        boolean read,
        boolean changesSession,
        @Nullable String readonlyBreach,
        String masked) {

    public ParsedSql {
        parameters = List.copyOf(parameters);
        parts = List.copyOf(parts);
    }
}
