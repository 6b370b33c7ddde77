package dev.hawser.tests.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.config.DatabaseOptions;
import dev.hawser.migrations.Interrupted;
import dev.hawser.migrations.MigrationListener;
import dev.hawser.migrations.PlannedStep;
import dev.hawser.migrations.Target;
import dev.hawser.testkit.MysqlFamilyServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is the same on MySQL and MariaDB, where definitions commit. */
abstract class MysqlFamilyMigrations extends InterruptedRunSuite {

    abstract MysqlFamilyServer server();

    abstract String scheme();

    @Override
    DatabaseOptions empty(String name) throws Exception {
        String database = "m" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = server().connect("mysql");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + database);
        }
        return DatabaseOptions.of(name)
                .url(scheme() + "://" + server().host() + "/" + database)
                .user(MysqlFamilyServer.ADMIN)
                .password(server().password());
    }

    @Override
    boolean rollsBack() {
        return false;
    }

    /** A definition takes long here; the moments behind statements are those where the journal is behind. */
    @Override
    int firstMoment() {
        return 1;
    }

    @Override
    int stride() {
        return 2;
    }

    /** Ends a run right behind a statement, before that is noted. */
    private void dieBehind(int statement) {
        MigrationListener death = new MigrationListener() {
            @Override
            public void statementCompleted(PlannedStep step, int index) {
                if (index == statement) {
                    throw new IllegalStateException("dead behind " + index);
                }
            }
        };
        assertThatThrownBy(() -> builder().listener(death).build().up()).hasMessageContaining("dead behind");
    }

    @Test
    void sessionIsAsItWas_whenARunGoesOn() throws Exception {
        file(
                "V1__s.sql",
                "/*!40101 set names utf8mb4 */;\nset @prefix = 'x';\nset autocommit = 0;\ncreate table s (a varchar(20));\n"
                        + "lock tables s write;\ninsert into s values (@prefix);\nunlock tables;\nalter table s add b int;\n"
                        + "insert into s (a) values (concat(@prefix, 'y'));\ncommit;\n");
        dieBehind(7);
        migrations().up();
        assertThat(database().query("select a from s order by a", String.class)).containsExactly("x", "xy");
    }

    @Test
    void whatTheSessionKnewAlone_isNotGuessed() throws Exception {
        file(
                "V1__s.sql",
                "create table s (id int primary key auto_increment, a int);\ninsert into s (a) values (1);\nset @last ="
                        + " last_insert_id();\nalter table s add b int;\nupdate s set b = @last;\n");
        dieBehind(3);
        assertThat(refused(() -> migrations().up()))
                .singleElement()
                .asString()
                .contains("V1__s.sql, line 5")
                .contains("@last")
                .contains("ALL_DONE");
        database().update("update s set b = 1");
        assertThat(migrations().repair(Interrupted.ALL_DONE)).hasSize(1);
        assertThat(migrations().up().steps()).isEmpty();
        assertThat(migrations().validate()).isEmpty();
    }

    @Test
    void statementWithoutTrace_isNotRepeated_untilSomebodySaysSo() throws Exception {
        file(
                "V1__s.sql",
                "create table s (a int) engine = MyISAM;\ninsert into s values (1);\ninsert into s values (2);\n");
        dieBehind(1);
        assertThat(refused(() -> migrations().up()))
                .singleElement()
                .asString()
                .contains("V1__s.sql, line 2")
                .contains("STATEMENT_DONE");
        assertThat(count("s")).isEqualTo(1);
        migrations().repair(Interrupted.STATEMENT_DONE);
        migrations().up();
        assertThat(count("s")).isEqualTo(2);
    }

    @Test
    void statementThatWasRefused_isDone_whenTheSchemaWasPutRightByHand() throws Exception {
        file("V1__s.sql", "create table s (a int);\ncreate index by_b on s (b);\n");
        Path undo = file("U1__s.sql", "drop table s;\n");
        assertThatThrownBy(() -> migrations().up())
                .hasMessageContaining("V1__s.sql, line 2: statement 2 of 2 failed")
                .hasMessageContaining("What is before statement 2 is done and stays");
        database().update("alter table s add b int");
        Files.delete(undo);
        assertThat(names(migrations().up())).containsExactly("1");
        assertThat(count("information_schema.statistics where table_schema = database() and index_name = 'by_b'"))
                .isEqualTo(1);
        assertThat(names(migrations().down(Target.count(1))))
                .as("with the undo text that the history had kept")
                .containsExactly("1");
        assertThat(has("s")).isFalse();
    }

    @Test
    void hookThatGivesTheLockAway_isRefusedBeforeAnythingRuns() throws Exception {
        table("1", "one");
        file("beforeMigrate.sql", "select 1;\nselect release_all_locks();\n");
        assertThat(refused(() -> migrations().up()))
                .singleElement()
                .asString()
                .contains("beforeMigrate.sql, line 2: ", "gives away the lock");
        assertThat(has("one")).isFalse();
    }
}
