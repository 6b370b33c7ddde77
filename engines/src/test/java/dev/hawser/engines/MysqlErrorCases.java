package dev.hawser.engines;

import static dev.hawser.testkit.ErrorCase.provoked;
import static dev.hawser.testkit.ErrorCase.unprovoked;

import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.ErrorLab;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

/** How MySQL and MariaDB are made to answer with each of the codes in {@link MysqlErrors}. */
final class MysqlErrorCases {

    private static final String MARIADB_ONLY = "a number that MariaDB has and MySQL has not";
    private static final String MYSQL_ONLY = "a number that MySQL has and MariaDB has not";
    private static final String LOG_ONLY = "the server writes it to its log; the client's connection is gone by then";
    private static final String NO_RESOURCES = "would need a machine that runs out of memory or disk";

    private final MysqlFamilyUnderTest subject;

    MysqlErrorCases(MysqlFamilyUnderTest subject) {
        this.subject = subject;
    }

    List<ErrorCase> all() {
        List<ErrorCase> all = new ArrayList<>();
        all.addAll(ofData());
        all.addAll(ofLocks());
        all.addAll(ofUsers());
        all.addAll(ofConnections());
        all.addAll(unprovokedOnes());
        all.addAll(subject.isMariadb() ? ofMariadb() : ofMysql());
        Map.of(
                        "08", ErrorCategory.CONNECTION_LOST,
                        "21", ErrorCategory.DATA,
                        "22", ErrorCategory.DATA,
                        "23", ErrorCategory.CONSTRAINT,
                        "28", ErrorCategory.AUTHENTICATION,
                        "40", ErrorCategory.SERIALIZATION,
                        "42", ErrorCategory.SYNTAX,
                        "70", ErrorCategory.TIMEOUT)
                .forEach((state, category) ->
                        all.add(provoked(state, category, statement("signal sqlstate '" + state + "999'"))));
        return all;
    }

    private List<ErrorCase> ofData() {
        return List.of(
                provoked(
                        "0A",
                        ErrorCategory.SYNTAX,
                        lab -> tables(lab)
                                .update("insert into plain_errors (id, n) values (1, :n)", Map.of("n", new int[] {1}))),
                provoked(
                        "1048",
                        ErrorCategory.CONSTRAINT,
                        statement("insert into plain_errors (id, must) values (1, null)")),
                provoked("1054", ErrorCategory.SYNTAX, statement("select missing from plain_errors")),
                provoked(
                        "1062",
                        ErrorCategory.CONSTRAINT,
                        statement("insert into plain_errors (id, must) values (7, 1), (7, 1)")),
                provoked("1064", ErrorCategory.SYNTAX, statement("selec 1")),
                provoked("1114", ErrorCategory.RESOURCE, this::tableFull),
                provoked("1146", ErrorCategory.SYNTAX, statement("select * from missing")),
                provoked(
                        "1264",
                        ErrorCategory.DATA,
                        statement("insert into plain_errors (id, must) values (99999999999, 1)")),
                provoked(
                        "1265",
                        ErrorCategory.DATA,
                        statement("insert into plain_errors (id, must, one_of) values (1, 1, 'c')")),
                provoked(
                        "1292",
                        ErrorCategory.DATA,
                        statement("insert into plain_errors (id, must, day) values (1, 1, '2026-13-45')")),
                provoked("1364", ErrorCategory.CONSTRAINT, statement("insert into plain_errors (id) values (1)")),
                provoked(
                        "1365", ErrorCategory.DATA, statement("insert into plain_errors (id, must) values (1, 1 / 0)")),
                provoked("1366", ErrorCategory.DATA, statement("insert into plain_errors (id, must) values ('x', 1)")),
                provoked(
                        "1406",
                        ErrorCategory.DATA,
                        statement("insert into plain_errors (id, must, name) values (1, 1, 'long')")),
                provoked("1451", ErrorCategory.CONSTRAINT, lab -> {
                    family(lab).update("delete from parents");
                }),
                provoked("1452", ErrorCategory.CONSTRAINT, lab -> {
                    family(lab).update("insert into children values (2, 99)");
                }),
                provoked("1690", ErrorCategory.DATA, statement("select 9223372036854775807 + 1")));
    }

