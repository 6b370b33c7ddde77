package dev.hawser.engines;

import static dev.hawser.testkit.ErrorCase.provoked;
import static dev.hawser.testkit.ErrorCase.unprovoked;

import dev.hawser.Consistency;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.ErrorCase;
import dev.hawser.testkit.ErrorLab;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.SilentServer;
import dev.hawser.testkit.TcpProxy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How PostgreSQL is made to answer with each of the codes in {@link PostgresqlErrors}. */
final class PostgresqlErrorCases {

    private static final String TABLE = "create table if not exists errors (id int primary key, n int)";

    private final PostgresqlUnderTest subject;

    PostgresqlErrorCases(PostgresqlUnderTest subject) {
        this.subject = subject;
    }

    List<ErrorCase> all() {
        return List.of(
                provoked("08", ErrorCategory.CONNECTION_LOST, this::networkBreaks),
                provoked("08001", ErrorCategory.CONNECTION_REFUSED, this::nobodyListens),
                provoked(
                        "08004",
                        ErrorCategory.CONNECTION_REFUSED,
                        lab -> lab.open(subject.tls().plain().set("ssl.mode", "require"))),
                provoked("0A", ErrorCategory.SYNTAX, statement("select distinct n from errors for update")),
                provoked("21", ErrorCategory.DATA, statement("select (select generate_series(1, 2))")),
                provoked("22", ErrorCategory.DATA, statement("select 1 / 0")),
                provoked("23", ErrorCategory.CONSTRAINT, statement("insert into errors values (1), (1)")),
                provoked("25006", ErrorCategory.WRONG_ROLE, this::primaryFenced),
                provoked("25P02", ErrorCategory.OTHER, lab -> {
                    Session session = session(lab);
                    failure(() -> session.query("select 1 / 0"));
                    session.query("select 1");
                }),
                provoked(
                        "25P03",
                        ErrorCategory.CONNECTION_LOST,
                        lab -> ended(
                                lab,
                                lab.sql(subject.options().set("idle-transaction-timeout", "100ms")),
                                session -> {})),
                provoked(
                        "25P04",
                        ErrorCategory.CONNECTION_LOST,
                        lab -> ended(lab, lab.sql(), session -> session.update("set transaction_timeout = 100"))),
                provoked("26000", ErrorCategory.OTHER, statement("execute nothing_like_it")),
                unprovoked("28", "PostgreSQL has no other codes in this class than the two that are listed"),
                provoked("28000", ErrorCategory.AUTHENTICATION, this::userMayNotEnter),
                provoked(
                        "28P01",
                        ErrorCategory.AUTHENTICATION,
                        lab -> lab.open(subject.options().password("wrong"))),
                provoked("3D000", ErrorCategory.NO_SUCH_DATABASE, lab -> lab.open(subject.missingDatabase())),
                provoked("3F000", ErrorCategory.SYNTAX, statement("create table no_such_schema.t (n int)")),
                provoked("40", ErrorCategory.SERIALIZATION, this::twoWritersOfOneSnapshot),
                unprovoked("40002", "the server's code never raises it"),
                unprovoked("40003", "the server's code never raises it"),
                provoked("40P01", ErrorCategory.DEADLOCK, this::crossedLocks),
                provoked("42", ErrorCategory.SYNTAX, statement("selekt 1")),
                provoked("42501", ErrorCategory.PERMISSION, lab -> {
                    Session session = session(lab);
                    session.update("set local role pg_monitor");
                    session.query("select * from errors");
                }),
                provoked("44", ErrorCategory.CONSTRAINT, lab -> {
                    Session session = session(lab);
                    session.update("create view positive as select * from errors where n > 0 with check option");
                    session.update("insert into positive values (7, -1)");
                }),
                provoked("53", ErrorCategory.RESOURCE, lab -> {
                    Session session = session(lab);
                    session.update("set local temp_file_limit = 64");
                    session.update("set local work_mem = 64");
                    session.query("select count(*) from (select n from generate_series(1, 1000000) n order by -n) s");
                }),
                unprovoked("53100", "needs a disk that is full"),
                provoked("53300", ErrorCategory.CONNECTION_REFUSED, this::tooManyConnections),
                provoked(
                        "54",
                        ErrorCategory.RESOURCE,
                        lab -> session(lab)
                                .update(IntStream.rangeClosed(1, 1_700)
                                        .mapToObj(column -> "c" + column + " int")
                                        .collect(Collectors.joining(", ", "create table wide (", ")")))),
                provoked("55P03", ErrorCategory.TIMEOUT, lab -> {
                    Session first = session(lab);
                    first.update("lock table errors");
                    session(lab).update("lock table errors nowait");
                }),
                provoked(
                        "57014",
                        ErrorCategory.TIMEOUT,
                        lab -> lab.sql(subject.options().set("statement-timeout", "100ms"))
                                .query(subject.slowQuery())),
                provoked(
                        "57P01",
                        ErrorCategory.CONNECTION_LOST,
                        lab -> ended(lab, lab.sql(), session -> terminate(pid(session)))),
                unprovoked(
                        "57P02",
                        "the server sends it as a warning before it closes the connection, and an error is 08006"),
                // The table says CONNECTION_LOST; but whoever was about to connect has sent nothing yet.
                provoked("57P03", ErrorCategory.CONNECTION_REFUSED, this::serverShutsDown),
                provoked("57P04", ErrorCategory.CONNECTION_LOST, this::databaseDropped),
                provoked(
                        "57P05",
                        ErrorCategory.CONNECTION_LOST,
                        lab -> ended(lab, lab.sql(), session -> {
                            session.update("set idle_session_timeout = 100");
                            session.commit();
                        })),
                provoked("58", ErrorCategory.RESOURCE, statement("select pg_read_file('/no/such/file')")));
    }

