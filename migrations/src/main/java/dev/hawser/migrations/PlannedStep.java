package dev.hawser.migrations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One migration that a run applies or undoes. Immutable.
 *
 * @param version null for a repeatable one
 * @param script what it is called in messages: its file, or its class
 * @param from how many of its statements are there already, because an earlier run was interrupted; otherwise 0
 * @param statements all of its statements, as they are sent; of a step in Java its class alone
 */
public record PlannedStep(
        Direction direction,
        @Nullable MigrationVersion version,
        String description,
        MigrationType type,
        String script,
        int from,
        List<String> statements) {

    public PlannedStep {
        statements = List.copyOf(statements);
    }

    /** Its version, or for a repeatable one its description. */
    public String name() {
        return version == null ? description : version.toString();
    }
}
