package dev.hawser.engines;

import dev.hawser.testkit.SqlEngineContract;
import dev.hawser.testkit.SqlEngineUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteContractIT extends SqlEngineContract {

    @TempDir
    private Path directory;

    private SqliteUnderTest sqlite;

    @BeforeEach
    void prepare() {
        sqlite = new SqliteUnderTest(directory);
    }

    @Override
    public SqlEngineUnderTest subject() {
        return sqlite;
    }
}
