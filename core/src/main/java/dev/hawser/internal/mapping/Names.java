package dev.hawser.internal.mapping;

import java.util.Locale;

/** How names in Java and names in SQL are compared. */
final class Names {

    private Names() {}

    /** A name without case and underscores: {@code created_at}, {@code CREATED_AT} and {@code createdAt} are one. */
    static String folded(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
