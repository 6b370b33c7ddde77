package dev.hawser.spi;

import dev.hawser.MigrationSummary;

/** Migrates databases as they are configured to be ({@code migrations.*}). Found by {@link java.util.ServiceLoader}; {@code hawser-migrations} has one. Thread-safe. */
public interface MigrationService {

    /**
     * Applies what is pending. Waits for whoever migrates the database already, for {@code migrations.lock-timeout} at most, and blocks for as long as the statements take.
     * An interrupt ends it between two statements. Asks nobody for a confirmation.
     *
     * @throws RuntimeException if nothing was changed because of what is wrong, or a migration failed; the message says what to do
     */
    MigrationSummary up(OpenDatabase database);

    /**
     * Compares what was applied with what there is. Changes nothing.
     *
     * @throws RuntimeException if something was changed since, is missing, is half done, or is pending; the message says what to do
     */
    void validate(OpenDatabase database);
}
