package dev.hawser.migrations;

/**
 * A migration written in Java: given to {@link Migrations}' builder, or found by {@link java.util.ServiceLoader}. Its {@link #up} is called once, in the order of versions
 * among the files.
 */
public interface MigrationStep {

    /** Its version; no file may have the same. */
    MigrationVersion version();

    /** What it does, in a few words. */
    String description();

    /** Says that it has become another one, when what it says differs from what was noted as it was applied. By default its class's name. */
    default String checksum() {
        return getClass().getName();
    }

    /** Whether it is for the database of this name. By default it is for every one, which is right where there is one. */
    default boolean isFor(String database) {
        return true;
    }

    /**
     * Whether it may run once more after it was cut off, where nothing rolls back what it had done by then, as on MongoDB. By default not: then somebody has to look.
     */
    default boolean mayRepeat() {
        return false;
    }

    /** Applies it. */
    void up(MigrationContext context) throws Exception;

    /** Undoes it. By default it refuses. */
    default void down(MigrationContext context) throws Exception {
        throw new UnsupportedOperationException(
                getClass().getName() + " cannot be undone; implement down, or restore a backup");
    }
}
