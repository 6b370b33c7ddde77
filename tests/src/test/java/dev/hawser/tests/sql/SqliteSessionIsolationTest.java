package dev.hawser.tests.sql;

import dev.hawser.config.DatabaseOptions;

class SqliteSessionIsolationTest extends SessionIsolationTest {

    @Override
    DatabaseOptions options() {
        return DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db"));
    }
}
