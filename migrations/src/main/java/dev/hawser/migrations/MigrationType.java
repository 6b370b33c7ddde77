package dev.hawser.migrations;

/** What a migration is made of. */
public enum MigrationType {
    /** A script of SQL. */
    SQL,
    /** A {@link MigrationStep}. */
    JAVA,
    /** A list of a document database's commands. */
    COMMANDS,
    /** Nothing: everything up to its version was there before. */
    BASELINE
}
