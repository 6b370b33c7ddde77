package dev.hawser;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries positions from one process to another in a header of a request or a message, so that whoever reads next sees what was written before, also elsewhere. Knows
 * nothing of HTTP: it makes the value, and reads it. Thread-safe.
 *
 * <p>A value that comes from outside is not trusted: it is bounded, must have the form of positions, and a position is believed only by the database that gave it.
 */
public final class PositionHeader {

    /** The usual name of the header. */
    public static final String NAME = "Hawser-Position";

    private static final int LONGEST = 4_096;
    private static final String SEPARATOR = ", ";

    private PositionHeader() {}

    /** The value for these positions, one for each database. */
    public static String value(Position... positions) {
        return Arrays.stream(positions).map(Position::toString).collect(Collectors.joining(SEPARATOR));
    }

    /**
     * The positions in a value; none if it is null or blank.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static List<Position> positions(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return List.of();
        }
        if (value.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "not positions: " + value.length() + " characters, at most " + LONGEST + " are read");
        }
        List<Position> positions = new ArrayList<>();
        for (String one : value.split(",", -1)) {
            positions.add(Position.parse(one.strip()));
        }
        return List.copyOf(positions);
    }

    /**
     * How fresh reads from {@code database} must be after {@code value}: {@link Consistency#after after} its position there, {@code otherwise} if it has none.
     *
     * @throws IllegalArgumentException if the value is malformed
     */
    public static Consistency consistency(@Nullable String value, String database, Consistency otherwise) {
        for (Position position : positions(value)) {
            if (position.database().equals(database)) {
                return Consistency.after(position);
            }
        }
        return otherwise;
    }
}
