package dev.hawser.migrations;

import org.jspecify.annotations.Nullable;

/** A step of a schema. Immutable. */
sealed interface Migration {

    /** What it is called in messages and in the history. */
    String label();

    String description();

    /**
     * One that is applied once, in the order of versions.
     *
     * @param undo null if nothing undoes it
     */
    record Versioned(
            MigrationVersion version,
            String description,
            Script forward,
            @Nullable Script undo) implements Migration {

        @Override
        public String label() {
            return forward.label();
        }
    }

    /** One that is applied after all others, whenever its text has changed. */
    record Repeatable(String description, Script script) implements Migration {

        @Override
        public String label() {
            return script.label();
        }
    }
}