    /** What is done in a session so that the server ends it. */
    @FunctionalInterface
    private interface LastWords {
        void say(Session session) throws Exception;
    }

    @FunctionalInterface
    private interface Failing {
        void run() throws Exception;
    }

    private static @Nullable Exception failure(Failing action) {
        try {
            action.run();
            return null;
        } catch (Exception failed) {
            return failed;
        }
    }

    private static Session session(ErrorLab lab) {
        SqlDatabase database = lab.sql();
        database.update(TABLE);
        return lab.keep(database.session());
    }

    private static ErrorCase.Way statement(String sql) {
        return lab -> session(lab).update(sql);
    }

    private static int pid(Session session) {
        return session.queryOne("select pg_backend_pid()", Integer.class).orElseThrow();
    }

    private void terminate(int pid) throws Exception {
        subject.primary().single("postgres", "select pg_terminate_backend(" + pid + ")");
    }

    /** Lets the server end a session, and then uses it. */
    private void ended(ErrorLab lab, SqlDatabase database, LastWords words) throws Exception {
        Session session = lab.keep(database.session());
        int pid = pid(session);
        words.say(session);
        lab.await(
                "the server has ended the session",
                () -> "0"
                        .equals(subject.primary()
                                .single("postgres", "select count(*) from pg_stat_activity where pid = " + pid)));
        session.query("select 1");
    }

    private void networkBreaks(ErrorLab lab) throws Exception {
        TcpProxy proxy = lab.keep(TcpProxy.to(subject.primary().host()));
        Session session = lab.keep(lab.sql(subject.options()
                        .set("host", proxy.host().host())
                        .set("port", proxy.host().port()))
                .session());
        session.query("select 1");
        proxy.cut();
        session.query("select 1");
    }

    /** Made read-only from outside, a primary refuses what a session was about to write. */
    private void primaryFenced(ErrorLab lab) throws Exception {
        Session session = session(lab);
        session.commit();
        PostgresServer primary = subject.primary();
        AutoCloseable unfenced = () -> primary.configure("default_transaction_read_only", "off");
        lab.keep(unfenced);
        primary.configure("default_transaction_read_only", "on");
        session.update("insert into errors values (2)");
    }

    private void nobodyListens(ErrorLab lab) throws Exception {
        lab.open(subject.options().set("port", SilentServer.refusing().port()).set("retry.max-retries", 0));
    }

