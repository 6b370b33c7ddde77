package dev.hawser.engines;

import static dev.hawser.testkit.ErrorCase.provoked;
import static dev.hawser.testkit.ErrorCase.unprovoked;

import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.ErrorLab;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;

/**
 * How SQL Server is made to answer with each of the codes in {@link SqlServerErrors}. Those that take another user, a secondary replica or a cut come from the test server. What
 * nothing can provoke is at least sent by it, number by number: {@link SqlServerFailureIT}.
 */
final class SqlServerErrorCases {

    private static final String AZURE = "an answer of Azure SQL";
    private static final String LOGINS = "needs a login that an administrator has locked, disabled or let expire";
    private static final String SMALLER_CAUSE = "H2, behind the test server, does not tell this cause from others";
    private static final String MEMORY_TABLES = "conflicts of tables in memory, which H2 has not";
    private static final String NO_RESOURCES = "would need a server that runs out of memory, disk or connections";
    private static final String GROUP = "a state of an availability group that is not emulated";
    private static final String ADMINISTRATOR = "needs an administrator who pauses, stops or kills";
    private static final String LISTED_ANYWAY =
            "the driver gives this class to numbers that are listed; it stands for those that are not";

    private static final int TOO_MANY = 2_101;

    private final SqlServerUnderTest subject;

    SqlServerErrorCases(SqlServerUnderTest subject) {
        this.subject = subject;
    }

    List<ErrorCase> all() {
        List<ErrorCase> all = new ArrayList<>();
        all.addAll(ofSyntax());
        all.addAll(ofData());
        all.addAll(ofLocks());
        all.addAll(ofUsersAndHosts());
        all.addAll(unprovokedOnes());
        return all;
    }

    private List<ErrorCase> ofSyntax() {
        return List.of(
                provoked("102", ErrorCategory.SYNTAX, statement("selec 1")),
                provoked("105", ErrorCategory.SYNTAX, unparsed("select 'open")),
                provoked("137", ErrorCategory.SYNTAX, statement("select @undeclared")),
                provoked("195", ErrorCategory.SYNTAX, statement("select nothing(1)")),
                provoked("207", ErrorCategory.SYNTAX, statement("select nothing from errors")),
                provoked("208", ErrorCategory.SYNTAX, statement("select * from nothing")),
                provoked("213", ErrorCategory.SYNTAX, statement("insert into errors values (1)")),
                provoked("2714", ErrorCategory.SYNTAX, statement("create table errors (id int)")),
                provoked("2760", ErrorCategory.SYNTAX, statement("create table nowhere.errors (id int)")),
                provoked("2812", ErrorCategory.SYNTAX, statement("exec nothing")),
                provoked("3701", ErrorCategory.SYNTAX, statement("drop table nothing")),
                provoked("8003", ErrorCategory.SYNTAX, this::tooManyParameters));
    }

    private List<ErrorCase> ofData() {
        return List.of(
                provoked("241", ErrorCategory.DATA, statement("select cast('2026-13-45' as date)")),
                provoked("245", ErrorCategory.DATA, statement("select cast('x' as int)")),
                provoked("257", ErrorCategory.DATA, lab -> {
                    SqlDatabase shop = tables(lab, subject.options());
                    shop.update("drop table if exists pictures");
                    shop.update("create table pictures (data varbinary(max))");
                    shop.update("insert into pictures (data) values (:data)", Collections.singletonMap("data", null));
                }),
                provoked("2628", ErrorCategory.DATA, statement("insert into errors values (9, 9, 'longer', 1)")),
                provoked("8115", ErrorCategory.DATA, statement("select cast(3000000000 as int)")),
                provoked("8134", ErrorCategory.DATA, statement("select 1 / 0")),
                provoked("515", ErrorCategory.CONSTRAINT, statement("insert into errors values (9, 9, null, 1)")),
                provoked("547", ErrorCategory.CONSTRAINT, statement("insert into errors values (9, 9, 'x', 0)")),
                provoked("2601", ErrorCategory.CONSTRAINT, statement("insert into errors values (9, 1, 'x', 1)")),
                provoked("2627", ErrorCategory.CONSTRAINT, statement("insert into errors values (1, 9, 'x', 1)")));
    }

    private List<ErrorCase> ofLocks() {
        return List.of(
                provoked("1205", ErrorCategory.DEADLOCK, this::deadlock),
                provoked("1222", ErrorCategory.TIMEOUT, lab -> {
                    SqlDatabase shop = tables(lab, subject.options().set("properties", Map.of("lockTimeout", "100")));
                    lab.keep(shop.session()).update("update errors set price = 2 where id = 1");
                    lab.keep(shop.session()).update("update errors set price = 3 where id = 1");
                }),
                provoked("3960", ErrorCategory.SERIALIZATION, lab -> {
                    tables(lab, subject.options()).update("alter database current set allow_snapshot_isolation on");
                    SqlDatabase shop =
                            lab.sql(subject.options().set("properties", Map.of("transactionIsolation", "snapshot")));
                    Session first = lab.keep(shop.session());
                    first.query("select * from errors");
                    shop.update("update errors set price = 2 where id = 1");
                    first.update("update errors set price = 3 where id = 1");
                }),
                provoked(
                        "HY008",
                        ErrorCategory.TIMEOUT,
                        lab -> lab.sql(subject.options().set("statement-timeout", "300ms"))
                                .query(subject.slowQuery())));
    }

