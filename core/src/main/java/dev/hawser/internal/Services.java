package dev.hawser.internal;

import dev.hawser.spi.BackupService;
import dev.hawser.spi.MigrationService;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Who migrates databases and takes backups of them: what an application has given, or what is installed, looked for when it is first needed. Thread-safe. */
public final class Services {

    private final boolean migratesAtStart;
    private volatile @Nullable Optional<MigrationService> migrations;
    private volatile @Nullable Optional<BackupService> backups;

    /**
     * What is null is looked for.
     *
     * @param migratesAtStart whether {@code migrations.on-start} counts
     */
    public Services(@Nullable MigrationService migrations, @Nullable BackupService backups, boolean migratesAtStart) {
        this.migrations = migrations == null ? null : Optional.of(migrations);
        this.backups = backups == null ? null : Optional.of(backups);
        this.migratesAtStart = migratesAtStart;
    }

    boolean migratesAtStart() {
        return migratesAtStart;
    }

    /** Empty if the module is not there. */
    Optional<MigrationService> migrations() {
        Optional<MigrationService> known = migrations;
        if (known == null) {
            known = ServiceLoader.load(MigrationService.class).findFirst(); // by two threads at once does no harm
            migrations = known;
        }
        return known;
    }

    /** Empty if the module is not there. */
    Optional<BackupService> backups() {
        Optional<BackupService> known = backups;
        if (known == null) {
            known = ServiceLoader.load(BackupService.class).findFirst();
            backups = known;
        }
        return known;
    }
}
