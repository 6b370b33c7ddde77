package dev.hawser.tests.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Profile;
import dev.hawser.migrations.Direction;
import dev.hawser.migrations.MigrationException;
import dev.hawser.migrations.MigrationReport;
import dev.hawser.migrations.MigrationState;
import dev.hawser.migrations.MigrationStatus;
import dev.hawser.migrations.Migrations;
import dev.hawser.migrations.MigrationsBuilder;
import dev.hawser.migrations.Target;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What migrations do on every engine with SQL. */
@ExtendWith(LeakCheck.class)
abstract class MigrationSuite {

    private static final String DATABASE = "shop";

    @TempDir
    Path directory;

    private DatabaseOptions options;
    DatabaseManager manager;

    /** An empty database. */
    abstract DatabaseOptions empty(String name) throws Exception;

    @BeforeEach
    void open() throws Exception {
        options = empty(DATABASE).set("pool.size", smallPool());
        manager = manager(Profile.DEVELOPMENT);
    }

    int smallPool() {
        return 2;
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** What ends a statement of a script. */
    String end() {
        return ";\n";
    }

    final DatabaseManager manager(Profile profile) {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .profile(profile)
                .database(options)
                .open();
    }

    final SqlDatabase database() {
        return manager.sql(DATABASE);
    }

    final MigrationsBuilder builder() {
        return builder(manager);
    }

    final MigrationsBuilder builder(DatabaseManager of) {
        return Migrations.builder(of, DATABASE)
                .locations(directory.resolve("sql").toString());
    }

    final Migrations migrations() {
        return builder().build();
    }

    final Path file(String name, String text) throws IOException {
        Path file = directory.resolve("sql").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** A migration that makes a table, and its undo. */
    final void table(String version, String name) throws IOException {
        file("V" + version + "__" + name + ".sql", "create table " + name + " (id int primary key)" + end());
        file("U" + version + "__" + name + ".sql", "drop table " + name + end());
    }

    final boolean has(String table) {
        try {
            database().query("select * from " + table);
            return true;
        } catch (dev.hawser.error.DatabaseException missing) {
            return false;
        }
    }

    final long count(String table) {
        return database().queryOne("select count(*) from " + table, Long.class).orElseThrow();
    }

    static List<String> names(MigrationReport report) {
        return report.steps().stream().map(done -> done.step().name()).toList();
    }

    static List<String> states(MigrationStatus status) {
        return status.entries().stream()
                .map(entry -> entry.version() + " " + entry.state())
                .toList();
    }

    /** Refused, and the database is as it was: what {@code work} says. */
    final List<String> refused(Runnable work) {
        MigrationStatus before = null;
        try {
            before = migrations().status();
        } catch (MigrationException unreadable) {
            // then nothing can be compared but the tables
        }
        MigrationException refused = catchThrowableOfType(MigrationException.class, work::run);
        assertThat(refused).as("refused").isNotNull();
        if (before != null) {
            assertThat(migrations().status()).isEqualTo(before);
        }
        return refused.problems();
    }

    @Test
    void up_appliesWhatIsPendingOnce_andDownTakesItBack() throws Exception {
        table("1", "one");
        table("2", "two");
        file("V10__rows.sql", "insert into one (id) values (1);\ninsert into one (id) values (2);\n");
        file("U10__rows.sql", "delete from one;\n");
        file("R__again.sql", "insert into two (id) values (1);\n");
        assertThat(migrations().status().pending()).hasSize(4);
        assertThat(names(migrations().up())).containsExactly("1", "2", "10", "again");
        assertThat(count("one")).isEqualTo(2);
        assertThat(names(migrations().up())).isEmpty();
        assertThat(migrations().validate()).isEmpty();
        assertThat(migrations().status().current()).hasToString("Optional[10]");
        file("R__again.sql", "insert into two (id) values (2);\n");
        assertThat(names(migrations().up())).containsExactly("again");
        assertThat(count("two")).isEqualTo(2);
        assertThat(names(migrations().down(Target.count(1)))).containsExactly("10");
        assertThat(count("one")).isZero();
        assertThat(names(migrations().down(Target.version("0")))).containsExactly("2", "1");
        assertThat(has("one")).isFalse();
        assertThat(names(migrations().up(Target.version("2")))).containsExactly("1", "2");
        assertThat(states(migrations().status()))
                .containsExactly("1 APPLIED", "2 APPLIED", "10 PENDING", "null APPLIED");
    }

    @Test
    void down_goesByCountVersionTagAndBatch() throws Exception {
        for (int i = 1; i <= 5; i++) {
            table(Integer.toString(i), "t" + i);
        }
        assertThat(names(migrations().up(Target.count(2)))).containsExactly("1", "2");
        migrations().tag("v1.4");
        assertThat(names(migrations().up(Target.version("3")))).containsExactly("3");
        assertThat(names(migrations().up())).containsExactly("4", "5");
        assertThat(names(migrations().down(Target.lastBatch()))).containsExactly("5", "4");
        assertThat(names(migrations().redo())).containsExactly("3", "3");
        assertThat(refused(() -> migrations().tag("v1.4")))
                .singleElement()
                .asString()
                .contains("version 2 already");
        assertThat(names(migrations().down(Target.tag("v1.4")))).containsExactly("3");
        migrations().tag("v1.4"); // again, where it is
        assertThat(migrations().status().entries().get(1).tags()).containsExactly("v1.4");
        assertThat(refused(() -> migrations().down(Target.tag("v9"))))
                .singleElement()
                .asString()
                .contains("has the tag v9");
        assertThat(names(migrations().down(Target.latest()))).containsExactly("2", "1");
    }

    @Test
    void plan_saysWhatWouldRun_andMakesNothing() throws Exception {
        table("1", "one");
        assertThat(migrations().plan(Direction.UP, Target.latest()))
                .singleElement()
                .satisfies(
                        step -> assertThat(step.statements()).containsExactly("create table one (id int primary key)"));
        assertThat(has("one")).isFalse();
        assertThat(has("hawser_migrations")).isFalse();
        migrations().up();
        assertThat(migrations().plan(Direction.DOWN, Target.count(1)))
                .singleElement()
                .satisfies(step -> assertThat(step.statements()).containsExactly("drop table one"));
        assertThat(has("one")).isTrue();
    }

    @Test
    void whatIsWrong_isRefusedWithFileLineAndRemedy_andNothingIsChanged() throws Exception {
        table("1", "one");
        table("3", "three");
        migrations().up();
        Path edited = file(
                "V1__one.sql",
                "create table one (id int primary key)" + end() + "\ninsert into one (id) values (7)" + end());
        assertThat(refused(() -> migrations().up()))
                .singleElement()
                .asString()
                .contains(edited + ", line " + (2 + end().lines().count()) + ": was edited, from statement 2 on")
                .contains("put it back as it was");
        assertThat(migrations().repair()).hasSize(1);
        assertThat(migrations().validate()).isEmpty();
        table("2", "two");
        assertThat(refused(() -> migrations().up()))
                .singleElement()
                .asString()
                .contains("V2__two.sql: version 2 comes before version 3")
                .contains("migrations.out-of-order");
        assertThat(names(builder().outOfOrder(true).build().up())).containsExactly("2");
        file("V4__twice.sql", "create table four (id int)");
        Path twice = file("V4_0__twice.sql", "create table four (id int)");
        assertThat(refused(() -> migrations().up())).singleElement().asString().contains("give one of them another");
        Files.delete(twice);
        Path bytes = directory.resolve("sql/V5__latin.sql");
        Files.write(bytes, "create table five (id int);\n-- é".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused(() -> migrations().up()))
                .singleElement()
                .asString()
                .contains("V5__latin.sql, line 2: is not UTF-8; save the file as UTF-8");
        Files.writeString(bytes, "\n-- nothing\n");
        assertThat(refused(() -> migrations().up()))
                .singleElement()
                .asString()
                .contains("no statement is in it; write one");
        Files.writeString(bytes, "create table five (id int);\ninsert into five values ('no end);\n");
        assertThat(refused(() -> migrations().up()))
                .singleElement()
                .asString()
                .contains("V5__latin.sql, line 2: a literal");
        Files.delete(bytes);
        assertThat(has("four")).isFalse();
        migrations().up();
        assertThat(refused(() -> migrations().down(Target.count(2))))
                .singleElement()
                .asString()
                .contains("V4__twice.sql, line 1: nothing undoes version 4")
                .contains("no U4__twice.sql");
        Files.delete(directory.resolve("sql/V1__one.sql"));
        Files.delete(directory.resolve("sql/U1__one.sql"));
        assertThat(refused(() -> migrations().up()))
                .singleElement()
                .asString()
                .contains("its file is gone: bring it back");
        assertThat(migrations().repair()).singleElement().asString().contains("has no file any more");
        assertThat(migrations().validate()).isEmpty();
        assertThat(refused(() -> migrations().up(Target.version("99"))))
                .singleElement()
                .asString()
                .contains("no version 99");
    }

    @Test
    void undo_isTheOneOfTheHistory_whenTheFileIsGoneOrAnother() throws Exception {
        table("1", "one");
        table("2", "two");
        migrations().up();
        Files.delete(directory.resolve("sql/V2__two.sql"));
        Files.delete(directory.resolve("sql/U2__two.sql"));
        file("U1__one.sql", "this is no sql at all;\n");
        assertThat(names(migrations().down(Target.latest()))).containsExactly("2", "1");
        assertThat(has("one")).isFalse();
        assertThat(has("two")).isFalse();
    }

    @Test
    void fourAtOnce_oneApplies_theOthersWaitAndFindNothing() throws Exception {
        for (int i = 1; i <= 3; i++) {
            table(Integer.toString(i), "t" + i);
        }
        int runners = 4;
        CyclicBarrier together = new CyclicBarrier(runners);
        ExecutorService threads = Executors.newFixedThreadPool(runners);
        try {
            List<Future<MigrationReport>> reports = new ArrayList<>();
            for (int i = 0; i < runners; i++) {
                reports.add(threads.submit(() -> {
                    try (DatabaseManager own = manager(Profile.DEVELOPMENT)) {
                        Migrations migrations = builder(own).build();
                        together.await(30, TimeUnit.SECONDS);
                        return migrations.up();
                    }
                }));
            }
            List<Integer> applied = new ArrayList<>();
            for (Future<MigrationReport> report : reports) {
                applied.add(report.get(60, TimeUnit.SECONDS).steps().size());
            }
            assertThat(applied).containsExactlyInAnyOrder(3, 0, 0, 0);
        } finally {
            threads.shutdownNow();
        }
        assertThat(migrations().validate()).isEmpty();
    }

    @Test
    void baseline_isWhatWasThereBefore() throws Exception {
        table("1", "one");
        table("2", "two");
        database().update("create table one (id int primary key)");
        migrations().baseline("1", "as it was");
        migrations().baseline("1", "once more");
        assertThat(names(migrations().up())).containsExactly("2");
        assertThat(states(migrations().status())).containsExactly("1 APPLIED", "2 APPLIED");
        assertThat(refused(() -> migrations().baseline("5", "late")))
                .singleElement()
                .asString()
                .contains("already");
        assertThat(names(migrations().down(Target.latest()))).containsExactly("2");
        assertThat(refused(() -> migrations().down(Target.count(1))))
                .singleElement()
                .asString()
                .contains("version 1 is the baseline");
    }

    @Test
    void production_asksForConfirmation_andHooksRunAroundTheSteps() throws Exception {
        table("1", "one");
        List<String> told = new ArrayList<>();
        Consumer<String> tell = told::add;
        try (DatabaseManager own = manager(Profile.PRODUCTION)) {
            assertThatThrownBy(() -> builder(own).build().up())
                    .hasMessageContaining("this is production and nobody has confirmed it");
            assertThat(has("one")).isFalse();
            builder(own)
                    .confirmed()
                    .before(context -> {
                        tell.accept("before " + has("one"));
                        context.connection().createStatement().close();
                    })
                    .after(context -> tell.accept("after"))
                    .build()
                    .up();
            builder(own)
                    .confirmed()
                    .before(context -> tell.accept("never"))
                    .build()
                    .up();
        }
        assertThat(told).containsExactly("before false", "after");
        assertThat(migrations().status().entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.state()).isEqualTo(MigrationState.APPLIED));
    }

    @Test
    void redoThatCannotGoUp_isRefusedBeforeAnythingGoesDown() throws Exception {
        table("1", "one");
        table("2", "two");
        migrations().up();
        database().update("insert into two (id) values (42)");
        Path edited = file("V1__one.sql", "create table one (id int primary key, x int)" + end());
        assertThat(refused(() -> migrations().redo()))
                .singleElement()
                .asString()
                .contains(edited + ", line 1: was edited");
        assertThat(count("two")).isEqualTo(1);
        table("1", "one");
        file("V2__two.sql", "this is no sql at all" + end());
        assertThatThrownBy(() -> migrations().redo())
                .hasMessageContaining("V2__two.sql, line 1: statement 1 of 1 failed")
                .hasMessageContaining("It was undone before that: run up when this is put right");
        assertThat(has("two")).isFalse();
        table("2", "two");
        assertThat(names(migrations().up())).containsExactly("2");
    }

    @Test
    void hookThatFailsBehindTheSteps_saysThatTheyStay() throws Exception {
        table("1", "one");
        file("afterMigrate.sql", "select * from nowhere" + end());
        assertThatThrownBy(() -> migrations().up())
                .hasMessageContaining("afterMigrate.sql, line 1: failed")
                .hasMessageContaining("What this run migrated stays");
        assertThat(has("one")).isTrue();
    }
}
