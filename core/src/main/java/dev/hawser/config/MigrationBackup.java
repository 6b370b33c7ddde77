package dev.hawser.config;

import java.util.Locale;

/** Which backup there must be before migrations are applied in production. */
public enum MigrationBackup {
    /** None. */
    OFF,
    /** One that is taken now, unless the newest is younger than {@code migrations.backup-max-age}. */
    TAKE,
    /** One that is younger than {@code migrations.backup-max-age}. */
    REQUIRE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
