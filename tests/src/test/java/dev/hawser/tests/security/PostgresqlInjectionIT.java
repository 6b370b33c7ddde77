package dev.hawser.tests.security;

import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.TestDatabases;
import java.nio.file.Path;

class PostgresqlInjectionIT extends InjectionTest {

    @Override
    DatabaseOptions options(Path directory) {
        return DatabaseOptions.of("db").url(TestDatabases.postgres().url());
    }
}
