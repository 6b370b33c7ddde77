package dev.hawser.tests.migrations;

import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.tds.TdsServer;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On a server of SQL Server's protocol, behind which H2 commits definitions: what is rolled back there and not here is not asked. */
class SqlServerMigrationsIT extends MigrationSuite {

    private static final String USER = "anna";
    private static final String PASSWORD = UUID.randomUUID().toString();

    private static TdsServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TdsServer.start().user(USER, PASSWORD);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    DatabaseOptions empty(String name) {
        String database = "m" + UUID.randomUUID().toString().replace("-", "");
        server.database(database);
        return DatabaseOptions.of(name)
                .url("sqlserver://" + server.host() + "/" + database)
                .user(USER)
                .password(PASSWORD);
    }

    @Override
    String end() {
        return "\nGO\n";
    }
}
