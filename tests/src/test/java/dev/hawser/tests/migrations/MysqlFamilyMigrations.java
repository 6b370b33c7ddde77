package dev.hawser.tests.migrations;

import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.MysqlFamilyServer;
import java.sql.Connection;
import java.sql.Statement;
import java.util.UUID;

/** What is the same on MySQL and MariaDB, where definitions commit. */
abstract class MysqlFamilyMigrations extends InterruptedRunSuite {

    abstract MysqlFamilyServer server();

    abstract String scheme();

    @Override
    DatabaseOptions empty(String name) throws Exception {
        String database = "m" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = server().connect("mysql");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + database);
        }
        return DatabaseOptions.of(name)
                .url(scheme() + "://" + server().host() + "/" + database)
                .user(MysqlFamilyServer.ADMIN)
                .password(server().password());
    }

    @Override
    boolean rollsBack() {
        return false;
    }

    /** A definition takes long here; the moments behind statements are those where the journal is behind. */
    @Override
    int firstMoment() {
        return 1;
    }

    @Override
    int stride() {
        return 2;
    }
}
