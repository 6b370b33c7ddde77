package dev.hawser.engines;

import dev.hawser.testkit.SqlEngineContract;
import dev.hawser.testkit.SqlEngineUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** MariaDB through the driver of MySQL. */
@Tag("any-jdk")
class MysqlDriverContractIT extends SqlEngineContract {

    private static MysqlFamilyUnderTest mariadb;

    @BeforeAll
    static void start() throws Exception {
        mariadb = MysqlFamilyUnderTest.mariadb(new MysqlEngine());
    }

    @AfterAll
    static void stop() throws Exception {
        mariadb.close();
    }

    @Override
    public SqlEngineUnderTest subject() {
        return mariadb;
    }
}
