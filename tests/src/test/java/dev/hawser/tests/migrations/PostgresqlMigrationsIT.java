package dev.hawser.tests.migrations;

import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.TestDatabases;

class PostgresqlMigrationsIT extends InterruptedRunSuite {

    @Override
    DatabaseOptions empty(String name) {
        return DatabaseOptions.of(name).url(TestDatabases.postgres().url());
    }

    @Override
    boolean rollsBack() {
        return true;
    }
}
