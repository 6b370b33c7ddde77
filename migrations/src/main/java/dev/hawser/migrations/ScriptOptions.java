package dev.hawser.migrations;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** What Flyway is told of a script by a file {@code V1__name.sql.conf} beside it. */
final class ScriptOptions {

    private static final String TRANSACTION = "executeInTransaction";

    private ScriptOptions() {}

    /**
     * Whether {@code script} may run in a transaction, where that is said.
     *
     * @throws IllegalArgumentException for any other option, whose meaning would be lost; the message begins with {@code label}
     */
    static Map<String, Boolean> read(String label, String script, String content) {
        Properties options = new Properties();
        try {
            options.load(new StringReader(content));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        Set<String> names = new TreeSet<>(options.stringPropertyNames());
        names.remove(TRANSACTION);
        if (!names.isEmpty()) {
            throw new IllegalArgumentException(label + ": " + String.join(", ", names)
                    + ": of Flyway's options of a script there is " + TRANSACTION + " here; remove the others");
        }
        String transaction = options.getProperty(TRANSACTION);
        if (transaction == null) {
            return Map.of();
        }
        return switch (transaction.strip()) {
            case "true" -> Map.of(script, true);
            case "false" -> Map.of(script, false);
            default ->
                throw new IllegalArgumentException(
                        label + ": " + TRANSACTION + ": expected true or false, not \"" + transaction + "\"");
        };
    }
}
