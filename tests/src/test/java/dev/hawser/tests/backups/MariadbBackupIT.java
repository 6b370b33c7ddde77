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
import dev.hawser.backups.Verification;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.spi.OpenDatabase;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.MysqlServer;
import dev.hawser.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a real MariaDB by a real mariadb-dump. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
@Tag("any-jdk")
class MariadbBackupIT {

    private static final String[] SCHEMA = {
        "create table restaurants (id bigint auto_increment primary key, name varchar(200) not null, logo blob, big longtext)",
        "insert into restaurants (name, logo, big) select concat('it''s \\\\ ), ( \"Ü\" \\n;', seq), unhex(md5(seq)), repeat('z', 100) from seq_1_to_2000",
        "create table `Order's; INSERT INTO VALUES` (id int primary key, restaurant bigint, twice int as (id * 2) stored, foreign key (restaurant) references restaurants (id))",
        "insert into `Order's; INSERT INTO VALUES` (id, restaurant) values (1, 1), (2, null), (3, 3)",
        "create table empty_one (a int)",
        "create table journal (what text)",
        "create trigger noting after insert on empty_one for each row\nbegin\nINSERT INTO `journal` VALUES ('it''s (');\nend",
        "create procedure greet() select 'hello'",
        "create function twice(a int) returns int deterministic return a * 2",
        "create event nightly on schedule every 1 day do delete from journal",
        "create view open_ones as select name from restaurants where id < 10",
        "create sequence tickets start with 7",
    };

    private static MariadbServer server;

    @TempDir
    private Path directory;

    private String source;

    @BeforeAll
    static void start() throws IOException {
        // Without it, who is not SUPER may not make triggers and functions where there is a binary log.
        server = MariadbServer.startedWithTls("--log-bin-trust-function-creators=1");
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

    private DatabaseOptions options(String name, TestServer at, String database) {
        return DatabaseOptions.of(name)
                .set("url", at.url(database))
                .set("ssl.mode", "require")
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

    private List<String> stored() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("backups").resolve("shop"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.contains("lock") && !name.equals(".notes"))
                    .toList();
        }
    }

    @Test
    void verify_everythingThatIsEasilyLost_comesBack() throws Exception {
        List<String> seen = new ArrayList<>();
        BackupListener busy = Tools.during(BackupListener.Phase.TAKE, () -> {
            Tools.running("mariadb-dump").forEach(running -> seen.add(running.commandLine()));
            server.execute(source, "insert into restaurants (name) values ('late')");
        });
        try (DatabaseManager manager = open(options("shop", server, source))) {
            server.execute(
                    source, "insert into restaurants (name, big) select 'more', repeat('y', 3000) from seq_1_to_4000");
            String before = server.single("", "select @@global.gtid_binlog_pos");
            Manifest taken = backups(manager).listener(busy).build().take();

            assertThat(taken.tool().name()).isEqualTo("mariadb-dump");
            assertThat(taken.serverVersion()).startsWith("MariaDB 11.4");
            assertThat(taken.position()).isNotNull();
            assertThat(taken.position().token()).isEqualTo(before);
            assertThat(taken.contents().tables())
                    .containsOnlyKeys("restaurants", "Order's; INSERT INTO VALUES", "empty_one", "journal");
            assertThat(taken.contents().rows()).isEqualTo(6003);
            Verification verification = backups(manager).build().verify(taken.id());
            assertThat(verification.problems()).isEmpty();
            assertThat(verification.checksums()).isEqualTo(4);
        }
        assertThat(seen)
                .hasSize(1)
                .allSatisfy(line -> assertThat(line)
                        .contains("--single-transaction")
                        .doesNotContain(server.password().substring(0, 16)));
        assertThat(server.single(
                        "",
                        "select count(*) from information_schema.schemata where schema_name like 'hawser_scratch%'"))
                .isEqualTo("0");
    }

    @Test
    void restore_withForce_replacesAllThereIs() throws Exception {
        try (DatabaseManager manager = open(options("shop", server, source))) {
            Backups backups = backups(manager).build();
            String id = backups.take().id();
            server.execute(
                    source,
                    "delete from `Order's; INSERT INTO VALUES`",
                    "delete from restaurants where id > 5",
                    "create table later (a int)",
                    "create view watching as select * from restaurants",
                    "create procedure dull() select 1");

            assertThatThrownBy(() -> backups.restore(id)).hasMessageContaining("not empty");
            assertThat(server.single(source, "select count(*) from restaurants"))
                    .isEqualTo("5");

            backups.restore(id, RestoreOptions.DEFAULT.overwriting());
        }
        assertThat(server.single(source, "select count(*) from restaurants")).isEqualTo("2000");
        assertThat(server.single(source, "select hex(logo) from restaurants where id = 7"))
                .isEqualToIgnoringCase(server.single("", "select md5(7)"));
        assertThat(
                        server.single(
                                source,
                                "select group_concat(table_name order by 1) from information_schema.tables where table_schema = database()"))
                .isEqualTo("empty_one,journal,open_ones,Order's; INSERT INTO VALUES,restaurants,tickets");
        assertThat(
                        server.single(
                                source,
                                "select group_concat(routine_name order by 1) from information_schema.routines where routine_schema = database()"))
                .isEqualTo("greet,twice");
        assertThat(server.single(
                        source, "select count(*) from information_schema.events where event_schema = database()"))
                .isEqualTo("1");
        server.execute(source, "insert into empty_one values (1)");
        assertThat(server.single(source, "select what from journal")).isEqualTo("it's (");
        assertThat(server.single(source, "select next value for tickets")).isEqualTo("7");
    }