    private List<ErrorCase> ofUsersAndHosts() {
        DatabaseOptions reader = subject.own("reader").user(SqlServerUnderTest.READER);
        DatabaseOptions secondary = subject.own("secondary")
                .set("host", subject.secondary().host().host())
                .set("port", subject.secondary().host().port());
        return List.of(
                provoked("229", ErrorCategory.PERMISSION, lab -> {
                    tables(lab, subject.own("owner"));
                    lab.sql(reader).update("delete from errors");
                }),
                provoked(
                        "262",
                        ErrorCategory.PERMISSION,
                        lab -> lab.sql(reader).update("create database not_by_this_user")),
                provoked("911", ErrorCategory.NO_SUCH_DATABASE, statement("use nowhere")),
                provoked("978", ErrorCategory.CONNECTION_REFUSED, lab -> {
                    subject.secondary().readIntentOnly(true);
                    lab.keep(() -> subject.secondary().readIntentOnly(false));
                    lab.open(secondary
                            .set("properties", Map.of("applicationIntent", "ReadWrite"))
                            .set("retry.max-retries", 0));
                }),
                provoked(
                        "3906",
                        ErrorCategory.WRONG_ROLE,
                        lab -> lab.sql(secondary).update("create table refused (id int)")),
                provoked(
                        "4060",
                        ErrorCategory.NO_SUCH_DATABASE,
                        lab -> lab.open(subject.options("missing").set("database", "no_such_database"))),
                provoked(
                        "18456",
                        ErrorCategory.AUTHENTICATION,
                        lab -> lab.open(subject.options("wrong").password("wrong"))),
                provoked(
                        "08001",
                        ErrorCategory.CONNECTION_REFUSED,
                        lab -> lab.open(subject.options("nobody").set("port", 1).set("retry.max-retries", 0))),
                provoked("08", ErrorCategory.CONNECTION_LOST, lab -> {
                    Session session = lab.keep(tables(lab, subject.own("cut")).session());
                    session.query("select * from errors");
                    subject.own().cutConnections();
                    session.query("select * from errors");
                }));
    }

    private List<ErrorCase> unprovokedOnes() {
        List<ErrorCase> all = new ArrayList<>();
        add(all, SMALLER_CAUSE, "156", "201", "206", "220", "242", "4104", "8114", "8169");
        add(all, "servers of today answer 2628, which says more", "8152");
        add(all, MEMORY_TABLES, "41302", "41305", "41325");
        add(
                all,
                "needs permissions of columns, of the server and of logins, which the test server has not",
                "230",
                "297",
                "300",
                "916");
        add(all, GROUP, "976", "979", "983", "3908");
        add(all, "needs a Windows domain that the server does not trust", "18452");
        add(all, LOGINS, "18470", "18486", "18487", "18488");
        add(all, ADMINISTRATOR, "596", "6005", "17142");
        add(all, NO_RESOURCES, "701", "1105", "9002", "17809");
        add(
                all, AZURE, "4221", "10928", "10929", "10936", "40197", "40501", "40544", "40613", "49918", "49919",
                "49920");
        add(all, LISTED_ANYWAY, "22", "23", "28", "40", "42");
        return all;
    }

    private static void add(List<ErrorCase> all, String reason, String... codes) {
        for (String code : codes) {
            all.add(unprovoked(code, reason));
        }
    }

    private ErrorCase.Way statement(String sql) {
        return lab -> tables(lab, subject.options()).execute(sql, null, 1);
    }

    /** Past the parser of names. */
    private ErrorCase.Way unparsed(String sql) {
        return lab -> {
            try (Connection connection = lab.sql().connection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        };
    }

    private void tooManyParameters(ErrorLab lab) throws SQLException {
        String sql = "select 1 where 1 in (" + String.join(", ", Collections.nCopies(TOO_MANY, "?")) + ")";
        try (Connection connection = lab.sql().connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 1; i <= TOO_MANY; i++) {
                statement.setInt(i, i);
            }
            statement.execute();
        }
    }

    private static SqlDatabase tables(ErrorLab lab, DatabaseOptions options) {
        SqlDatabase shop = lab.sql(options);
        shop.update("drop table if exists errors");
        shop.update("create table errors (id int primary key, code int, name nvarchar(5) not null,"
                + " price int check (price > 0))");
        shop.update("create unique index errors_by_code on errors (code)");
        shop.update("insert into errors values (1, 1, N'one', 1), (2, 2, N'two', 1)");
        return shop;
    }

    /** One of the two is the victim, whichever comes first. */
    private void deadlock(ErrorLab lab) throws Exception {
        SqlDatabase shop = tables(lab, subject.options());
        Session first = lab.keep(shop.session());
        Session second = lab.keep(shop.session());
        first.update("update errors set price = 2 where id = 1");
        second.update("update errors set price = 3 where id = 2");
        FutureTask<Long> other = lab.meanwhile(() -> first.update("update errors set price = 2 where id = 2"));
        second.update("update errors set price = 3 where id = 1");
        lab.outcome(other);
    }
}
