/** Migrations of schemas, forwards and back. */
module dev.hawser.migrations {
    requires transitive dev.hawser;
    requires static dev.hawser.engines;
    requires static com.google.errorprone.annotations;
    requires org.slf4j;

    uses dev.hawser.spi.BackupService;
    uses dev.hawser.spi.Engine;
    uses dev.hawser.migrations.MigrationStep;

    provides dev.hawser.spi.MigrationService with
            dev.hawser.migrations.ConfiguredMigrations;

    exports dev.hawser.migrations;
}
