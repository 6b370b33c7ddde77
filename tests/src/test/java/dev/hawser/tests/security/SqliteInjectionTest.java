package dev.hawser.tests.security;

import dev.hawser.config.DatabaseOptions;
import java.nio.file.Path;

class SqliteInjectionTest extends InjectionTest {

    @Override
    DatabaseOptions options(Path directory) {
        return DatabaseOptions.of("db").url("sqlite:///" + directory.resolve("db.sqlite"));
    }
}