    private List<ErrorCase> ofLocks() {
        return List.of(
                provoked("1205", ErrorCategory.TIMEOUT, lab -> {
                    SqlDatabase shop = locked(lab);
                    Session first = lab.keep(shop.session());
                    first.update("update locks set n = 1 where id = 1");
                    Session second = lab.keep(shop.session());
                    second.update("set innodb_lock_wait_timeout = 1");
                    second.update("update locks set n = 2 where id = 1");
                }),
                provoked("1213", ErrorCategory.DEADLOCK, this::deadlock),
                provoked("1317", ErrorCategory.TIMEOUT, this::cancelled),
                provoked(
                        "1290",
                        ErrorCategory.WRONG_ROLE,
                        lab -> lab.sql(subject.replicaAlone()).update("create table refused (id int)")),
                provoked("1792", ErrorCategory.WRONG_ROLE, lab -> {
                    SqlDatabase shop = tables(lab);
                    Session session = lab.keep(shop.session());
                    session.update("start transaction read only");
                    session.update("insert into plain_errors (id, must) values (1, 1)");
                }));
    }

    private List<ErrorCase> ofUsers() {
        return List.of(
                provoked("1044", ErrorCategory.PERMISSION, lab -> lab.sql(user("nothing", "grant usage on *.* to %s"))),
                provoked(
                        "1045",
                        ErrorCategory.AUTHENTICATION,
                        lab -> lab.open(subject.options("wrong").password("wrong"))),
                provoked(
                        "1049",
                        ErrorCategory.NO_SUCH_DATABASE,
                        lab -> lab.open(subject.options("missing").set("database", "no_such_database"))),
                provoked("1142", ErrorCategory.PERMISSION, lab -> {
                    tables(lab);
                    lab.sql(user("creator", "grant create on *.* to %s")).query("select * from plain_errors");
                }),
                provoked("1143", ErrorCategory.PERMISSION, lab -> {
                    tables(lab);
                    lab.sql(user("reader", "grant select (id) on " + subject.database() + ".plain_errors to %s"))
                            .query("select must from plain_errors");
                }),
                provoked("1226", ErrorCategory.RESOURCE, lab -> {
                    DatabaseOptions limited = user(
                            "limited", "grant select on *.* to %s", "alter user %s with max_connections_per_hour 5");
                    for (int i = 0; i < 6; i++) {
                        lab.sql(limited).query("select 1");
                    }
                }),
                provoked(
                        "1227",
                        ErrorCategory.PERMISSION,
                        lab -> lab.sql(user("ordinary", "grant select on *.* to %s"))
                                .update("set global max_connections = 100")),
                provoked("1370", ErrorCategory.PERMISSION, lab -> {
                    subject.primary()
                            .execute(
                                    subject.database(),
                                    "drop function if exists secret",
                                    "create function secret() returns int deterministic return 42");
                    lab.sql(user("caller", "grant select on *.* to %s")).query("select secret()");
                }));
    }

    private List<ErrorCase> ofConnections() {
        return List.of(
                provoked("1040", ErrorCategory.CONNECTION_REFUSED, lab -> {
                    subject.plain().execute("", "set global max_connections = 10");
                    lab.keep(() -> subject.plain().execute("", "set global max_connections = 150"));
                    fill(lab, 12);
                }),
                provoked("1203", ErrorCategory.RESOURCE, lab -> {
                    subject.plain().execute("", "set global max_user_connections = 4");
                    lab.keep(() -> subject.plain().execute("", "set global max_user_connections = 1000"));
                    fill(lab, 6);
                }));
    }

