package dev.hawser.config;

import java.util.List;
import java.util.Optional;

/**
 * The configuration of a manager: its databases, in the order they were given, and of what may serve them. Immutable.
 *
 * @param profile development or production
 * @param databases one or more, with distinct names
 * @param server where a server of these databases listens, and whom it serves; nothing listens unless one is started
 * @param alerts what a server of these databases watches for, and who is told
 * @param source what was read, for messages: {@code hawser.yaml and the environment}
 */
public record ManagerConfig(
        Profile profile, List<DatabaseConfig> databases, ServerConfig server, AlertsConfig alerts, String source) {

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
