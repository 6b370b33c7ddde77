/** Hawser: a database connection manager. Applications import {@code dev.hawser}; engine authors {@code dev.hawser.spi}. */
module dev.hawser {
    requires transitive java.sql;
    requires transitive org.jspecify;
    requires org.slf4j;
    requires org.snakeyaml.engine;
    requires HdrHistogram;
    requires static com.google.errorprone.annotations;

    exports dev.hawser;
    exports dev.hawser.config;
    exports dev.hawser.error;
    exports dev.hawser.event;
    exports dev.hawser.spi;
    exports dev.hawser.spi.jdbc;

    uses dev.hawser.spi.BackupService;
    uses dev.hawser.spi.Engine;
    uses dev.hawser.spi.MigrationService;
}
