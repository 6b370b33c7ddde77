package dev.hawser.tests.migrations;

import static dev.hawser.tests.migrations.SchemaSnapshotIT.connect;
import static dev.hawser.tests.migrations.SchemaSnapshotIT.dialect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.migrations.StatementAdvice;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.MysqlFamilyServer;
import dev.hawser.testkit.MysqlServer;
import dev.hawser.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the advice says of statements is what the servers do: the lock they take, whether they read or write every row, whether they let others write. */
@ExtendWith(LeakCheck.class)
@Tag("any-jdk")
class StatementAdviceIT {

    @BeforeAll
    static void start() {
        Servers.mariadb();
        Servers.mysql();
    }

    private static final int ROWS = 1000;

    /** Below what the servers estimate. */
    private static final int BIG = 500;

    private static List<StatementAdvice> advice(Connection connection, String engine, String... statements)
            throws SQLException {
        return StatementAdvice.of(connection, dialect(engine), List.of(statements), BIG, 100L << 20);
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String single(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    // -------------------------------------------------------------------------------------------------------------------------------------- PostgreSQL

    private static final String[] POSTGRESQL_SHOP = {
        "create table item (id bigint primary key, name varchar(40), price numeric(8,2) not null, note text, span int4range)",
        "insert into item select i, 'n' || i, i, 'x', int4range(i, i + 1) from generate_series(1, " + ROWS + ") i",
        "create table line (id bigint primary key, item bigint)",
        "insert into line select i, i from generate_series(1, " + ROWS + ") i",
        "create index by_name on item (name)",
        "create unique index one_note on line (item)",
        "create table seen as select i from generate_series(1, " + ROWS + ") i",
        "create materialized view m as select * from seen",
        "create table parts (id bigint) partition by range (id)",
        "create table low partition of parts for values from (0) to (10)",
        "create table part (id bigint)",
        "insert into part select i from generate_series(100, 1200) i",
        "analyze"
    };

    /** What a statement did to a relation: the strongest lock, and whether it read or wrote all rows. */
    private record Deed(String lock, boolean read, boolean rewritten) {}

    private static Deed deed(Connection connection, String table, String sql) throws SQLException {
        String filenode = "select pg_relation_filenode('" + table + "')";
        String before = single(connection, filenode);
        // counted for the session, and given to the server's statistics now and then
        String read = "select pg_stat_get_xact_tuples_returned('" + table + "'::regclass)";
        connection.setAutoCommit(false);
        try {
            long readBefore = Long.parseLong(single(connection, read));
            run(connection, sql);
            String lock = single(
                    connection,
                    "select mode from pg_locks where pid = pg_backend_pid() and relation = '" + table + "'::regclass"
                            + " order by array_position(array['AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock',"
                            + " 'ShareUpdateExclusiveLock', 'RowExclusiveLock'], mode) limit 1");
            long readNow = Long.parseLong(single(connection, read));
            return new Deed(lock, readNow - readBefore >= ROWS, !before.equals(single(connection, filenode)));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void warned(Connection connection, String table, String sql) throws SQLException {
        List<StatementAdvice> advice = advice(connection, "postgresql", sql);
        assertThat(advice).as(sql).hasSize(1);
        assertThat(advice.get(0).table()).startsWith(table + " (");
        String relation = single(
                connection,
                "select coalesce((select indrelid::regclass::text from pg_index" + " where indexrelid = '" + table
                        + "'::regclass), '" + table + "')");
        Deed deed = deed(connection, relation, sql);
        String effect = advice.get(0).effect();
        if (effect.contains("writes anew")) {
            assertThat(deed.rewritten()).as(sql).isTrue();
            assertThat(deed.lock()).as(sql).isEqualTo("AccessExclusiveLock");
        } else if (effect.contains("reads every row")) {
            assertThat(deed).as(sql).isEqualTo(new Deed("AccessExclusiveLock", true, false));
        } else if (effect.contains("reading and writing")) {
            assertThat(deed).as(sql).isEqualTo(new Deed("AccessExclusiveLock", false, false));
        } else if (effect.contains("writing to")) {
            assertThat(deed.lock()).as(sql).isIn("ShareLock", "ShareRowExclusiveLock");
        } else {
            assertThat(deed).as(sql).isEqualTo(new Deed("RowExclusiveLock", true, false));
        }
    }

    /** Nobody is kept from the table for long: the lock is weak, or no row is read. */
    private static void harmless(Connection connection, String table, String sql) throws SQLException {
        assertThat(advice(connection, "postgresql", sql)).as(sql).isEmpty();
        Deed deed = deed(connection, table, sql);
        assertThat(deed.rewritten()).as(sql).isFalse();
        assertThat(!deed.read()
                        || "ShareUpdateExclusiveLock".equals(deed.lock())
                        || "RowExclusiveLock".equals(deed.lock()))
                .as(sql + ": " + deed)
                .isTrue();
    }

    @Test
    void postgresql_doesWhatTheAdviceSays() throws Exception {
        try (Connection connection = connect(TestDatabases.postgres())) {
            run(connection, POSTGRESQL_SHOP);
            warned(connection, "item", "create index i on item (price)");
            warned(connection, "item", "create unique index if not exists i on item using btree (id)");
            warned(connection, "item", "create index on item (price)");
            warned(connection, "by_name", "drop index by_name");
            warned(connection, "item", "alter table item alter id type int");
            warned(connection, "item", "alter table only item alter column name set data type varchar(20)");
            warned(connection, "item", "alter table item alter price type numeric(9,3)");
            warned(connection, "item", "alter table item alter note set not null");
            warned(connection, "item", "alter table item add check (price > 0)");
            warned(connection, "item", "alter table item add constraint c check (price > 0 and name <> 'not')");
            warned(connection, "line", "alter table line add foreign key (item) references item");
            warned(connection, "item", "alter table item add unique (name)");
            warned(connection, "item", "alter table item add constraint e exclude using gist (span with &&)");
            warned(connection, "item", "alter table item add column u uuid default gen_random_uuid()");
            warned(connection, "item", "alter table item add u bigserial");
            warned(connection, "item", "alter table item add u int generated always as identity");
            warned(connection, "item", "alter table item add u numeric generated always as (price * 2) stored");
            warned(connection, "item", "alter table item add u timestamptz default clock_timestamp()");
            warned(connection, "item", "alter table item set unlogged");
            warned(connection, "part", "alter table parts attach partition part for values from (100) to (2000)");
            warned(connection, "item", "cluster item using by_name");
            warned(connection, "item", "reindex table item");
            warned(connection, "by_name", "reindex index by_name");
            warned(connection, "m", "refresh materialized view m");
            warned(connection, "item", "update item set price = price + 1");
            warned(connection, "item", "delete from item");

            harmless(connection, "item", "alter table item add column u text");
            harmless(connection, "item", "alter table item add column u text not null default 'x'");
            harmless(connection, "item", "alter table item add column u timestamptz default now()");
            harmless(connection, "item", "alter table item drop column note");
            harmless(connection, "item", "alter table item rename name to label");
            harmless(connection, "item", "alter table item alter name type varchar(60)");
            harmless(connection, "item", "alter table item alter name type text");
            harmless(connection, "item", "alter table item alter price type numeric(10,2)");
            harmless(connection, "item", "alter table item alter price drop not null");
            harmless(connection, "item", "alter table item add check (price > 0) not valid");
            harmless(connection, "line", "alter table line add foreign key (item) references item not valid");
            harmless(connection, "line", "alter table line add constraint u unique using index one_note");
            harmless(connection, "item", "update item set price = 1 where id = 1");
            harmless(connection, "item", "comment on table item is 'x'");
            harmless(connection, "item", "create table other (id bigint references item); create index on other (id)");
        }
    }

    @Test
    void postgresql_theSaferForm_readsNoRowUnderTheStrongLock() throws Exception {
        try (Connection connection = connect(TestDatabases.postgres())) {
            run(connection, POSTGRESQL_SHOP);
            String[] safer = {
                "alter table item add constraint noted check (note is not null) not valid",
                "alter table item validate constraint noted",
                "alter table item alter note set not null"
            };
            assertThat(advice(connection, "postgresql", safer)).isEmpty();
            for (String sql : safer) {
                harmless(connection, "item", sql);
                run(connection, sql);
            }
            assertThat(advice(
                            connection,
                            "postgresql",
                            "create index concurrently c on item (price)",
                            "drop index concurrently by_name"))
                    .isEmpty();
        }
    }

    @Test
    void tableOfTheSameRun_orSmall_orRenamed_isJudgedByItsSize() throws Exception {
        try (Connection connection = connect(TestDatabases.postgres())) {
            run(connection, POSTGRESQL_SHOP);
            assertThat(advice(
                            connection,
                            "postgresql",
                            "create table fresh (a int)",
                            "create index on fresh (a)",
                            "update fresh set a = 1"))
                    .isEmpty();
            assertThat(advice(connection, "postgresql", "create index on low (id)"))
                    .isEmpty();
            assertThat(advice(
                            connection,
                            "postgresql",
                            "alter table item rename to items",
                            "create index i on items (name)"))
                    .singleElement()
                    .satisfies(one -> assertThat(one.place()).isEqualTo("statement 2"));
            assertThat(advice(
                            connection,
                            "postgresql",
                            "alter table item add a text, alter id type int, add unique (name)"))
                    .hasSize(2);
        }
    }

    // ---------------------------------------------------------------------------------------------------------------------------- MySQL and MariaDB

    private static void family(MysqlFamilyServer server, String engine, String... warnedHere) throws SQLException {
        String database = Servers.newName();
        server.execute("", "create database " + database);
        try (Connection connection = server.connect(database)) {
            run(
                    connection,
                    "create table item (id bigint primary key, name varchar(40), price decimal(8,2), note text, kind enum('a', 'b'))",
                    "create table line (item bigint, n bigint)");
            String numbers = " with recursive n (i) as (select 1 union all select i + 1 from n where i < " + ROWS + ")";
            run(
                    connection,
                    "insert into item" + numbers + " select i, 'n', 1, 'x', 'a' from n",
                    "insert into line" + numbers + " select i, 1 from n",
                    "analyze table item",
                    "analyze table line");
            List<String> warned = List.of(warnedHere);
            // MariaDB copies while others write, but where it need not copy it prefers a lock
            String in = engine.equals("mariadb") ? ", algorithm=inplace" : "";
            for (String action : List.of(
                    "item modify price double",
                    "item modify name varchar(80)",
                    "item change note text_ varchar(20)",
                    "item modify name varchar(40) character set latin1",
                    "item convert to character set latin1",
                    "item drop primary key",
                    "item engine = MyISAM",
                    "item add twice decimal(9,2) as (price * 2) stored",
                    "line partition by hash (n) partitions 2",
                    "line add foreign key (item) references item (id)",
                    "item add fulltext f (name)",
                    "line add column u bigint auto_increment unique",
                    "item add column u int",
                    "item add column u int default 7 after id",
                    "item add twice decimal(9,2) as (price * 2) virtual",
                    "item modify name varchar(50)",
                    "item modify price decimal(8,2) not null",
                    "item modify kind enum('a', 'b', 'c')",
                    "item change price cost decimal(8,2)",
                    "item alter price set default 1",
                    "item add index i (name)",
                    "item add unique u (id)",
                    "item engine = InnoDB")) {
                assertThat(advice(connection, engine, "alter table " + action).isEmpty())
                        .as(engine + " " + action)
                        .isNotEqualTo(warned.contains(action));
                assertThat(othersMayWrite(connection, action, warned.contains(action) ? in : ""))
                        .as(engine + " " + action)
                        .isNotEqualTo(warned.contains(action));
            }
            assertThat(advice(connection, engine, "alter table item add fulltext f (name), lock=none"))
                    .isEmpty();
            assertThat(advice(connection, engine, "update item set price = 1")).hasSize(1);
            assertThat(advice(
                            connection,
                            engine,
                            "set foreign_key_checks = 0",
                            "alter table line add foreign key (item) references item (id)"))
                    .isEmpty();
        }
    }

    /** Whether the server does this while others write, of which it is asked to make sure; on a copy, that is thrown away. */
    private static boolean othersMayWrite(Connection connection, String action, String algorithm) throws SQLException {
        String table = action.substring(0, action.indexOf(' '));
        run(
                connection,
                "drop table if exists tried",
                "create table tried like " + table,
                "insert into tried select * from " + table);
        String clause = action.contains("partition by") ? " lock=none" : "";
        String rest = action.substring(table.length());
        try {
            run(
                    connection,
                    "alter table tried" + (clause.isEmpty() ? rest + algorithm + ", lock=none" : clause + rest));
            return true;
        } catch (SQLException refused) {
            assertThat(refused.getMessage()).as(action).contains("LOCK=NONE");
            return false;
        }
    }

    @Test
    void mysql_doesWhatTheAdviceSays() throws Exception {
        MysqlServer server = Servers.mysql();
        family(
                server,
                "mysql",
                "item modify price double",
                "item modify name varchar(80)",
                "item change note text_ varchar(20)",
                "item modify name varchar(40) character set latin1",
                "item convert to character set latin1",
                "item drop primary key",
                "item engine = MyISAM",
                "item add twice decimal(9,2) as (price * 2) stored",
                "line partition by hash (n) partitions 2",
                "line add foreign key (item) references item (id)",
                "item add fulltext f (name)",
                "line add column u bigint auto_increment unique");
    }

    @Test
    void mariadb_doesWhatTheAdviceSays() throws Exception {
        MariadbServer server = Servers.mariadb();
        family(server, "mariadb", "item add fulltext f (name)", "line add column u bigint auto_increment unique");
    }

    @Test
    void sqlite_warnsOfWhatKeepsTheWriter() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            run(
                    connection,
                    "create table item (id integer primary key, name text, note text)",
                    "with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000)"
                            + " insert into item select i, 'n', 'x' from n");
            assertThat(advice(
                            connection,
                            "sqlite",
                            "create index i on item (name)",
                            "alter table item drop column note",
                            "update \"item\" set name = 'y'",
                            "delete from item",
                            "alter table item add more text",
                            "update item set name = 'y' where id = 1"))
                    .extracting(StatementAdvice::place)
                    .containsExactly("statement 1", "statement 2", "statement 3", "statement 4");
        }
    }
}
