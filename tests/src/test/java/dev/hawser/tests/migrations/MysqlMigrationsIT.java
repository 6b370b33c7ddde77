package dev.hawser.tests.migrations;

import dev.hawser.testkit.MysqlFamilyServer;
import dev.hawser.testkit.MysqlServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
class MysqlMigrationsIT extends MysqlFamilyMigrations {

    private static MysqlServer server;

    @BeforeAll
    static void start() throws Exception {
        server = MysqlServer.started();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    MysqlFamilyServer server() {
        return server;
    }

    @Override
    String scheme() {
        return "mysql";
    }
}
