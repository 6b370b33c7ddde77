package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Session;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import org.junit.jupiter.api.Test;

class PostgresqlSessionIsolationIT extends SessionIsolationTest {

    private final TestDatabase server = TestDatabases.postgres();

    @Override
    DatabaseOptions options() {
        return DatabaseOptions.of("shop").url(server.url());
    }

    @Test
    void twoSessionsThatWrite_commitAndRollBackByThemselves() {
        try (Session one = shop().session();
                Session two = shop().session()) {
            note(one, "one");
            note(two, "two");
            assertThat(count(one)).isEqualTo(1);
            assertThat(count(two)).isEqualTo(1);
            one.commit();
            assertThat(count(two))
                    .as("its own and the other's that is committed")
                    .isEqualTo(2);
            two.rollback();
        }
        assertThat(shop().query("select text from notes", String.class)).containsExactly("one");
    }

    @Test
    void sessionInsideAnother_canBeClosed_andTheOuterGoesOn() {
        try (Session outer = shop().session()) {
            note(outer, "outer");
            try (Session inner = shop().session()) {
                assertThat(inner.query("select 1 as one")).hasSize(1);
            }
            note(outer, "outer again");
            outer.commit();
        }
        assertThat(count(shop())).isEqualTo(2);
        assertThat(shop().stats().active()).isZero();
    }

    @Test
    void transactionInsideAnother_commitsByItself() {
        try (Session outer = shop().session()) {
            note(outer, "outer");
            shop().transaction(tx -> tx.update("insert into notes values ('inner')"));
        }
        assertThat(shop().query("select text from notes", String.class)).containsExactly("inner");
    }
}
