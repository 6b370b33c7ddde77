package dev.hawser.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code .env}: {@code NAME=value} lines, {@code export} allowed, values quoted or not, comments after {@code #}. */
final class DotEnv {

    private static final String FILE = ".env";

    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
    private static final Pattern QUOTED = Pattern.compile("(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)')\\s*(?:#.*)?");

    private DotEnv() {}

    /** The variables by name; none if there is no such file. */
    static Map<String, Variable> read(Path workingDirectory, Problems problems) {
        Path file = workingDirectory.resolve(FILE);
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return parse(TextFile.read(file).lines().toList(), problems);
        } catch (IOException e) {
            problems.add(FILE + " " + e.getMessage());
            return Map.of();
        }
    }

    private static Map<String, Variable> parse(List<String> lines, Problems problems) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                String name = matcher.group(1);
                variables.put(name, new Variable(name, value(matcher.group(2)), FILE + ":" + (i + 1) + " " + name));
            } else {
                problems.add(FILE + ":" + (i + 1) + ": expected NAME=value");
            }
        }
        return variables;
    }

    private static String value(String text) {
        Matcher quoted = QUOTED.matcher(text);
        if (!quoted.matches()) {
            return text.replaceFirst("(?:^|\\s+)#.*", "").strip();
        }
        if (quoted.group(2) != null) {
            return quoted.group(2);
        }
        return quoted.group(1).replace("\\n", "\n").replaceAll("\\\\(.)", "$1");
    }
}
