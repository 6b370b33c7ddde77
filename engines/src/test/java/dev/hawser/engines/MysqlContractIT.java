package dev.hawser.engines;

import dev.hawser.testkit.SqlEngineContract;
import dev.hawser.testkit.SqlEngineUnderTest;
import dev.hawser.testkit.TimeContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** MySQL through its own driver. */
class MysqlContractIT extends SqlEngineContract {

    private static MysqlFamilyUnderTest mysql;

    @BeforeAll
    static void start() throws Exception {
        mysql = MysqlFamilyUnderTest.mysql(new MysqlEngine());
    }

    @AfterAll
    static void stop() throws Exception {
        mysql.close();
    }

    @Override
    public SqlEngineUnderTest subject() {
        return mysql;
    }

    /** Limits of time are kept with either driver's help. */
    @Nested
    class ThroughMariadbsDriver implements TimeContract {

        @Override
        public SqlEngineUnderTest subject() {
            return mysql.through(new MariadbEngine());
        }
    }
}
