package dev.hawser.tests.migrations;

import dev.hawser.config.DatabaseOptions;

class SqliteMigrationsTest extends InterruptedRunSuite {

    @Override
    DatabaseOptions empty(String name) {
        return DatabaseOptions.of(name).url("sqlite:///" + directory.resolve("shop.db"));
    }

    @Override
    boolean rollsBack() {
        return true;
    }
}
