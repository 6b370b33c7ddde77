package dev.hawser.tests.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.migrations.MigrationException;
import dev.hawser.migrations.Migrations;
import dev.hawser.migrations.MigrationsBuilder;
import dev.hawser.migrations.Proof;
import dev.hawser.migrations.Target;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a proof finds before production does, and that its scratch database is gone afterwards, however it ends. */
@ExtendWith(LeakCheck.class)
@Tag("any-jdk")
class ProofIT {

    @TempDir
    private Path directory;

    private static TestDatabase postgres;

    @BeforeAll
    static void start() {
        postgres = TestDatabases.postgres();
        Servers.mariadb();
    }

    private void script(String name, String... statements) throws IOException {
        Files.writeString(directory.resolve(name), String.join(";\n", statements) + ";\n");
    }

    private DatabaseManager open(String url) {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop").url(url))
                .open();
    }

    private MigrationsBuilder migrations(DatabaseManager manager) {
        return Migrations.builder(manager, "shop").locations(directory.toString());
    }

    private static List<String> scratchDatabases() throws SQLException {
        try (Connection connection = SchemaSnapshotIT.connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery(
                        "select datname from pg_database where datname like 'hawser\\_scratch\\_%'")) {
            List<String> all = new ArrayList<>();
            while (names.next()) {
                all.add(names.getString(1));
            }
            return all;
        }
    }

    private Proof proof(String url) {
        try (DatabaseManager manager = open(url)) {
            return migrations(manager).build().prove();
        }
    }

    @Test
    void soundMigrations_areProved_andNothingIsChangedOrLeft() throws Exception {
        script(
                "V1__person.sql",
                "create table person (id int primary key, name text)",
                "create index by_name on person (name)");
        script("U1__person.sql", "drop view if exists names", "drop table person");
        script("V2__email.sql", "alter table person add email text", "create view mail as select email from person");
        script("U2__email.sql", "drop view mail", "alter table person drop email");
        script("R__names.sql", "create or replace view names as select name from person");
        MariadbServer mariadb = Servers.mariadb();
        String database = Servers.newName();
        mariadb.execute("", "create database " + database);
        script(
                "V1__person.sql",
                "create table person (id int primary key, name varchar(20))",
                "create index by_name on person (name)");
        for (String url : List.of(
                TestDatabases.postgres().url(), mariadb.url(database), "sqlite:///" + directory.resolve("shop.db"))) {
            if (url.startsWith("sqlite")) {
                Files.delete(directory.resolve("R__names.sql"));
            }
            try (DatabaseManager manager = open(url)) {
                Migrations migrations = migrations(manager).build();
                Proof proof = migrations.prove();
                assertThat(proof.problems()).as(url).isEmpty();
                assertThat(proof.warnings()).as(url).isEmpty();
                assertThat(proof.tried())
                        .extracting(Proof.Tried::name, Proof.Tried::undone)
                        .contains(tuple("1", true), tuple("2", true));
                assertThat(migrations.status().current()).isEmpty();
                if (url.startsWith("postgresql")) {
                    migrations.up(Target.version("1"));
                    assertThat(migrations.prove().tried())
                            .extracting(Proof.Tried::name)
                            .containsExactly("2", "names");
                }
            }
        }
        assertThat(scratchDatabases()).isEmpty();
        try (Connection connection = mariadb.connect("");
                Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery("show databases like 'hawser\\_scratch\\_%'")) {
            assertThat(names.next()).isFalse();
        }
    }

    @Test
    void undoThatLeavesSomething_isNamed_withWhatItLeaves() throws Exception {
        script("V1__person.sql", "create table person (id int primary key, name text)");
        script("U1__person.sql", "drop table person");
        script(
                "V2__email.sql",
                "alter table person add email text",
                "create sequence counter",
                "create index by_name on person (name)");
        script("U2__email.sql", "alter table person drop email", "drop index by_name");
        script("V3__fine.sql", "create table fine (id int)");
        script("U3__fine.sql", "drop table fine");
        Proof proof = proof(TestDatabases.postgres().url());
        assertThat(proof.holds()).isFalse();
        // the sequence that is left is in the way of the migration itself
        assertThat(proof.problems()).hasSize(2);
        assertThat(proof.problems().get(0))
                .startsWith(directory.resolve("U2__email.sql") + ": does not lead back")
                .contains("V2__email.sql", "+ sequence public.counter");
        assertThat(proof.problems().get(1)).contains("V2__email.sql, line 2", "\"counter\" already exists");
        assertThat(scratchDatabases()).isEmpty();
    }

