package dev.hawser.migrations;

import org.jspecify.annotations.Nullable;

/** A step of a schema. Immutable. */
sealed interface Migration {

    /** What applies it. */
    Body forward();

    String description();

    /** What it is called in messages and in the history. */
    default String label() {
        return forward().label();
    }

    /**
     * One that is applied once, in the order of versions.
     *
     * @param undo null if nothing undoes it
     */
    record Versioned(
            MigrationVersion version,
            String description,
            Body forward,
            @Nullable Body undo) implements Migration {}

    /** One that is applied after all others, whenever its text has changed. */
    record Repeatable(String description, Body forward) implements Migration {}
}
