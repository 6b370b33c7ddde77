package dev.hawser.error;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** No database could be set up. Every cause is in {@link #causes()} and suppressed under this. */
public final class SetupFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, DatabaseException> causes;

    /** The cause of each database, by name. */
    public SetupFailedException(Map<String, DatabaseException> causes) {
        super(causes.entrySet().stream()
                .map(entry ->
                        named(entry.getKey(), String.valueOf(entry.getValue().getMessage())))
                .collect(Collectors.joining("\n  - ", "no database could be set up\n  - ", "")));
        this.causes = Map.copyOf(new LinkedHashMap<>(causes));
        causes.values().forEach(this::addSuppressed);
    }

    private static String named(String database, String message) {
        return message.startsWith(database) ? message : database + ": " + message;
    }

    /** The cause of each database, by name. */
    public Map<String, DatabaseException> causes() {
        return causes;
    }
}