    @Test
    void undoThatFails_orIsMissing_isNamed_andTheScratchDatabaseIsDropped() throws Exception {
        script("V1__person.sql", "create table person (id int primary key, name text)");
        script("V2__email.sql", "alter table person add email text");
        script("U2__email.sql", "-- back", "alter table person drop mail");
        Proof proof = proof(TestDatabases.postgres().url());
        assertThat(proof.problems()).hasSize(2);
        assertThat(proof.problems().get(0)).startsWith(directory.resolve("V1__person.sql") + ": nothing undoes it");
        assertThat(proof.problems().get(1))
                .startsWith(directory.resolve("U2__email.sql") + ": the undo of version 2 fails")
                .contains("U2__email.sql, line 2", "\"mail\"");
        assertThat(scratchDatabases()).isEmpty();
    }

    @Test
    void schemaThatIsNotWhatWasApplied_bigTables_andOrderOfColumns_areWarnings() throws Exception {
        String url = TestDatabases.postgres().url();
        script("V1__person.sql", "create table person (id int, name text, city text)");
        script("U1__person.sql", "drop table person");
        try (DatabaseManager manager = open(url)) {
            migrations(manager).build().up();
            manager.sql("shop").update("alter table person add by_hand int");
            manager.sql("shop").update("insert into person select i, 'x', 'y' from generate_series(1, 100001) i");
            manager.sql("shop").update("analyze person");
            script("V2__city.sql", "create index by_name on person (name)", "alter table person drop name");
            script("U2__city.sql", "alter table person add name text");
            Proof proof = migrations(manager).build().prove();
            assertThat(proof.problems()).isEmpty();
            assertThat(proof.warnings()).hasSize(2);
            assertThat(proof.warnings().get(0))
                    .contains("is not what the applied migrations make", "+ column public.person.by_hand integer");
            assertThat(proof.warnings().get(1)).contains("U2__city.sql", "only in the order of columns");
            assertThat(proof.advice()).singleElement().satisfies(advice -> {
                assertThat(advice.place()).isEqualTo(directory.resolve("V2__city.sql") + ", line 1");
                assertThat(advice.table()).startsWith("person (").contains("about 100,001 rows");
                assertThat(advice.safer()).startsWith("CREATE INDEX CONCURRENTLY");
            });
        }
    }

    @Test
    void whatWasThereAtTheBaseline_isSaidToBeMissing() throws Exception {
        try (DatabaseManager manager = open(TestDatabases.postgres().url())) {
            manager.sql("shop").update("create table person (id int)");
            Migrations migrations = migrations(manager).build();
            migrations.baseline("1", "as it was");
            script("V2__email.sql", "alter table person add email text");
            script("U2__email.sql", "alter table person drop email");
            Proof dark = migrations.prove();
            assertThat(dark.problems()).singleElement().asString().contains("V2__email.sql, line 1", "baseline, 1");
            assertThat(dark.warnings()).singleElement().asString().contains("baseline, 1, is in no file");
            // a script for what was there is used by the proof alone
            script("V1__person.sql", "create table person (id int)");
            Proof lit = migrations.prove();
            assertThat(lit.problems()).isEmpty();
            assertThat(lit.warnings()).isEmpty();
        }
    }

    @Test
    void interruptedProof_endsAndDropsItsScratchDatabase() throws Exception {
        script("V1__person.sql", "create table person (id int)");
        script("U1__person.sql", "drop table person");
        try (DatabaseManager manager = open(TestDatabases.postgres().url())) {
            Migrations migrations = migrations(manager)
                    .before(context -> Thread.currentThread().interrupt())
                    .build();
            assertThatThrownBy(migrations::prove)
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(scratchDatabases()).isEmpty();
    }

    @Test
    void processThatIsAskedToEnd_dropsItsScratchDatabase() throws Exception {
        script("V1__person.sql", "create table person (id int)");
        script("U1__person.sql", "drop table person");
        Process process = CrashHarness.child();
        try (Writer out = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            out.write(new CrashChild.Task(0, postgres.url(), directory, List.of("prove"), false).line() + "\n\n");
            out.flush();
            String line = in.readLine();
            while (line != null && !line.startsWith(CrashChild.MARK)) {
                line = in.readLine();
            }
            assertThat(line).startsWith(CrashChild.MARK + "AT");
            assertThat(scratchDatabases()).hasSize(1);
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(scratchDatabases()).isEmpty();
    }
}
