package dev.hawser.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.engines.SqliteEngine;
import dev.hawser.migrations.MigrationReport.Done;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What Flyway itself has applied to a SQLite file. */
@ExtendWith(LeakCheck.class)
class FlywayAdoptionTest {

    @TempDir
    Path directory;

    private DatabaseManager manager;

    @BeforeEach
    void flywayUser() throws IOException {
        file(
                "V1__customers.sql",
                "create table customers (id integer primary key);\r\ninsert into customers values (1);\r\n");
        file("V1_1__more_customers.sql", "-- ${not} a placeholder of ours\ninsert into customers values (2);");
        file("V2__orders.sql", "create table orders (id integer primary key);");
        file("R__names.sql", "create view names as select id from customers;");
        manager = DatabaseManager.builder(ConfigSources.in(directory))
                .engines(List.of(new SqliteEngine()))
                .database(DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")))
                .open();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private void file(String name, String text) throws IOException {
        Path file = directory.resolve("db").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Flyway flyway() {
        return Flyway.configure()
                .dataSource("jdbc:sqlite:" + directory.resolve("shop.db"), null, null)
                .locations("filesystem:" + directory.resolve("db"))
                .placeholderReplacement(false)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    private Migrations migrations() {
        return Migrations.builder(manager, "shop")
                .locations(directory.resolve("db").toString())
                .build();
    }

    private List<String> problems() {
        return catchThrowableOfType(MigrationException.class, () -> migrations().baselineFromFlyway())
                .problems();
    }

    private static List<String> names(MigrationReport report) {
        return report.steps().stream().map(Done::step).map(PlannedStep::name).toList();
    }

    private long count(String sql) {
        return manager.sql("shop").queryOne(sql, Long.class).orElseThrow();
    }

    @Test
    void whatFlywayApplied_isTakenOver_andGoesOnUpAndDown() throws IOException {
        flyway().migrate();
        file("U1.1__more_customers.sql", "delete from customers where id = 2;");
        file("U2__orders.sql", "drop table orders;");
        file("V3__items.sql", "create table items (id integer primary key);");
        file("U3__items.sql", "drop table items;");
        assertThat(migrations().baselineFromFlyway())
                .containsExactly(
                        "V1__customers.sql: version 1 is applied",
                        "V1_1__more_customers.sql: version 1.1 is applied, and can be undone",
                        "V2__orders.sql: version 2 is applied, and can be undone",
                        "R__names.sql: names is applied");
        assertThat(migrations().baselineFromFlyway()).as("done before").isEmpty();
        assertThat(migrations().validate()).isEmpty();
        assertThat(names(migrations().up())).containsExactly("3");
        assertThat(names(migrations().down(Target.lastBatch()))).containsExactly("3");
        assertThat(names(migrations().down(Target.version("1")))).containsExactly("2", "1.1");
        assertThat(count("select count(*) from customers")).isEqualTo(1);
        assertThat(names(migrations().up())).containsExactly("1.1", "2", "3");
        assertThat(count("select count(*) from flyway_schema_history")).isEqualTo(4);
    }

    @Test
    void fileThatWasEditedRenamedOrIsGone_isRefused_andNothingIsNoted() throws IOException {
        flyway().migrate();
        file("V1__customers.sql", "create table customers (id integer primary key);");
        Files.move(directory.resolve("db/V1_1__more_customers.sql"), directory.resolve("db/V1_1__others.sql"));
        Files.delete(directory.resolve("db/V2__orders.sql"));
        file("R__names.sql", "create view names2 as select id from customers;");
        assertThat(problems())
                .hasSize(3)
                .anySatisfy(problem -> assertThat(problem)
                        .contains("V1__customers.sql, line 1: was edited after Flyway had applied it"))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("V1_1__others.sql: is called \"others\"", "was \"more customers\""))
                .anySatisfy(problem ->
                        assertThat(problem).contains("V2__orders.sql: Flyway applied version 2", "bring it back"));
        assertThat(count("select count(*) from sqlite_master where name = 'hawser_migrations'"))
                .isZero();
    }

    @Test
    void repeatableThatHasChanged_runsAtTheNextUp() throws IOException {
        flyway().migrate();
        file("R__names.sql", "drop view names; create view names as select id, 1 as one from customers;");
        assertThat(migrations().baselineFromFlyway()).hasSize(3);
        assertThat(names(migrations().up())).containsExactly("names");
    }

    @Test
    void migrationThatFailed_isRefused() throws IOException {
        file("V3__wrong.sql", "create table wrong (id integer);\nvacuum;\nno sql;");
        file("V3__wrong.sql.conf", "executeInTransaction=false");
        assertThat(catchThrowableOfType(FlywayException.class, () -> flyway().migrate()))
                .isNotNull();
        assertThat(problems()).singleElement(STRING).contains("V3__wrong.sql failed", "repair");
    }

    @Test
    void baselineOfFlyway_isOneHereToo() throws IOException {
        manager.sql("shop").update("create table customers (id integer primary key)");
        Flyway flyway = Flyway.configure()
                .dataSource("jdbc:sqlite:" + directory.resolve("shop.db"), null, null)
                .locations("filesystem:" + directory.resolve("db"))
                .placeholderReplacement(false)
                .baselineVersion("1.1")
                .load();
        flyway.baseline();
        assertThat(migrations().baselineFromFlyway()).singleElement(STRING).contains("version 1.1 is applied");
        assertThat(names(migrations().up())).containsExactly("2", "names");
    }

    @Test
    void tableThatIsNotThere_isNamed() {
        assertThat(problems())
                .singleElement(STRING)
                .contains("Flyway's history cannot be read from the table flyway_schema_history");
    }

    @Test
    void adoptionThatIsCutShort_leavesNothing_andIsTakenUpAnew() throws IOException {
        flyway().migrate();
        manager.sql("shop")
                .update(
                        "create table hawser_migrations (installed_rank int not null primary key check (installed_rank < 3),"
                                + " version text, description text, type text, script text, checksum text, undo_checksum text,"
                                + " batch int, tags text, applied_by text, applied_at text, duration_ms int, state text,"
                                + " statement_reached int, statements int, intent text, undo_text text, part_checksums text)");
        assertThat(problems()).singleElement(STRING).contains("cannot write the history of migrations");
        assertThat(count("select count(*) from hawser_migrations")).isZero();
        manager.sql("shop").update("drop table hawser_migrations");
        assertThat(migrations().baselineFromFlyway()).hasSize(4);
        assertThat(names(migrations().up())).isEmpty();
    }
}
