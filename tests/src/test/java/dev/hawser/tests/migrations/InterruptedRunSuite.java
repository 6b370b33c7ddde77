package dev.hawser.tests.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.migrations.MigrationException;
import dev.hawser.migrations.MigrationListener;
import dev.hawser.migrations.PlannedStep;
import dev.hawser.migrations.Target;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of a run that does not come to its end, on engines whose servers or files are real. */
abstract class InterruptedRunSuite extends MigrationSuite {

    /** Whether a migration that fails leaves nothing behind. */
    abstract boolean rollsBack();

    /** From 0. Each statement has two moments: before it is sent, and after it was answered. */
    int firstMoment() {
        return 0;
    }

    int stride() {
        return 1;
    }

    @Test
    void statementThatFails_isNamed_andTheNextRunFinishes() throws Exception {
        table("1", "one");
        file(
                "V2__two.sql",
                "create table two (id int primary key);\ninsert into two (id) values (1);\n\ninsert into nowhere (id)"
                        + " values (1);\ninsert into two (id) values (2);\n");
        file("U2__two.sql", "drop table two;\n");
        assertThatThrownBy(() -> migrations().up())
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("V2__two.sql, line 4: statement 3 of 4 failed: ")
                .hasMessageContaining("Before it, this run had finished 1 migration, which stays");
        assertThat(has("two")).isEqualTo(!rollsBack());
        if (!rollsBack()) {
            assertThat(states(migrations().status())).containsExactly("1 APPLIED", "2 FAILED");
            assertThat(migrations().validate())
                    .singleElement()
                    .asString()
                    .contains("half applied, up to statement 2 of 4");
            file("V2__two.sql", "create table two (id int primary key, x int);\ninsert into two (id) values (1);\n");
            assertThat(refused(() -> migrations().up()))
                    .singleElement()
                    .asString()
                    .contains("V2__two.sql, line 1: statement 1 was edited, and it is done already");
        }
        file(
                "V2__two.sql",
                "create table two (id int primary key);\ninsert into two (id) values (1);\n\ninsert into two (id)"
                        + " values (3);\ninsert into two (id) values (2);\n");
        assertThat(names(migrations().up())).containsExactly("2");
        assertThat(count("two")).isEqualTo(3);
        assertThat(migrations().validate()).isEmpty();
        assertThat(names(migrations().down(Target.count(1)))).containsExactly("2");
        assertThat(has("two")).isFalse();
    }

    /** Dies at one moment, as a process does whose journal nobody writes any more. */
    private static final class Death implements MigrationListener {

        private final int moment;
        private int now;

        Death(int moment) {
            this.moment = moment;
        }

        private void live() {
            if (now++ == moment) {
                throw new IllegalStateException("dead at " + moment);
            }
        }

        @Override
        public void statementStarted(PlannedStep step, int index) {
            live();
        }

        @Override
        public void statementCompleted(PlannedStep step, int index) {
            live();
        }

        @Override
        public void stepCompleted(PlannedStep step, Duration took) {
            live();
        }
    }

    @Test
    void runThatEndsAtAnyMoment_isFinishedByTheNext_eachStatementOnce() throws Exception {
        file(
                "V1__one.sql",
                "create table one (id int primary key);\ninsert into one (id) values (1);\ninsert into one (id) select"
                        + " max(id) + 1 from one;\nalter table one add x int;\ninsert into one (id) select max(id) + 1 from"
                        + " one;\n");
        file("U1__one.sql", "delete from one;\ncreate table gone (id int);\ndrop table gone;\ndrop table one;\n");
        for (int moment = firstMoment(); moment < 11; moment += stride()) {
            int at = moment;
            assertThatThrownBy(() -> builder().listener(new Death(at)).build().up())
                    .as("moment " + moment)
                    .hasStackTraceContaining("dead at " + at);
            migrations().up();
            assertThat(count("one")).as("moment " + moment).isEqualTo(3);
            assertThat(migrations().validate()).isEmpty();
            if (moment < 9) {
                assertThatThrownBy(
                                () -> builder().listener(new Death(at)).build().down(Target.count(1)))
                        .hasStackTraceContaining("dead at " + at);
            }
            migrations().down(Target.count(1));
            assertThat(has("one")).isFalse();
            assertThat(has("gone")).isFalse();
        }
    }

    @Test
    void undoThatFails_isCorrectedWithRepair() throws Exception {
        file("V1__one.sql", "create table one (id int primary key);\ncreate table two (id int primary key);\n");
        file("U1__one.sql", "drop table two;\ndrop table nowhere;\n");
        migrations().up();
        assertThatThrownBy(() -> migrations().down(Target.count(1)))
                .hasMessageContaining("U1__one.sql, line 2: statement 2 of 2 failed: ")
                .hasMessageContaining("repair");
        file("U1__one.sql", "drop table two;\ndrop table one;\n");
        assertThat(migrations().repair()).hasSize(1);
        migrations().down(Target.count(1));
        assertThat(has("one")).isFalse();
        assertThat(has("two")).isFalse();
    }
}
