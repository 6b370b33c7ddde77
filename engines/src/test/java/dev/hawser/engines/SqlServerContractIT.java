package dev.hawser.engines;

import dev.hawser.testkit.SqlEngineContract;
import dev.hawser.testkit.SqlEngineUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** SQL Server through Microsoft's driver: the server of the wire protocol, or the real one that the environment names ({@link SqlServerAddress}). */
class SqlServerContractIT extends SqlEngineContract {

    private static SqlServerUnderTest sqlserver;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        sqlserver = new SqlServerUnderTest(directory, SqlServerAddress.ofEnvironment()).withTls();
    }

    @AfterAll
    static void stop() throws Exception {
        sqlserver.close();
    }

    @Override
    public SqlEngineUnderTest subject() {
        return sqlserver;
    }
}
