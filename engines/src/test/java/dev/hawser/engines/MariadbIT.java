package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.HealthStatus;
import dev.hawser.Row;
import dev.hawser.SqlDatabase;
import dev.hawser.TransactionResult;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.SetupFailedException;
import dev.hawser.spi.PositionTracker.Relation;
import dev.hawser.spi.jdbc.JdbcCommits;
import dev.hawser.spi.jdbc.JdbcCommits.Outcome;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.MariadbServer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real MariaDB server through both drivers: {@code mariadb:} means MariaDB's own, {@code mysql:} MySQL's. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class MariadbIT {

    private static MariadbServer server;
    private static MariadbServer replica;

    @BeforeAll
    static void start() throws Exception {
        server = MariadbServer.started();
        replica = server.replica();
    }

    @AfterAll
    static void stop() throws Exception {
        replica.close();
        server.close();
    }

    private static DatabaseOptions options(String scheme, String url) {
        return DatabaseOptions.of("shop").url(url.replaceFirst("^mariadb", scheme));
    }

    private static DatabaseManager open(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(Path.of("target/nothing-here")))
                .database(options)
                .open();
    }

    private static DatabaseManager open(String scheme) throws Exception {
        return open(options(scheme, server.url(server.createDatabase())));
    }

    private static ErrorCategory setUpFailure(DatabaseOptions options) {
        return catchThrowableOfType(
                        SetupFailedException.class, () -> open(options).close())
                .causes()
                .get("shop")
                .category();
    }

    private static DatabaseException failure(Runnable work) {
        return catchThrowableOfType(DatabaseException.class, work::run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mariadb", "mysql"})
    void health_saysWhatItIs(String scheme) throws Exception {
        try (DatabaseManager manager = open(scheme)) {
            assertThat(manager.sql().health().status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(manager.sql().health().version()).isEqualTo("MariaDB 11.4.5");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mariadb", "mysql"})
    void values_comeBackAsTheyWere(String scheme) throws Exception {
        try (DatabaseManager manager = open(scheme)) {
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
    @ValueSource(strings = {"mariadb", "mysql"})
    void keysBatchesAndBulk_count(String scheme) throws Exception {
        try (DatabaseManager manager = open(scheme)) {
            SqlDatabase shop = manager.sql();
            shop.update("create table notes (id bigint primary key auto_increment, text varchar(50) not null)");
            assertThat(shop.insert("insert into notes (text) values (:text)", Map.of("text", "one")))
                    .isEqualTo(1);
            assertThat(shop.batch(
                            "insert into notes (text) values (:text)",
                            List.of(Map.of("text", "two"), Map.of("text", "three"))))
                    .containsExactly(1, 1);
            assertThat(shop.bulkInsert(
                            "notes",
                            List.of("text"),
                            IntStream.range(0, 1_234)
                                    .mapToObj(number -> List.of("bulk " + number))
                                    .toList()))
                    .isEqualTo(1_234);
            assertThat(shop.queryOne("select count(*) from notes", Long.class)).hasValue(1_237L);
            assertThat(shop.update("update notes set text = 'one' where id = 1"))
                    .as("rows found, changed or not")
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mariadb", "mysql"})
    void transaction_thatThrows_rollsBack(String scheme) throws Exception {
        try (DatabaseManager manager = open(scheme)) {
            SqlDatabase shop = manager.sql();
            shop.update("create table notes (id bigint primary key) engine = innodb");
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> shop.transaction(transaction -> {
                        transaction.update("insert into notes values (1)");
                        throw new IllegalStateException("as scripted");
                    }));
            shop.transaction(transaction -> transaction.update("insert into notes values (2)"));
            assertThat(shop.query("select id from notes", Long.class)).containsExactly(2L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mariadb", "mysql"})
    void errors_areOfTheirCategories(String scheme) throws Exception {
        String url = server.url(server.createDatabase());
        try (DatabaseManager manager = open(options(scheme, url).set("statement-timeout", "1s"))) {
            SqlDatabase shop = manager.sql();
            shop.update("create table parents (id int primary key, name varchar(3) not null, age int check (age > 0))");
            shop.update(
                    "create table children (id int primary key, parent int not null, foreign key (parent) references parents (id))");
            shop.update("insert into parents values (1, 'one', 1)");
            Map<String, ErrorCategory> expected = Map.of(
                    "insert into parents values (1, 'two', 1)", ErrorCategory.CONSTRAINT,
                    "insert into parents values (2, null, 1)", ErrorCategory.CONSTRAINT,
                    "insert into parents values (3, 'x', 0)", ErrorCategory.CONSTRAINT,
                    "insert into children values (1, 99)", ErrorCategory.CONSTRAINT,
                    "insert into parents values (4, 'long', 1)", ErrorCategory.DATA,
                    "insert into parents values (99999999999, 'x', 1)", ErrorCategory.DATA,
                    "selec 1", ErrorCategory.SYNTAX,
                    "select * from missing", ErrorCategory.SYNTAX,
                    "select missing from parents", ErrorCategory.SYNTAX,
                    "select sleep(5) + id from parents where sleep(5) = 0", ErrorCategory.TIMEOUT);
            expected.forEach((sql, category) -> assertThat(failure(() -> shop.execute(sql, null, 10)))
                    .as(sql)
                    .returns(category, DatabaseException::category));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mariadb", "mysql"})
    void wrongPassword_andUnknownDatabase_areToldApart(String scheme) throws Exception {
        String url = server.url(server.createDatabase());
        assertThat(setUpFailure(options(scheme, url).password("wrong"))).isEqualTo(ErrorCategory.AUTHENTICATION);
        assertThat(setUpFailure(options(scheme, server.url("no_such_database"))))
                .isEqualTo(ErrorCategory.NO_SUCH_DATABASE);
        try (DatabaseManager manager =
                open(options(scheme, server.url("made_" + scheme)).set("create-db", true))) {
            assertThat(manager.sql().queryOne("select database()", String.class))
                    .hasValue("made_" + scheme);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mariadb", "mysql"})
    void readonly_isRefusedByTheServer(String scheme) throws Exception {
        String name = server.createDatabase();
        server.execute(name, "create table notes (id bigint primary key)");
        try (DatabaseManager manager = open(options(scheme, server.url(name)).readonly(true))) {
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
    @ValueSource(strings = {"mariadb", "mysql"})
    void writesGoToThePrimary_andReadsAfterThemSeeThem(String scheme) throws Exception {
        String name = server.createDatabase();
        String url = server.url(name).replace("@" + server.host(), "@" + replica.host() + "," + server.host());
        try (DatabaseManager manager = open(options(scheme, url))) {
            SqlDatabase shop = manager.sql();
            shop.update("create table notes (id bigint primary key)");
            for (long id = 1; id <= 20; id++) {
                long number = id;
                var result = shop.transaction(
                        transaction -> transaction.update("insert into notes values (" + number + ")"));
                long count = shop.read(
                        dev.hawser.Consistency.after(result.position()),
                        reads -> reads.queryOne("select count(*) from notes", Long.class)
                                .orElseThrow());
                assertThat(count).isEqualTo(number);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mariadb", "mysql"})
    void primaryThatDies_isReplacedByThePromotedReplica_withoutAnErrorToCallers(String scheme) throws Exception {
        try (MariadbServer first = MariadbServer.started();
                MariadbServer second = first.replica()) {
            String name = first.createDatabase();
            String url = first.url(name).replace("@" + first.host(), "@" + first.host() + "," + second.host());
            try (DatabaseManager manager = open(options(scheme, url))) {
                SqlDatabase shop = manager.sql();
                shop.update("create table notes (id bigint primary key)");
                shop.transaction(transaction -> transaction.update("insert into notes values (1)"));
                second.awaitReplay(first);
                first.kill();
                CompletableFuture<TransactionResult<Long>> writing = CompletableFuture.supplyAsync(
                        () -> shop.transaction(transaction -> transaction.update("insert into notes values (2)")));
                second.promote();
                assertThat(writing).succeedsWithin(Duration.ofSeconds(20));
                assertThat(shop.query("select id from notes order by id", Long.class))
                        .containsExactly(1L, 2L);
                assertThat(second.single("", "select count(*) from " + name + ".hawser_commits where committed"))
                        .as("markers, which are the default with several hosts")
                        .isEqualTo("2");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mariadb", "mysql"})
    void outcome_isDecidedByTheMarker_onceAndForAll(String scheme) throws Exception {
        JdbcEngine engine = scheme.equals("mysql") ? new MysqlEngine() : new MariadbEngine();
        String name = server.createDatabase();
        server.execute(name, "create table notes (id bigint primary key)");
        DatabaseConfig config = TestConfig.of(engine.name(), server.host(), name, MariadbServer.USER, server.password())
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
}
