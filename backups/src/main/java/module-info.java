/** Backups that are known to restore. */
module dev.hawser.backups {
    requires transitive dev.hawser;
    requires dev.hawser.engines;
    requires com.github.luben.zstd_jni;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static org.mongodb.bson;
    requires static org.mongodb.driver.core;
    requires static org.mongodb.driver.sync.client;
    requires tools.jackson.databind;

    exports dev.hawser.backups;

    uses dev.hawser.spi.Engine;

    provides dev.hawser.spi.BackupService with
            dev.hawser.backups.ConfiguredBackups;
}
