package dev.hawser.server;

import io.javalin.http.BadRequestResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A value that clients give as one of the names of an enum, in lower case. */
final class Choice {

    private Choice() {}

    /**
     * The member that {@code given} names.
     *
     * @param name what the value is called in the refusal
     * @param given null is refused too
     */
    static <E extends Enum<E>> E of(String name, @Nullable String given, Class<E> type) {
        E[] choices = type.getEnumConstants();
        return Arrays.stream(choices)
                .filter(choice -> lower(choice).equals(given))
                .findFirst()
                .orElseThrow(() -> new BadRequestResponse(name + ": expected one of "
                        + Arrays.stream(choices).map(Choice::lower).collect(Collectors.joining(", "))));
    }

    private static String lower(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
