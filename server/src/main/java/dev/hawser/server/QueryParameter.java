package dev.hawser.server;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.time.Duration;

/** What a request says behind its question mark. Whatever is wrong with it is refused with what is expected. */
final class QueryParameter {

    private QueryParameter() {}

    /** A whole number from {@code min} to {@code max}. */
    static long integer(Context context, String name, long min, long max, long otherwise) {
        String given = context.queryParam(name);
        if (given == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(given);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw wrong(name, "a whole number from " + min + " to " + max);
        }
        throw wrong(name, "a whole number from " + min + " to " + max);
    }

    /** Seconds from 0 to {@code max}, with or without decimals. */
    static Duration seconds(Context context, String name, Duration max, Duration otherwise) {
        String given = context.queryParam(name);
        if (given == null) {
            return otherwise;
        }
        try {
            double seconds = Double.parseDouble(given);
            if (seconds >= 0 && seconds <= max.toSeconds()) {
                return Duration.ofMillis((long) (seconds * 1000));
            }
        } catch (NumberFormatException notANumber) {
            throw wrong(name, "seconds from 0 to " + max.toSeconds());
        }
        throw wrong(name, "seconds from 0 to " + max.toSeconds());
    }

    /** Whether it is {@code true}, or there without a value. */
    static boolean flag(Context context, String name) {
        String given = context.queryParam(name);
        if (given == null) {
            return false;
        }
        return switch (given) {
            case "", "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw wrong(name, "true or false");
        };
    }

    /** One of the names of an enum, in lower case. */
    static <E extends Enum<E>> E choice(Context context, String name, E otherwise) {
        String given = context.queryParam(name);
        return given == null ? otherwise : Choice.of(name, given, otherwise.getDeclaringClass());
    }

    private static BadRequestResponse wrong(String name, String expected) {
        return new BadRequestResponse(name + ": expected " + expected);
    }
}
