/** The engines that come with Hawser. Each needs its driver, which is not a dependency: whoever uses an engine adds it. */
module dev.hawser.engines {
    requires transitive dev.hawser;
    requires jdk.net;
    requires static com.healthmarketscience.jackcess;
    requires static com.healthmarketscience.jackcess.crypt;
    requires static com.microsoft.sqlserver.jdbc;
    requires static jackcess;
    requires static transitive org.mongodb.bson;
    requires static transitive org.mongodb.driver.core;
    requires static transitive org.mongodb.driver.reactivestreams;
    requires static transitive org.mongodb.driver.sync.client;
    requires static org.postgresql.jdbc;
    requires static transitive org.reactivestreams;
    requires static org.xerial.sqlitejdbc;
    requires static ucanaccess;

    exports dev.hawser.engines;

    provides dev.hawser.spi.Engine with
            dev.hawser.engines.PostgresqlEngine,
            dev.hawser.engines.MysqlEngine,
            dev.hawser.engines.MariadbEngine,
            dev.hawser.engines.SqlServerEngine,
            dev.hawser.engines.SqliteEngine,
            dev.hawser.engines.AccessEngine,
            dev.hawser.engines.MongodbEngine;
}
