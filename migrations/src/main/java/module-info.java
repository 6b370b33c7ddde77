/** Migrations of schemas, forwards and back. */
module dev.hawser.migrations {
    requires transitive dev.hawser;
    requires static com.google.errorprone.annotations;
    requires org.slf4j;

    uses dev.hawser.spi.Engine;
    uses dev.hawser.migrations.MigrationStep;

    exports dev.hawser.migrations;
}
