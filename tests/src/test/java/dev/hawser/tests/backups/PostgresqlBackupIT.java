package dev.hawser.tests.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.HostRole;
import dev.hawser.backups.BackupException;
import dev.hawser.backups.BackupListener;
import dev.hawser.backups.Backups;
import dev.hawser.backups.Manifest;
import dev.hawser.backups.RestoreOptions;
import dev.hawser.backups.TableContent;
import dev.hawser.backups.Verification;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.OpenDatabase;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a real PostgreSQL by a real pg_dump, over TLS. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class PostgresqlBackupIT {

    private static final Path SERVER = Path.of("target", "servers", "postgres-15.jar");
    private static final String ROWS = "select count(*) from ";

    /** What is easily lost, or hard to name. */
    private static final String[] SCHEMA = {
        "create extension hstore",
        "create schema \"Sales \"\"EU\"\"\"",
        "create table restaurants (id bigserial primary key, name text not null, tags hstore, logo bytea)",
        "insert into restaurants (name, tags, logo) select 'Ümlaut \\N \t ' || i, hstore('n', i::text), decode(md5(i::text), 'hex') from generate_series(1, 2000) i",
        "create table \"Sales \"\"EU\"\"\".\"Order; drop\" (id int generated always as identity, at date not null, note text) partition by range (at)",
        "create table \"Sales \"\"EU\"\"\".y2025 partition of \"Sales \"\"EU\"\"\".\"Order; drop\" for values from ('2025-01-01') to ('2026-01-01')",
        "create table \"Sales \"\"EU\"\"\".y2026 partition of \"Sales \"\"EU\"\"\".\"Order; drop\" for values from ('2026-01-01') to ('2027-01-01')",
        "insert into \"Sales \"\"EU\"\"\".\"Order; drop\" (at, note) select '2025-12-30'::date + i, repeat(E'\\\\.\\n', i) from generate_series(1, 5) i",
        "create table empty_one ()",
        "create unlogged table scratch_pad as select 1 as a",
        "create view open_ones as select name from restaurants where id < 10",
        "create materialized view totals as select count(*) as n from restaurants",
        "create function shout(text) returns text language sql as $$ select upper($1) $$",
        "select lo_put(lo_create(0), 0, decode(repeat('00ff', 20000), 'hex'))",
        "select lo_create(0)",
        "comment on table restaurants is 'COPY x FROM stdin;'",
    };

    private static PostgresServer server;

    @TempDir
    private Path directory;

    private String source;

    @BeforeAll
    static void start() throws IOException {
        server = PostgresServer.startedFrom(SERVER);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void createSource() throws SQLException {
        source = server.createDatabase();
        server.execute(source, SCHEMA);
    }

    private DatabaseOptions options(String name, String database) {
        return DatabaseOptions.of(name)
                .set("url", server.url(database))
                .set("ssl.mode", "verify-ca")
                .set("ssl.root-cert", server.certificate().toString())
                .set("statement-timeout", "5s")
                .set("backups.to", directory.resolve("backups").toString());
    }

    private DatabaseManager open(DatabaseOptions... databases) {
        DatabaseManager.Builder builder = DatabaseManager.builder(ConfigSources.in(directory));
        Stream.of(databases).forEach(builder::database);
        return builder.open();
    }

    private static Backups.Builder backups(DatabaseManager manager) {
        return Backups.builder(new OpenDatabase(manager.config().databases().get(0), manager.database("shop")));
    }

    /** What is in the catalogue of the database, by the ends of the names. */
    private List<String> stored() throws IOException {
        Path catalogue = directory.resolve("backups").resolve("shop");
        List<String> names = new ArrayList<>();
        if (Files.exists(catalogue)) {
            try (Stream<Path> files = Files.list(catalogue)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> !name.contains("lock") && !name.equals(".notes"))
                        .forEach(names::add);
            }
        }
        return names;
    }

    /** Fails with what {@code broken} does to a second backup, of which nothing is left then; the first one is as good as before. */
    private void assertSecondBackupFails(BackupListener broken, String... messages) throws Exception {
        try (DatabaseManager manager = open(options("shop", source))) {
            Manifest first = backups(manager).build().take();
            List<String> before = stored();

            assertThatThrownBy(() -> backups(manager).listener(broken).build().take())
                    .isInstanceOf(DatabaseException.class)
                    .satisfies(failure -> assertThat(failure.getMessage()).contains(messages));

            assertThat(stored()).containsExactlyInAnyOrderElementsOf(before);
            assertThat(Tools.running("pg_dump")).isEmpty();
            assertThat(backups(manager).build().find("latest").id()).isEqualTo(first.id());
        }
    }

    // ------------------------------------------------------------------------------------------------------------------------------- take, verify, restore

    @Test
    void verify_everythingThatIsEasilyLost_comesBack() throws Exception {
        try (DatabaseManager manager = open(options("shop", source))) {
            Manifest taken = backups(manager).build().take();

            assertThat(taken.tool().name()).isEqualTo("pg_dump");
            assertThat(taken.serverVersion()).startsWith("PostgreSQL 15.");
            assertThat(taken.role()).isEqualTo(HostRole.PRIMARY);
            assertThat(taken.position()).isNotNull();
            assertThat(taken.contents().tables())
                    .containsEntry("public.restaurants", new TableContent(2000, null))
                    .containsEntry("Sales \"EU\".y2026", new TableContent(4, null))
                    .containsEntry("public.empty_one", new TableContent(0, null))
                    .containsEntry("(large objects)", new TableContent(2, null))
                    .containsEntry("(sequences)", new TableContent(2, null));
            Verification verification = backups(manager).build().verify(taken.id());
            assertThat(verification.problems()).isEmpty();
            assertThat(verification.rows()).isEqualTo(taken.contents().rows());
            assertThat(verification.checksums()).isEqualTo(verification.tables());
        }
        assertThat(server.single("", "select count(*) from pg_database where datname like 'hawser_scratch%'"))
                .isEqualTo("0");
    }

    @Test
    void restore_intoAnotherDatabase_isTheSameToItsUsers() throws Exception {
        String target = server.createDatabase();
        try (DatabaseManager manager = open(options("shop", source), options("other", target))) {
            Manifest taken = backups(manager).jobs(2).build().take();
            backups(manager).build().restore(taken.id(), RestoreOptions.DEFAULT.into(manager, "other"));
        }
        String everything = "select string_agg(t::text, '' order by id) from restaurants t";
        assertThat(server.single(target, everything)).isEqualTo(server.single(source, everything));
        assertThat(server.single(
                        target,
                        "select string_agg(encode(lo_get(oid), 'hex'), '' order by oid) from pg_largeobject_metadata"))
                .hasSize(80_000);
        assertThat(server.single(target, "select nextval('restaurants_id_seq')"))
                .isEqualTo("2001");
        assertThat(server.single(
                        target, "select shout('a') || (select n from totals) || (select count(*) from open_ones)"))
                .isEqualTo("A20009");
        assertThat(server.single(target, ROWS + "scratch_pad")).isEqualTo("1");
    }

    @Test
    void verify_severalJobs_readTheSameSnapshot() throws Exception {
        BackupListener writing = Tools.during(
                BackupListener.Phase.TAKE,
                () -> server.execute(
                        source, "insert into restaurants (name) select 'late' from generate_series(1, 50)"));
        try (DatabaseManager manager = open(options("shop", source))) {
            for (int jobs : new int[] {1, 2}) {
                long before = Long.parseLong(server.single(source, ROWS + "restaurants"));
                Manifest taken =
                        backups(manager).jobs(jobs).listener(writing).build().take();

                assertThat(taken.contents().tables())
                        .containsEntry("public.restaurants", new TableContent(before, null));
                assertThat(backups(manager).build().verify(taken.id()).problems())
                        .isEmpty();
            }
        }
        assertThat(server.single(source, ROWS + "restaurants")).isEqualTo("2050");
    }

    @Test
    void restore_overData_isRefusedAndWithForceReplacesAllOfThem() throws Exception {
        try (DatabaseManager manager = open(options("shop", source))) {
            Backups backups = backups(manager).build();
            String id = backups.take().id();
            server.execute(
                    source,
                    "create schema later",
                    "create table later.more (a int)",
                    "create type mood as enum ('good')",
                    "create function dull() returns mood language sql as $$ select 'good'::mood $$",
                    "create table orphan (m mood default dull())",
                    "create view watching as select * from restaurants",
                    "create aggregate together(text) (sfunc = textcat, stype = text)",
                    "select lo_create(0)",
                    "delete from restaurants where id > 5");

            assertThatThrownBy(() -> backups.restore(id))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("not empty")
                    .hasMessageContaining("--force");
            assertThat(server.single(source, ROWS + "restaurants")).isEqualTo("5");

            backups.restore(id, RestoreOptions.DEFAULT.overwriting());
            assertThat(server.single(source, ROWS + "restaurants")).isEqualTo("2000");
            assertThat(server.single(
                            source,
                            "select count(*) from (select relname from pg_class where relname in ('more', 'orphan', 'watching') union all select proname from pg_proc"
                                    + " where proname in ('dull', 'together') union all select typname from pg_type where typname = 'mood' union all select nspname from"
                                    + " pg_namespace where nspname = 'later') as left_over"))
                    .isEqualTo("0");
            assertThat(server.single(source, ROWS + "pg_largeobject_metadata")).isEqualTo("2");
        }
    }

    @Test
    void restore_failingHalfWay_changesNothing() throws Exception {
        String target = server.createDatabase();
        server.execute(
                source,
                "create function elsewhere() returns bool language plpgsql as $$ begin if current_database() = '"
                        + target + "' then raise exception 'not here'; end if; return true; end $$",
                "create table zebra (a int check (elsewhere()))",
                "insert into zebra values (1)");
        server.execute(target, "create table precious as select 42 as a");
        try (DatabaseManager manager = open(options("shop", source), options("other", target))) {
            Backups backups = backups(manager).build();
            String id = backups.take().id();

            assertThatThrownBy(() -> backups.restore(
                            id, RestoreOptions.DEFAULT.into(manager, "other").overwriting()))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("psql failed")
                    .hasMessageContaining("not here");
        }
        assertThat(server.single(target, "select a from precious")).isEqualTo("42");
        assertThat(server.single(target, "select count(*) from pg_class where relname = 'restaurants'"))
                .isEqualTo("0");
    }

    @Test
    void restore_whereRolesAreMissing_goesToTheUserWhoRestores() throws Exception {
        server.execute(
                source,
                "create role \"Chef\"",
                "create role waiter",
                "alter table restaurants owner to \"Chef\"",
                "grant select on open_ones to waiter");
        String with = server.createDatabase();
        String without = server.createDatabase();
        try (DatabaseManager manager =
                open(options("shop", source), options("with", with), options("without", without))) {
            Backups backups = backups(manager).build();
            String id = backups.take().id();
            backups.restore(id, RestoreOptions.DEFAULT.into(manager, "with"));
            String owner = "select relowner::regrole::text from pg_class where relname = 'restaurants'";
            assertThat(server.single(with, owner)).isEqualTo("\"Chef\"");
            assertThat(server.single(with, "select has_table_privilege('waiter', 'open_ones', 'select')"))
                    .isEqualTo("t");
            for (String database : List.of(source, with)) {
                server.execute(database, "reassign owned by \"Chef\" to postgres", "drop owned by \"Chef\", waiter");
            }
            server.execute("", "drop role \"Chef\", waiter");

            backups.restore(id, RestoreOptions.DEFAULT.into(manager, "without"));
            assertThat(server.single(without, owner)).isEqualTo("postgres");
        }
    }

    @Test
    void take_withAReplica_readsThatOne() throws Exception {
        try (PostgresServer standby = server.standby()) {
            DatabaseOptions options = DatabaseOptions.of("shop")
                    .set("connection-strings", List.of(server.url(source), standby.url(source)))
                    .set("backups.to", directory.resolve("backups").toString());
            try (DatabaseManager manager = open(options)) {
                manager.database("shop").health(true);
                Manifest taken = backups(manager).build().take();

                assertThat(taken.role()).isEqualTo(HostRole.REPLICA);
                assertThat(taken.host()).isEqualTo(standby.host().toString());
                assertThat(taken.position()).isNotNull();
                // What is not logged is not replicated.
                assertThat(taken.contents().tables()).containsEntry("public.scratch_pad", new TableContent(0, null));
                assertThat(backups(manager).build().verify(taken.id()).problems())
                        .isEmpty();
            }
        }
    }

    // --------------------------------------------------------------------------------------------------------------------------------------------- faults

    @Test
    void take_argumentsOfTheTools_holdNoPassword() throws Exception {
        // More than a pipe holds, so that the tool still runs when it is looked at.
        server.execute(source, "insert into restaurants (name) select repeat('x', 2000) from generate_series(1, 4000)");
        List<String> seen = new ArrayList<>();
        BackupListener looking = Tools.during(
                BackupListener.Phase.TAKE,
                () -> Tools.running("pg_dump").forEach(running -> seen.add(running.commandLine())));
        try (DatabaseManager manager = open(options("shop", source))) {
            backups(manager).listener(looking).build().take();
        }
        assertThat(seen)
                .hasSize(1)
                .allSatisfy(line -> assertThat(line)
                        .contains("--snapshot")
                        .doesNotContain(server.password())
                        .doesNotContain(server.password().substring(0, 16)));
    }

    @Test
    void take_killedTool_leavesNothingAndSaysSo() throws Exception {
        server.execute(source, "insert into restaurants (name) select repeat('x', 2000) from generate_series(1, 4000)");
        assertSecondBackupFails(
                Tools.during(
                        BackupListener.Phase.TAKE,
                        () -> Tools.running("pg_dump").forEach(Tools.Running::kill)),
                "pg_dump was killed by signal 9",
                "shop");
    }

    @Test
    void take_serverGoneHalfWay_leavesNothingAndSaysSo() throws Exception {
        server.execute(
                source, "insert into restaurants (name) select repeat('x', 2000) from generate_series(1, 10000)");
        try {
            assertSecondBackupFails(
                    Tools.during(BackupListener.Phase.TAKE, () -> server.kill()), "pg_dump failed", "shop");
        } finally {
            if (!server.isRunning()) {
                server.start();
            }
        }
    }

    @Test
    void take_passwordThatWasChanged_isAnErrorOfAuthentication() throws Exception {
        server.execute(source, "create role clerk superuser login password 'before'");
        DatabaseOptions options = options("shop", source).set("user", "clerk").set("password", "before");
        try (DatabaseManager manager = open(options)) {
            server.execute(source, "alter role clerk password 'after'");

            assertThatThrownBy(() -> backups(manager).build().take())
                    .isInstanceOfSatisfying(
                            DatabaseException.class,
                            failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.AUTHENTICATION))
                    .hasMessageContaining("clerk");
            assertThat(stored()).isEmpty();
        } finally {
            server.execute(source, "drop role clerk");
        }
    }

    @Test
    void take_missingTool_isNamedWithItsPackage() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        try (DatabaseManager manager = open(options("shop", source))) {
            ThrowingCallable take =
                    () -> Tools.only(empty, () -> backups(manager).build().take());
            assertThatThrownBy(take)
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("pg_dump is not installed")
                    .hasMessageContaining("postgresql-client-15");
            assertThat(stored()).isEmpty();
        }
    }

    @Test
    void take_serverNewerThanTheTool_isRefusedBeforeAnything() throws Exception {
        try (PostgresServer newer = PostgresServer.started()) {
            DatabaseOptions options = options("shop", "postgres")
                    .set("url", newer.url("postgres"))
                    .set("ssl.mode", "disable");
            Path old = Files.createDirectory(directory.resolve("old"));
            Files.createSymbolicLink(old.resolve("pg_dump"), installedPgDump());
            try (DatabaseManager manager = open(options)) {
                ThrowingCallable take =
                        () -> Tools.only(old, () -> backups(manager).build().take());
                assertThatThrownBy(take)
                        .isInstanceOf(BackupException.class)
                        .hasMessageContaining("cannot read a server of version 18")
                        .hasMessageContaining("postgresql-client-18");
                assertThat(stored()).isEmpty();
            }
        }
    }

    /** Of whatever version the system brings, which is older than the newest server. */
    private static Path installedPgDump() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin").resolve("pg_dump"))
                    .filter(Files::isExecutable)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }
}
