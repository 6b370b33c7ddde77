package dev.hawser.migrations;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ${name}} stands for in scripts; upper and lower case mean the same. With none at all, scripts stay as they are. Immutable. */
final class Placeholders {

    static final Placeholders NONE = new Placeholders(Map.of());

    // No more than names: $${"json": 1}$$ is a literal of PostgreSQL.
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z_][\\w.:-]*)}");

    private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Placeholders(Map<String, String> values) {
        this.values.putAll(values);
    }

    /**
     * The text with values in their places.
     *
     * @throws IllegalArgumentException if one is not known; the message begins with {@code label} and the line
     */
    String replaced(String label, String text) {
        if (values.isEmpty()) {
            return text;
        }
        Matcher found = PLACEHOLDER.matcher(text);
        StringBuilder replaced = new StringBuilder();
        while (found.find()) {
            String value = values.get(found.group(1));
            if (value == null) {
                throw new IllegalArgumentException(label + ", line " + line(text, found.start()) + ": the placeholder "
                        + found.group() + " has no value; set migrations.placeholders." + found.group(1)
                        + " (known are " + String.join(", ", values.keySet()) + ")");
            }
            found.appendReplacement(replaced, Matcher.quoteReplacement(value));
        }
        return found.appendTail(replaced).toString();
    }

    private static long line(String text, int at) {
        return 1 + text.chars().limit(at).filter(c -> c == '\n').count();
    }
}
