package dev.hawser.engines;

import dev.hawser.testkit.SqlEngineContract;
import dev.hawser.testkit.SqlEngineUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresqlContractIT extends SqlEngineContract {

    private static PostgresqlUnderTest postgresql;

    @BeforeAll
    static void start() throws Exception {
        postgresql = new PostgresqlUnderTest();
    }

    @AfterAll
    static void stop() throws Exception {
        postgresql.close();
    }

    @Override
    public SqlEngineUnderTest subject() {
        return postgresql;
    }
}