    private List<ErrorCase> unprovokedOnes() {
        return List.of(
                unprovoked("1021", NO_RESOURCES),
                unprovoked("1037", NO_RESOURCES),
                unprovoked("1038", NO_RESOURCES),
                unprovoked("1041", NO_RESOURCES),
                unprovoked("1047", "what a node of a Galera cluster answers that has lost the others"),
                unprovoked("1053", "seen only in the moment between a shutdown's begin and the end of the connection"),
                unprovoked("1129", "blocking is by host names, which the servers of the tests do not look up"),
                unprovoked("1130", "a server whose users may all come from elsewhere; this one lets 127.0.0.1 in"),
                unprovoked("1152", LOG_ONLY),
                unprovoked("1153", "both drivers refuse what is longer before they send it"),
                unprovoked("1158", LOG_ONLY),
                unprovoked("1159", LOG_ONLY),
                unprovoked("1160", LOG_ONLY),
                unprovoked("1161", LOG_ONLY),
                unprovoked("1216", "servers of today answer 1452, which says more"),
                unprovoked("1217", "servers of today answer 1451, which says more"),
                unprovoked("1251", "both drivers know every way of authentication that the server has"),
                unprovoked("1557", "servers of today answer 1062"),
                unprovoked("1586", "servers of today answer 1062"),
                unprovoked("1614", "needs a distributed transaction whose other branch is the victim"),
                unprovoked("1836", "a server whose whole InnoDB is read-only; replicas answer 1290"),
                unprovoked("3100", "what a plugin of group replication answers"),
                unprovoked("3101", "a conflict of group replication"),
                unprovoked("1927", "the server closes the socket, and the drivers see that only: 08"),
                unprovoked("2006", "a number of the C library, which proxies pass on"),
                unprovoked("2013", "a number of the C library, which proxies pass on"));
    }

    private List<ErrorCase> ofMariadb() {
        return List.of(
                provoked("1020", ErrorCategory.SERIALIZATION, lab -> {
                    SqlDatabase shop = locked(lab);
                    Session first = lab.keep(shop.session());
                    first.update("set innodb_snapshot_isolation = on");
                    first.query("select * from locks");
                    Session second = lab.keep(shop.session());
                    second.update("update locks set n = n + 1 where id = 1");
                    second.commit();
                    first.update("update locks set n = n + 1 where id = 1");
                }),
                provoked("1698", ErrorCategory.AUTHENTICATION, lab -> {
                    subject.primary()
                            .execute("", "create or replace user socketed@'127.0.0.1' identified via unix_socket");
                    lab.open(subject.options("socketed", "any"));
                }),
                provoked(
                        "1969",
                        ErrorCategory.TIMEOUT,
                        lab -> lab.sql(subject.options().set("statement-timeout", "200ms"))
                                .query(subject.slowQuery())),
                provoked("1820", ErrorCategory.AUTHENTICATION, lab -> {
                    DatabaseOptions expired =
                            user("expired", "grant select on *.* to %1$s", "alter user %1$s password expire");
                    lab.sql(expired).query("select 1");
                }),
                provoked("1862", ErrorCategory.AUTHENTICATION, lab -> {
                    subject.primary().execute("", "set global disconnect_on_expired_password = on");
                    lab.keep(() -> subject.primary().execute("", "set global disconnect_on_expired_password = off"));
                    lab.sql(user("expired_too", "grant select on *.* to %1$s", "alter user %1$s password expire"));
                }),
                provoked(
                        "4025",
                        ErrorCategory.CONSTRAINT,
                        statement("insert into plain_errors (id, must) values (1, -1)")),
                unprovoked("3024", MYSQL_ONLY),
                unprovoked("3159", MYSQL_ONLY),
                unprovoked("3572", MYSQL_ONLY),
                unprovoked("3819", MYSQL_ONLY),
                unprovoked("4031", MYSQL_ONLY));
    }

    private List<ErrorCase> ofMysql() {
        return List.of(
                unprovoked("1020", MARIADB_ONLY),
                unprovoked("1698", "needs a plugin that the tests' distribution of MySQL lacks"),
                provoked("1820", ErrorCategory.AUTHENTICATION, lab -> {
                    DatabaseOptions expired = user(
                                    "expired", "grant select on *.* to %1$s", "alter user %1$s password expire")
                            .set("properties", Map.of("disconnectOnExpiredPasswords", "false"));
                    lab.sql(expired).query("select 1");
                }),
                provoked(
                        "1862",
                        ErrorCategory.AUTHENTICATION,
                        lab -> lab.sql(
                                user("expired_too", "grant select on *.* to %1$s", "alter user %1$s password expire"))),
                unprovoked("1969", MARIADB_ONLY),
                provoked(
                        "3024",
                        ErrorCategory.TIMEOUT,
                        lab -> lab.sql(subject.options().set("statement-timeout", "200ms"))
                                .query(subject.slowQuery())),
                provoked("3159", ErrorCategory.AUTHENTICATION, lab -> {
                    subject.primary().execute("", "set global require_secure_transport = on");
                    lab.keep(() -> subject.primary().execute("", "set global require_secure_transport = off"));
                    lab.open(subject.options("plain_text").set("ssl.mode", "disable"));
                }),
                provoked("3572", ErrorCategory.TIMEOUT, lab -> {
                    SqlDatabase shop = locked(lab);
                    Session first = lab.keep(shop.session());
                    first.update("update locks set n = 1 where id = 1");
                    shop.query("select * from locks where id = 1 for update nowait");
                }),
                unprovoked("3819", "needs MySQL 8.0.16, which checks what earlier ones ignore"),
                unprovoked("4025", MARIADB_ONLY),
                unprovoked(
                        "4031",
                        "needs MySQL 8.0.24; earlier ones close the socket, and the drivers see that only: 08"));
    }

