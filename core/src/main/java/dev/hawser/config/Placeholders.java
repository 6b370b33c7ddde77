package dev.hawser.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces <code>${env:NAME}</code>, <code>${file:/run/secrets/x}</code> and <code>${env:NAME:-default}</code> in what a file says. Thread-safe if the
 * look-up is.
 */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$(\\$\\{)|\\$\\{([^}]*)}");
    private static final Pattern CONTENT = Pattern.compile("(env|file):(.*?)(?::-(.*))?", Pattern.DOTALL);

    private final Function<String, @Nullable String> variables;
    private final Path directory;

    /**
     * @param variables the value of an environment variable; null if it is not set
     * @param directory what relative files are relative to
     */
    Placeholders(Function<String, @Nullable String> variables, Path directory) {
        this.variables = variables;
        this.directory = directory;
    }

    /** The setting with its placeholders replaced. What cannot be replaced is an {@link IllegalArgumentException} that says why. */
    <P extends Property> Setting<P> fill(Setting<P> setting) {
        return setting.template() ? setting.filled(fill(setting.raw())) : setting;
    }

    private Object fill(Object raw) {
        if (raw instanceof List<?> list) {
            return list.stream().map(entry -> fill(String.valueOf(entry))).toList();
        }
        if (raw instanceof Map<?, ?> map) {
            Map<String, String> filled = new LinkedHashMap<>();
            map.forEach((key, value) -> filled.put(String.valueOf(key), fill(String.valueOf(value))));
            return filled;
        }
        return fill(String.valueOf(raw));
    }

    String fill(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String replacement = matcher.group(1) != null ? "${" : value(matcher.group(2));
            matcher.appendReplacement(result, Matcher.quoteReplacement(replacement));
        }
        return matcher.appendTail(result).toString();
    }

    private String value(String content) {
        Matcher matcher = CONTENT.matcher(content);
        if (!matcher.matches() || content.contains("${")) {
            throw new IllegalArgumentException(
                    "unknown placeholder; there are ${env:NAME}, ${file:/path} and ${env:NAME:-default}, and $${ is a plain ${");
        }
        String name = matcher.group(2);
        String otherwise = matcher.group(3);
        return matcher.group(1).equals("env") ? variable(name, otherwise) : content(name, otherwise);
    }

    private String variable(String name, @Nullable String otherwise) {
        String value = variables.apply(name);
        if (value != null) {
            return value;
        }
        if (otherwise == null) {
            throw new IllegalArgumentException("the environment variable " + name
                    + " is not set; set it, or give a default: ${env:" + name + ":-default}");
        }
        return otherwise;
    }

    private String content(String name, @Nullable String otherwise) {
        try {
            return TextFile.read(directory.resolve(name)).stripTrailing();
        } catch (IOException | InvalidPathException e) {
            if (otherwise == null) {
                throw new IllegalArgumentException("the file " + name + " " + e.getMessage(), e);
            }
            return otherwise;
        }
    }
}
