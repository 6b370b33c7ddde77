package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.HealthStatus;
import dev.hawser.Row;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.PositionTracker.Relation;
import dev.hawser.spi.jdbc.JdbcCommits;
import dev.hawser.spi.jdbc.JdbcCommits.Outcome;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.MysqlFamilyServer;
import dev.hawser.testkit.MysqlServer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the contract does not ask of MySQL and MariaDB. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class MysqlFamilyIT {

    private static MariadbServer mariadb;
    private static MysqlServer mysql;

    /** Server and driver. */
    enum Way {
        MARIADB,
        MARIADB_BY_THE_OTHER_DRIVER,
        MYSQL;

        MysqlFamilyServer server() {
            return this == MYSQL ? mysql : mariadb;
        }

        JdbcEngine engine() {
            return this == MARIADB ? new MariadbEngine() : new MysqlEngine();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        mariadb = MariadbServer.started();
        mysql = MysqlServer.started();
    }

    @AfterAll
    static void stop() throws Exception {
        mariadb.close();
        mysql.close();
    }

    private static DatabaseOptions options(Way way, String database) {
        MysqlFamilyServer server = way.server();
        return DatabaseOptions.of("shop")
                .url(server.url(database)
                        .replaceFirst("^" + server.scheme(), way.engine().name()));
    }

    private static DatabaseManager open(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(Path.of("target/nothing-here")))
                .database(options)
                .open();
    }

    private static DatabaseManager open(Way way) throws Exception {
        return open(options(way, way.server().createDatabase()));
    }

    private static DatabaseException failure(Runnable work) {
        return catchThrowableOfType(DatabaseException.class, work::run);
    }

    @ParameterizedTest
    @EnumSource
    void health_saysWhatItIs(Way way) throws Exception {
        try (DatabaseManager manager = open(way)) {
            assertThat(manager.sql().health().status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(manager.sql().health().version())
                    .isEqualTo(way == Way.MYSQL ? "MySQL 8.0.15" : "MariaDB 11.4.5");
        }
    }

    @ParameterizedTest
    @EnumSource
    void values_comeBackAsTheyWere(Way way) throws Exception {
        try (DatabaseManager manager = open(way)) {
            SqlDatabase shop = manager.sql();
            shop.update(
                    "create table things (id bigint primary key auto_increment, name varchar(100), price decimal(12,3),"
                            + " flag boolean, data varbinary(100), uid char(36), doc json, day date, at time(6), local datetime(6),"
                            + " moment timestamp(6) null, ratio double, note text)");
            UUID uid = UUID.randomUUID();
            Instant moment = Instant.parse("2026-07-15T10:15:30.123456Z");
            LocalDateTime local = LocalDateTime.parse("2026-03-29T02:30:00.5");
            shop.update(
                    "insert into things (name, price, flag, data, uid, doc, day, at, local, moment, ratio, note)"
                            + " values (:name, :price, :flag, :data, :uid, :doc, :day, :at, :local, :moment, :ratio, :note)",
                    Map.ofEntries(
                            Map.entry("name", "Zoë 🐘 'quoted\\'"),
                            Map.entry("price", new BigDecimal("12.345")),
                            Map.entry("flag", true),
                            Map.entry("data", new byte[] {0, -1, 39}),
                            Map.entry("uid", uid),
                            Map.entry("doc", "{\"a\": [1, 2]}"),
                            Map.entry("day", LocalDate.parse("2026-02-28")),
                            Map.entry("at", LocalTime.parse("23:59:59.123456")),
                            Map.entry("local", local),
                            Map.entry("moment", moment),
                            Map.entry("ratio", 0.1),
                            Map.entry("note", "x".repeat(70_000).substring(0, 60_000))));
            Row row = shop.queryOne("select * from things").orElseThrow();
            assertThat(row.get("name", String.class)).isEqualTo("Zoë 🐘 'quoted\\'");
            assertThat(row.get("price", BigDecimal.class)).isEqualTo(new BigDecimal("12.345"));
            assertThat(row.get("flag", Boolean.class)).isTrue();
            assertThat(row.get("data", byte[].class)).containsExactly(0, -1, 39);
            assertThat(row.get("uid", UUID.class)).isEqualTo(uid);
            assertThat(row.get("doc", String.class)).contains("[1, 2]");
            assertThat(row.get("day", LocalDate.class)).isEqualTo(LocalDate.parse("2026-02-28"));
            assertThat(row.get("at", LocalTime.class)).isEqualTo(LocalTime.parse("23:59:59.123456"));
            assertThat(row.get("local", LocalDateTime.class)).isEqualTo(local);
            assertThat(row.get("moment", Instant.class)).isEqualTo(moment);
            assertThat(row.get("ratio", Double.class)).isEqualTo(0.1);
            assertThat(row.get("note", String.class)).hasSize(60_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readonly_isRefusedByTheServer(Way way) throws Exception {
        String name = way.server().createDatabase();
        way.server().execute(name, "create table notes (id bigint primary key)");
        try (DatabaseManager manager = open(options(way, name).readonly(true))) {
            assertThat(failure(() -> manager.sql().update("insert into notes values (1)"))
                            .category())
                    .isEqualTo(ErrorCategory.REFUSED);
            for (String lifting : List.of(
                    "set session transaction read write",
                    "set transaction read write",
                    "set @@session.transaction_read_only = 0",
                    "set tx_read_only = off",
                    "start transaction read write",
                    "/*!50000 set session transaction read write */",
                    "/*M! set session transaction read write */",
                    "begin",
                    "commit",
                    "execute immediate 'set session transaction read write'",
                    "execute p",
                    "call some_procedure()")) {
                assertThat(failure(() -> manager.sql().execute(lifting, null, 1)))
                        .as(lifting)
                        .isNotNull()
                        .returns(ErrorCategory.REFUSED, DatabaseException::category);
            }
            assertThat(failure(() -> manager.sql().update("insert into notes values (1)"))
                            .category())
                    .isEqualTo(ErrorCategory.REFUSED);
            assertThat(manager.sql().query("select * from notes")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void outcome_isDecidedByTheMarker_onceAndForAll(Way way) throws Exception {
        JdbcEngine engine = way.engine();
        MysqlFamilyServer server = way.server();
        String name = server.createDatabase();
        server.execute(name, "create table notes (id bigint primary key)");
        DatabaseConfig config = TestConfig.of(engine.name(), server.host(), name, server.user(), server.password())
                .build();
        JdbcCommits commits = engine.commits().orElseThrow();
        JdbcConnection worker = Raw.connect(engine, config);
        JdbcConnection judge = Raw.connect(engine, config);
        try {
            commits.prepareMarkers(judge.raw());
            String committed = UUID.randomUUID().toString();
            worker.begin();
            Raw.execute(worker, "insert into notes values (1)");
            String position = worker.commit(commits, committed);
            assertThat(commits.settle(judge.raw(), committed)).isEqualTo(Outcome.COMMITTED);
            assertThat(engine.positions().orElseThrow().relation(position, commits.position(judge.raw())))
                    .isEqualTo(Relation.REACHED);

            String givenUp = UUID.randomUUID().toString();
            worker.begin();
            Raw.execute(worker, "insert into notes values (2)");
            assertThat(commits.settle(judge.raw(), givenUp)).isEqualTo(Outcome.ROLLED_BACK);
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> worker.commit(commits, givenUp));
            worker.rollback();
            assertThat(commits.settle(judge.raw(), givenUp)).isEqualTo(Outcome.ROLLED_BACK);
            assertThat(Raw.single(judge, "select count(*) from notes")).isEqualTo("1");
            assertThat(commits.pruneMarkers(judge.raw(), Duration.ofHours(1))).isZero();
            assertThat(commits.pruneMarkers(judge.raw(), Duration.ofSeconds(-5)))
                    .isEqualTo(2);
        } finally {
            worker.close();
            judge.close();
        }
    }

    /** On MySQL Hawser counts the time of each write; that of one that has ended must not stop the next. */
    @ParameterizedTest
    @EnumSource(names = "MYSQL")
    void statementTimeout_manyShortWrites_stopsNone(Way way) throws Exception {
        DatabaseOptions options =
                options(way, way.server().createDatabase()).set("statement-timeout", Duration.ofSeconds(2));
        try (DatabaseManager manager = open(options);
                Session session = manager.sql().session()) {
            session.update("create table counted (n int)");
            session.update("insert into counted values (0)");
            long longEnough = System.nanoTime() + Duration.ofMillis(2500).toNanos();
            int writes = 0;
            while (System.nanoTime() < longEnough) {
                session.update("update counted set n = n + 1");
                writes++;
            }
            assertThat(session.queryOne("select n from counted", Integer.class)).contains(writes);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void unlimitedConnection_statementLongerThanTheLimit_endsWell_andTheLimitIsBackOnTheSameConnection(Way way)
            throws Exception {
        DatabaseOptions options = options(way, way.server().createDatabase())
                .poolSize(1)
                .set("statement-timeout", Duration.ofMillis(300));
        String slow = "select sleep(0.6), connection_id()";
        try (DatabaseManager manager = open(options)) {
            SqlDatabase db = manager.sql();
            long session;
            try (Connection unlimited = db.unlimitedConnection();
                    Statement statement = unlimited.createStatement();
                    ResultSet rows = statement.executeQuery(slow)) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).as("0: nothing ended the sleep").isZero();
                session = rows.getLong(2);
            }
            String limit = way == Way.MYSQL ? "@@max_execution_time / 1000" : "@@max_statement_time";
            Row after = db.query("select " + limit + ", connection_id()").get(0);
            assertThat(after.getDouble(0)).isEqualTo(0.3);
            assertThat(after.getLong(1)).isEqualTo(session);
        }
    }
}
