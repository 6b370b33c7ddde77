/** For engine authors and for applications' tests: servers that tests start themselves, fakes, leak check. */
module dev.hawser.testkit {
    requires transitive dev.hawser;
    requires com.h2database;
    requires java.sql;
    requires org.apache.commons.compress;
    requires org.postgresql.jdbc;
    requires org.tukaani.xz;
    requires transitive org.junit.jupiter.api;
    requires static io.netty.buffer;
    requires static io.netty.common;
    requires static io.netty.handler;
    requires static io.netty.transport;
    requires static mongo.java.server.core;
    requires static com.google.errorprone.annotations;

    exports dev.hawser.testkit;
    exports dev.hawser.testkit.mongodb;
    exports dev.hawser.testkit.tds;
}