    private ErrorCase.Way statement(String sql) {
        return lab -> tables(lab).execute(sql, null, 1);
    }

    private SqlDatabase tables(ErrorLab lab) {
        SqlDatabase shop = lab.sql();
        shop.update(
                "create table if not exists plain_errors (id int primary key, must int not null check (must > 0), n int,"
                        + " one_of enum ('a', 'b'), day datetime, name varchar(3))");
        return shop;
    }

    private static SqlDatabase family(ErrorLab lab) {
        SqlDatabase shop = lab.sql();
        shop.update("create table if not exists parents (id int primary key)");
        shop.update("create table if not exists children (id int primary key, parent int not null,"
                + " foreign key (parent) references parents (id))");
        shop.update("insert ignore into parents values (1)");
        shop.update("insert ignore into children values (1, 1)");
        return shop;
    }

    private static SqlDatabase locked(ErrorLab lab) {
        SqlDatabase shop = lab.sql();
        shop.update("create table if not exists locks (id int primary key, n int not null)");
        shop.update("insert ignore into locks values (1, 0), (2, 0)");
        return shop;
    }

    private void tableFull(ErrorLab lab) {
        SqlDatabase shop = lab.sql();
        Session session = lab.keep(shop.session());
        session.update("set max_heap_table_size = 16384");
        session.update("drop table if exists full_errors");
        session.update("create table full_errors (text char(250)) engine = memory");
        for (int i = 0; i < 1_000; i++) {
            session.update("insert into full_errors values (repeat('x', 250))");
        }
    }

    private void deadlock(ErrorLab lab) throws Exception {
        SqlDatabase shop = locked(lab);
        Session first = lab.keep(shop.session());
        Session second = lab.keep(shop.session());
        first.update("update locks set n = 1 where id = 1");
        second.update("update locks set n = 2 where id = 2");
        FutureTask<Long> other = lab.meanwhile(() -> first.update("update locks set n = 1 where id = 2"));
        lab.await(
                "the first waits",
                () -> Integer.parseInt(subject.primary()
                                .single(
                                        "",
                                        "select count(*) from "
                                                + (subject.isMariadb()
                                                        ? "information_schema.innodb_lock_waits"
                                                        : "performance_schema.data_lock_waits")))
                        > 0);
        second.update("update locks set n = 2 where id = 1"); // one of the two is the victim
        lab.outcome(other);
    }

    private void cancelled(ErrorLab lab) throws Exception {
        Session session = lab.session();
        long id = session.queryOne("select connection_id()", Long.class).orElseThrow();
        FutureTask<?> running = lab.meanwhile(() -> session.query(subject.slowQuery()));
        lab.await(
                "it runs",
                () -> subject.primary()
                        .single(
                                "",
                                "select count(*) from information_schema.processlist where command in ('Query', 'Execute') and info like '%collations%' and id = "
                                        + id)
                        .equals("1"));
        subject.primary().execute("", "kill query " + id);
        lab.outcome(running);
    }

    private void fill(ErrorLab lab, int connections) {
        IntStream.range(0, connections)
                .forEach(number -> lab.sql(
                                subject.plainOptions("filling_" + number).poolSize(1))
                        .query("select 1"));
    }

    /** A user of its own who may do little. */
    private DatabaseOptions user(String name, String... statements) throws SQLException {
        String who = name + "@'127.0.0.1'";
        subject.primary()
                .execute("", "drop user if exists " + who, "create user " + who + " identified by 'c4nary-user'");
        for (String statement : statements) {
            subject.primary().execute("", statement.formatted(who));
        }
        return subject.options(name, "c4nary-user");
    }
}
