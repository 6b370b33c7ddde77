package dev.hawser.migrations;

/** Something that runs before the first or after the last step of a run. */
@FunctionalInterface
public interface MigrationHook {

    /** Does it. What it throws ends the run. */
    void run(MigrationContext context) throws Exception;
}
