package dev.hawser.config;

import java.util.List;
import java.util.Optional;

/**
 * The configuration of a manager: its databases, in the order they were given. Immutable.
 *
 * @param profile development or production
 * @param databases one or more, with distinct names
 * @param source what was read, for messages: {@code hawser.yaml and the environment}
 */
public record ManagerConfig(Profile profile, List<DatabaseConfig> databases, String source) {

    public ManagerConfig {
        databases = List.copyOf(databases);
    }

    /** The database marked as default, or named {@code default}, or the only one; empty if there is none of these. */
    public Optional<DatabaseConfig> defaultDatabase() {
        return databases.stream()
                .filter(database -> database.isDefault() || databases.size() == 1)
                .findFirst();
    }
}