    @Test
    void restore_failingHalfWay_leavesTheTargetAsItWas() throws Exception {
        String target = server.createDatabase();
        server.execute(source, "create definer = nobody@nowhere view zombie as select 1 as a");
        // Its user may create tables, and no views for others.
        server.execute(
                "",
                "create or replace user clerk@'127.0.0.1' identified by 'pw'",
                "grant select, insert, create, drop, alter, references, lock tables, index, trigger, event,"
                        + " create routine, create view, show view on " + target + ".* to clerk@'127.0.0.1'",
                "grant all on `hawser\\_scratch\\_%`.* to clerk@'127.0.0.1'",
                "create or replace table " + target + ".kept (a int)",
                "insert into " + target + ".kept values (7)");
        try (DatabaseManager manager = open(
                options("shop", server, source),
                options("other", server, target).set("user", "clerk").set("password", "pw"))) {
            Backups backups = backups(manager).build();
            String id = backups.take().id();

            RestoreOptions over = RestoreOptions.DEFAULT.into(manager, "other").overwriting();
            assertThatThrownBy(() -> backups.restore(id, over))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("mariadb failed with exit code 1")
                    .hasMessageContaining("denied")
                    .hasMessageContaining("is as it was");
            assertThat(server.single(target, "select a from kept")).isEqualTo("7");

            server.execute("", "revoke all on `hawser\\_scratch\\_%`.* from clerk@'127.0.0.1'");
            assertThatThrownBy(() -> backups.restore(id, over))
                    .hasMessageContaining("none can be made")
                    .hasMessageContaining("grant all on `hawser\\_scratch\\_%`.*");
        }
        assertThat(server.single(
                        "",
                        "select group_concat(table_name) from information_schema.tables where table_schema = '" + target
                                + "' or table_schema like 'hawser_scratch%'"))
                .isEqualTo("kept");
    }

    @Test
    void take_killedToolOrServerGone_leavesNothing() throws Exception {
        server.execute(
                source, "insert into restaurants (name, big) select 'more', repeat('x', 5000) from seq_1_to_10000");
        try (DatabaseManager manager = open(options("shop", server, source))) {
            backups(manager).build().take();
            List<String> before = stored();
            List<Tools.Action> faults =
                    List.of(() -> Tools.running("mariadb-dump").forEach(Tools.Running::kill), () -> server.kill());
            for (Tools.Action fault : faults) {
                BackupListener broken = Tools.during(BackupListener.Phase.TAKE, fault);
                assertThatThrownBy(
                                () -> backups(manager).listener(broken).build().take())
                        .isInstanceOf(DatabaseException.class)
                        .satisfies(failure -> assertThat(failure.getMessage())
                                .matches("(?s).*mariadb-dump (was killed by signal 9|failed with exit code \\d+).*"));
                assertThat(stored()).containsExactlyInAnyOrderElementsOf(before);
            }
        } finally {
            if (!server.isRunning()) {
                server.start();
            }
        }
    }

    @Test
    void take_withAReplica_readsThatOne() throws Exception {
        try (MariadbServer replica = server.replica()) {
            DatabaseOptions options = DatabaseOptions.of("shop")
                    .set("connection-strings", List.of(server.url(source), replica.url(source)))
                    .set("ssl.mode", "require")
                    .set("backups.to", directory.resolve("backups").toString());
            try (DatabaseManager manager = open(options)) {
                manager.database("shop").health(true);
                Manifest taken = backups(manager).build().take();

                assertThat(taken.role()).isEqualTo(HostRole.REPLICA);
                assertThat(taken.host()).isEqualTo(replica.host().toString());
                assertThat(taken.contents().rows()).isEqualTo(2003);
                assertThat(taken.position()).isNotNull();
            }
        }
    }

    @Test
    void take_mysqlServerWithMariadbsTools_isRefusedBeforeAnything() throws Exception {
        try (MysqlServer mysql = MysqlServer.started()) {
            DatabaseOptions options =
                    options("shop", mysql, mysql.createDatabase()).set("ssl.mode", "disable");
            try (DatabaseManager manager = open(options)) {
                assertThatThrownBy(() -> backups(manager).build().take())
                        .isInstanceOf(BackupException.class)
                        .hasMessageContaining("the server is MySQL, and ")
                        .hasMessageContaining("mysqldump is of MariaDB")
                        .hasMessageContaining("mysql-client");
                Path empty = Files.createDirectory(directory.resolve("empty"));
                ThrowingCallable take =
                        () -> Tools.only(empty, () -> backups(manager).build().take());
                assertThatThrownBy(take).hasMessageContaining("mysqldump is not installed");
            }
        }
    }
}