    private void userMayNotEnter(ErrorLab lab) throws Exception {
        String user = role("");
        subject.primary().allow("host all " + user + " 127.0.0.1/32 reject");
        lab.open(subject.options().user(user).password("r"));
    }

    private void tooManyConnections(ErrorLab lab) throws Exception {
        String user = role("connection limit 1");
        DatabaseOptions options = subject.options().user(user).password("r").set("retry.max-retries", 0);
        for (int i = 0; i < 2; i++) {
            lab.keep(lab.sql(options).session()).query("select 1");
        }
    }

    private String role(String with) throws Exception {
        String user = "role_" + UUID.randomUUID().toString().replace("-", "");
        subject.primary().execute("postgres", "create role " + user + " login password 'r' " + with);
        return user;
    }

    private void twoWritersOfOneSnapshot(ErrorLab lab) throws Exception {
        Session first = session(lab);
        Session second = session(lab);
        first.update("insert into errors values (40, 0) on conflict do nothing");
        first.commit();
        for (Session session : List.of(first, second)) {
            session.update("set transaction isolation level repeatable read");
            session.query("select n from errors where id = 40");
        }
        first.update("update errors set n = 1 where id = 40");
        first.commit();
        second.update("update errors set n = 2 where id = 40");
    }

    private void crossedLocks(ErrorLab lab) throws Exception {
        Session first = session(lab);
        Session second = session(lab);
        first.update("insert into errors values (41, 0), (42, 0) on conflict do nothing");
        first.commit();
        first.update("update errors set n = 1 where id = 41");
        second.update("update errors set n = 1 where id = 42");
        FutureTask<Long> crossing = lab.meanwhile(() -> second.update("update errors set n = 2 where id = 41"));
        Exception mine = failure(() -> first.update("update errors set n = 2 where id = 42"));
        if (mine == null) {
            first.rollback();
        }
        Exception theirs = failure(() -> lab.outcome(crossing));
        throw mine != null ? mine : theirs != null ? theirs : new IllegalStateException("no deadlock");
    }

    /** Told to stop when its clients have gone, a server takes no new ones. */
    private void serverShutsDown(ErrorLab lab) throws Exception {
        PostgresServer server = lab.keep(PostgresServer.started());
        DatabaseOptions options =
                DatabaseOptions.of("stopping").url(server.url("postgres")).set("retry.max-retries", 0);
        Session client = lab.keep(lab.sql(options).session());
        long postmaster = client.queryOne(
                        "select split_part(pg_read_file('postmaster.pid'), chr(10), 1)::bigint", Long.class)
                .orElseThrow();
        ProcessHandle.of(postmaster).orElseThrow().destroy();
        lab.await("the server refuses", () -> {
            lab.open(options).close();
            return false;
        });
    }

    /** A standby ends the sessions of a database that its primary has dropped. */
    private void databaseDropped(ErrorLab lab) throws Exception {
        PostgresServer standby = subject.standby();
        String doomed = subject.primary().createDatabase();
        lab.await(
                "the standby has the database",
                () -> "1"
                        .equals(standby.single(
                                "postgres", "select count(*) from pg_database where datname = '" + doomed + "'")));
        SqlDatabase database =
                lab.sql(DatabaseOptions.of("doomed").url(standby.url(doomed)).set("readonly", true));
        Exception[] end = new Exception[1];
        failure(() -> database.read(Consistency.EVENTUAL, reader -> {
            reader.query("select 1");
            subject.primary().execute("postgres", "drop database " + doomed);
            lab.await(
                    "the standby has ended the session",
                    () -> "0"
                            .equals(standby.single(
                                    "postgres",
                                    "select count(*) from pg_stat_activity where datname = '" + doomed + "'")));
            end[0] = failure(() -> reader.query("select 1"));
            throw new IllegalStateException("enough");
        }));
        if (end[0] instanceof DatabaseException error) {
            throw error;
        }
        throw new IllegalStateException("the session was not ended", end[0]);
    }
}
