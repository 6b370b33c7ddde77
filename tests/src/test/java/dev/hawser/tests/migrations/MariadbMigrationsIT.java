package dev.hawser.tests.migrations;

import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.MysqlFamilyServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MariadbMigrationsIT extends MysqlFamilyMigrations {

    private static MariadbServer server;

    @BeforeAll
    static void start() throws Exception {
        server = MariadbServer.started();
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
        return "mariadb";
    }
}
