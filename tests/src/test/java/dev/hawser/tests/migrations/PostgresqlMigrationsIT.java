package dev.hawser.tests.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Profile;
import dev.hawser.migrations.MigrationListener;
import dev.hawser.migrations.MigrationReport;
import dev.hawser.migrations.PlannedStep;
import dev.hawser.migrations.Target;
import dev.hawser.testkit.TestDatabases;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PostgresqlMigrationsIT extends InterruptedRunSuite {

    private static final String INDEX =
            "-- hawser:transaction=false\ncreate unique index concurrently by_a on c (a);\n";

    @Override
    DatabaseOptions empty(String name) {
        return DatabaseOptions.of(name).url(TestDatabases.postgres().url());
    }

    @Override
    boolean rollsBack() {
        return true;
    }

    private boolean isValid(String index) {
        return database()
                .queryOne("select indisvalid from pg_index where indexrelid = '" + index + "'::regclass", Boolean.class)
                .orElseThrow();
    }

    @Test
    void indexIsBuiltConcurrently_whileAnotherRunnerWaitsForTheLock() throws Exception {
        table("1", "c");
        file("V2__index.sql", "create index concurrently by_id on c (id);\n");
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (DatabaseManager own = manager(Profile.DEVELOPMENT)) {
            CountDownLatch waits = new CountDownLatch(1);
            MigrationListener waiting = new MigrationListener() {
                @Override
                public void waiting(String holder) {
                    waits.countDown();
                }
            };
            AtomicReference<Future<MigrationReport>> second = new AtomicReference<>();
            MigrationListener listener = new MigrationListener() {
                @Override
                public void statementStarted(PlannedStep step, int index) {
                    if (step.name().equals("2")) {
                        second.set(other.submit(
                                () -> builder(own).listener(waiting).build().up()));
                        await(waits);
                    }
                }
            };
            builder().listener(listener).build().up();
            MigrationReport waited = second.get().get(30, TimeUnit.SECONDS);
            assertThat(waited.steps()).isEmpty();
            assertThat(waited.waited()).isPositive();
        } finally {
            other.shutdownNow();
        }
        assertThat(isValid("by_id")).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void dump_isLoaded_andItsSettingsDoNotReachTheNextScript() throws Exception {
        file(
                "V1__dump.sql",
                "select pg_catalog.set_config('search_path', '', false);\nset default_tablespace = '';\n"
                        + "create table public.c (a int, b text);\n"
                        + "copy public.c (a, b) from stdin;\n1\tone; two\n2\t\\N\n\\.\n\n"
                        + "create function public.f() returns int language sql as $$ select 1; $$;\n");
        file("V2__next.sql", "create table d (x int);\ninsert into d select a from c;\n");
        migrations().up();
        assertThat(count("d")).isEqualTo(2);
        assertThat(database().queryOne("select b from c where a = 1", String.class))
                .contains("one; two");
    }

    @Test
    void indexThatFailed_isDroppedAndBuiltAnew() throws Exception {
        file("V1__c.sql", "create table c (a int);\ninsert into c values (1), (1);\n");
        file("V2__index.sql", INDEX);
        assertThatThrownBy(() -> migrations().up())
                .hasMessageContaining("V2__index.sql, line 2: statement 1 of 1 failed");
        assertThat(isValid("by_a")).isFalse();
        database().update("delete from c");
        migrations().up();
        assertThat(isValid("by_a")).isTrue();
    }

    @Test
    void indexThatWasBuilt_isNotBuiltAgain_whenTheRunEndedBeforeItWasNoted() throws Exception {
        file("V1__c.sql", "create table c (a int);\n");
        file("V2__index.sql", INDEX);
        file(
                "U2__index.sql",
                INDEX.replace("create unique index concurrently by_a on c (a)", "drop index concurrently by_a"));
        MigrationListener death = new MigrationListener() {
            @Override
            public void statementCompleted(PlannedStep step, int index) {
                if (step.name().equals("2")) {
                    throw new IllegalStateException("dead");
                }
            }
        };
        assertThatThrownBy(() -> builder().listener(death).build().up()).hasMessageContaining("dead");
        assertThat(isValid("by_a")).isTrue();
        migrations().up();
        assertThatThrownBy(() -> builder().listener(death).build().down(Target.count(1)))
                .hasMessageContaining("dead");
        assertThat(migrations().validate()).singleElement().asString().contains("half undone");
        migrations().down(Target.count(1));
        assertThat(migrations().status().current()).hasToString("Optional[1]");
    }

    @Test
    void sessionThatIsLost_endsTheRun_andItsLockIsFree() throws Exception {
        table("1", "one");
        file("V2__dies.sql", "create table two (a int);\nselect pg_terminate_backend(pg_backend_pid());\n");
        assertThatThrownBy(() -> migrations().up())
                .hasMessageContaining("V2__dies.sql, line 2: statement 2 of 2 failed");
        table("2", "two");
        Files.delete(directory.resolve("sql/V2__dies.sql"));
        assertThat(builder().lockTimeout(Duration.ofSeconds(5)).build().up().steps())
                .hasSize(1);
    }

    @Test
    void lockThatIsNotToBeHad_saysWhoHasIt() throws Exception {
        table("1", "one");
        try (DatabaseManager own = manager(Profile.DEVELOPMENT)) {
            builder()
                    .before(context -> assertThatThrownBy(() -> builder(own)
                                    .lockTimeout(Duration.ofMillis(50))
                                    .build()
                                    .up())
                            .hasMessageContaining("somebody else has been migrating it")
                            .hasMessageContaining("process ")
                            .hasMessageContaining("migrations.lock-timeout"))
                    .build()
                    .up();
        }
        assertThat(has("one")).isTrue();
    }

    @Test
    void statementThatTakesBackTheJournal_isRefusedBeforeAnythingRuns() throws Exception {
        table("1", "one");
        file("V2__two.sql", "begin;\ncreate table two (a int);\nrollback;\n");
        assertThat(refused(() -> migrations().up())).singleElement().asString().contains("V2__two.sql, line 3: ");
        assertThat(has("one")).isFalse();
        file("V2__two.sql", "begin;\ncreate table two (a int);\ncommit;\n");
        assertThat(migrations().up().steps()).hasSize(2);
    }

    @Test
    void indexThatWasRefused_isBuilt_whenTheSchemaWasPutRightByHand() throws Exception {
        file("V1__c.sql", "create table c (a int);\n");
        file("V2__index.sql", "create index concurrently by_b on c (b);\n");
        assertThatThrownBy(() -> migrations().up())
                .hasMessageContaining("V2__index.sql, line 1: statement 1 of 1 failed")
                .hasMessageContaining("Nothing of it is done");
        database().update("alter table c add b int");
        assertThat(names(migrations().up())).containsExactly("2");
        assertThat(isValid("by_b")).isTrue();
    }

    @Test
    void hookThatGivesTheLockAway_isRefusedBeforeAnythingRuns() throws Exception {
        table("1", "one");
        file("beforeMigrate.sql", "select 1;\nselect pg_advisory_unlock_all();\n");
        assertThat(refused(() -> migrations().up()))
                .singleElement()
                .asString()
                .contains("beforeMigrate.sql, line 2: ", "gives away the lock");
        assertThat(has("one")).isFalse();
    }
}
