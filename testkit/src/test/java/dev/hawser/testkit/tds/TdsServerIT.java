package dev.hawser.testkit.tds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import com.microsoft.sqlserver.jdbc.SQLServerException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Microsoft's driver gets from the server. */
@Timeout(60)
class TdsServerIT {

    private static final String PASSWORD = "pä$$w0rd";

    private static TdsServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TdsServer.start()
                .user("anna", PASSWORD)
                .reader("rita", PASSWORD)
                .database("shop");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void clear() throws Exception {
        server.readOnly(false);
        try (Connection connection = connect()) {
            execute(connection, "drop table if exists [item]");
        }
    }

    private static Connection connect(String... more) throws SQLException {
        return connect(server, more);
    }

    private static Connection connect(TdsServer server, String... more) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("serverName", server.host().host());
        properties.setProperty("portNumber", Integer.toString(server.host().port()));
        properties.setProperty("user", "anna");
        properties.setProperty("password", PASSWORD);
        properties.setProperty("databaseName", "shop");
        properties.setProperty("encrypt", "false");
        properties.setProperty("sendTimeAsDatetime", "false"); // it would cut off microseconds
        for (int i = 0; i < more.length; i += 2) {
            properties.setProperty(more[i], more[i + 1]);
        }
        return new SQLServerDriver().connect("jdbc:sqlserver://", properties);
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Object single(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getObject(1) : "no row";
        }
    }

    private static int number(Connection connection, String sql) {
        try {
            execute(connection, sql);
        } catch (SQLException failed) {
            return failed.getErrorCode();
        }
        throw new AssertionError("no error from " + sql);
    }

    @Test
    void login_isDecoded() throws Exception {
        try (Connection connection = connect("applicationName", "tests", "applicationIntent", "ReadOnly")) {
            assertThat(single(connection, "select db_name()")).isEqualTo("shop");
            assertThat(connection.getCatalog()).isEqualTo("shop");
        }
        LoginRequest login = server.logins().get(server.logins().size() - 1);
        assertThat(login).isEqualTo(new LoginRequest("anna", PASSWORD, "tests", "shop", true, false));
        assertThat(login.toString()).doesNotContain(PASSWORD);
    }

    @Test
    void login_wrongPasswordOrDatabase_isRefused() {
        assertThatThrownBy(() -> connect("password", "wrong"))
                .isInstanceOfSatisfying(
                        SQLServerException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(18456));
        assertThatThrownBy(() -> connect("databaseName", "nowhere"))
                .isInstanceOfSatisfying(
                        SQLServerException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(4060));
    }

    @Test
    void encryption_ofLoginOrOfEverything_works(@TempDir Path directory) throws Exception {
        try (TdsServer encrypted = TdsServer.start(Encryption.OPTIONAL, directory)) {
            encrypted.user("anna", PASSWORD).database("shop");
            try (Connection loginOnly = connect(encrypted);
                    Connection everything = connect(encrypted, "encrypt", "true", "trustServerCertificate", "true")) {
                assertThat(single(loginOnly, "select 1")).isEqualTo(1);
                assertThat(single(everything, "select 2")).isEqualTo(2);
            }
            assertThatThrownBy(() -> connect(encrypted, "encrypt", "true")).hasMessageContaining("SSL");
        }
    }

    @Test
    void transaction_isRolledBackOrCommitted() throws Exception {
        try (Connection connection = connect();
                Connection other = connect()) {
            execute(connection, "create table item (id int primary key, name nvarchar(20))");
            connection.setAutoCommit(false);
            execute(connection, "insert into item values (1, N'one')");
            assertThat(single(other, "select count(*) from item")).isEqualTo(0L);
            connection.rollback();
            execute(connection, "insert into item values (2, N'two')");
            connection.commit();
            assertThat(single(other, "select name from item")).isEqualTo("two");
            connection.setAutoCommit(true);
            assertThat(single(connection, "select @@trancount")).isEqualTo(0);
        }
    }

    @Test
    void savepoint_rolledBackTo_keepsWhatWasBefore() throws Exception {
        try (Connection connection = connect()) {
            execute(connection, "create table item (id int primary key)");
            connection.setAutoCommit(false);
            execute(connection, "insert into item values (1)");
            java.sql.Savepoint point = connection.setSavepoint("half");
            execute(connection, "insert into item values (2)");
            connection.rollback(point);
            connection.commit();
            assertThat(single(connection, "select max(id) from item")).isEqualTo(1);
        }
    }

    @Test
    void prepared_executedAgainAndAgain_worksInEveryWay() throws Exception {
        try (Connection connection = connect()) {
            execute(connection, "create table item (id int primary key, name nvarchar(20))");
            try (PreparedStatement insert = connection.prepareStatement("insert into item values (?, ?)")) {
                for (int i = 0; i < 5; i++) {
                    insert.setInt(1, i);
                    insert.setString(2, i == 3 ? null : "n" + i);
                    assertThat(insert.executeUpdate()).isEqualTo(1);
                }
                for (int i = 5; i < 8; i++) {
                    insert.setInt(1, i);
                    insert.setString(2, "b" + i);
                    insert.addBatch();
                }
                assertThat(insert.executeBatch()).containsExactly(1, 1, 1);
            }
            assertThat(single(connection, "select count(name) from item")).isEqualTo(7L);
        }
    }

    @Test
    void types_roundTrip() throws Exception {
        UUID uuid = UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210");
        OffsetDateTime moment = OffsetDateTime.of(2026, 3, 1, 12, 30, 5, 123_456_700, ZoneOffset.ofHours(-5));
        String text = "grüße 🚀".repeat(3000);
        byte[] bytes = new byte[20_000];
        bytes[19_999] = 7;
        try (Connection connection = connect()) {
            execute(
                    connection,
                    "create table item (a bigint, b smallint, c tinyint, d bit, e real, f float, g decimal(20, 4),"
                            + " h nvarchar(50), i nvarchar(max), j varbinary(10), k varbinary(max), l uniqueidentifier,"
                            + " m date, n time(7), o datetime2(7), p datetimeoffset(7), q int)");
            Object[] values = {
                Long.MIN_VALUE,
                (short) -3,
                (short) 100,
                true,
                1.5f,
                -2.25,
                new BigDecimal("-12345678901.2345"),
                "kürz",
                text,
                new byte[] {1, 2, 3},
                bytes,
                uuid,
                LocalDate.of(1999, 12, 31),
                LocalTime.of(23, 59, 59, 123_456_700),
                LocalDateTime.of(1800, 1, 2, 3, 4, 5, 600),
                moment,
                null
            };
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into item values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (int i = 0; i < values.length; i++) {
                    insert.setObject(i + 1, values[i]);
                }
                insert.executeUpdate();
            }
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select * from item")) {
                rows.next();
                assertThat(rows.getLong(1)).isEqualTo(Long.MIN_VALUE);
                assertThat(rows.getShort(2)).isEqualTo((short) -3);
                assertThat(rows.getShort(3)).isEqualTo((short) 100);
                assertThat(rows.getBoolean(4)).isTrue();
                assertThat(rows.getFloat(5)).isEqualTo(1.5f);
                assertThat(rows.getDouble(6)).isEqualTo(-2.25);
                assertThat(rows.getBigDecimal(7)).isEqualTo(new BigDecimal("-12345678901.2345"));
                assertThat(rows.getString(8)).isEqualTo("kürz");
                assertThat(rows.getString(9)).isEqualTo(text);
                assertThat(rows.getBytes(10)).containsExactly(1, 2, 3);
                assertThat(rows.getBytes(11)).isEqualTo(bytes);
                assertThat(rows.getObject(12, UUID.class)).isEqualTo(uuid);
                assertThat(rows.getObject(13, LocalDate.class)).isEqualTo(values[12]);
                assertThat(rows.getObject(14, LocalTime.class)).isEqualTo(values[13]);
                assertThat(rows.getObject(15, LocalDateTime.class)).isEqualTo(values[14]);
                assertThat(rows.getObject(16, OffsetDateTime.class)).isEqualTo(moment);
                assertThat(rows.getObject(17)).isNull();
            }
        }
    }

    @Test
    void generatedKey_ofInsert_isReturned() throws Exception {
        try (Connection connection = connect()) {
            execute(connection, "create table item (id bigint identity(1,1) primary key, name nvarchar(20))");
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into item (name) values (?)", Statement.RETURN_GENERATED_KEYS)) {
                for (long expected = 1; expected <= 3; expected++) {
                    insert.setString(1, "n");
                    assertThat(insert.executeUpdate()).isEqualTo(1);
                    try (ResultSet keys = insert.getGeneratedKeys()) {
                        keys.next();
                        assertThat(keys.getLong(1)).isEqualTo(expected);
                    }
                }
            }
            assertThat(single(connection, "insert into item (name) output inserted.id values (N'x')"))
                    .isEqualTo(4L);
        }
    }

    @Test
    void errors_haveTheServersNumbers() throws Exception {
        try (Connection connection = connect();
                Connection reader = connect("user", "rita")) {
            execute(
                    connection,
                    "create table item (id int primary key, name nvarchar(3) not null, price int check (price > 0), code int)",
                    "create unique index by_code on item (code)",
                    "insert into item values (1, N'a', 1, 1)");
            assertThat(number(connection, "insert into item values (1, N'a', 1, 2)"))
                    .isEqualTo(2627);
            assertThat(number(connection, "insert into item values (2, N'a', 1, 1)"))
                    .isEqualTo(2601);
            assertThat(number(connection, "insert into item values (3, null, 1, 3)"))
                    .isEqualTo(515);
            assertThat(number(connection, "insert into item values (3, N'a', 0, 3)"))
                    .isEqualTo(547);
            assertThat(number(connection, "insert into item values (3, N'abcd', 1, 3)"))
                    .isEqualTo(2628);
            assertThat(number(connection, "select * from nothing")).isEqualTo(208);
            assertThat(number(connection, "select nothing from item")).isEqualTo(207);
            assertThat(number(connection, "selec 1")).isEqualTo(102);
            assertThat(number(connection, "select 1 / (price - 1) from item")).isEqualTo(8134);
            assertThat(number(connection, "select cast(N'x' as int)")).isEqualTo(245);
            assertThat(number(connection, "create table item (id int)")).isEqualTo(2714);
            assertThat(number(reader, "delete from item")).isEqualTo(229);
            server.readOnly(true);
            assertThat(number(connection, "delete from item")).isEqualTo(3906);
            assertThat(single(connection, "select databasepropertyex(db_name(), 'Updateability')"))
                    .isEqualTo("READ_ONLY");
            assertThat(single(connection, "select 5")).isEqualTo(5);
        }
    }

    @Test
    void xactAbort_error_rollsTheTransactionBack() throws Exception {
        try (Connection connection = connect()) {
            execute(connection, "create table item (id int primary key)", "set xact_abort on");
            connection.setAutoCommit(false);
            execute(connection, "insert into item values (1)");
            assertThat(number(connection, "insert into item values (1)")).isEqualTo(2627);
            assertThat(single(connection, "select @@trancount")).isEqualTo(0);
            connection.rollback();
            assertThat(single(connection, "select count(*) from item")).isEqualTo(0L);
        }
    }

    @Test
    void lockTimeout_ofWriter_is1222() throws Exception {
        try (Connection connection = connect();
                Connection other = connect()) {
            execute(connection, "create table item (id int primary key, n int)", "insert into item values (1, 1)");
            connection.setAutoCommit(false);
            execute(connection, "update item set n = 2 where id = 1");
            execute(other, "set lock_timeout 50");
            assertThat(number(other, "update item set n = 3 where id = 1")).isEqualTo(1222);
            connection.rollback();
        }
    }

    @Test
    void deadlock_oneOfBoth_is1205AndRolledBack() throws Exception {
        try (Connection one = connect();
                Connection other = connect()) {
            execute(one, "create table item (id int primary key, n int)", "insert into item values (1, 1), (2, 1)");
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            execute(one, "update item set n = 2 where id = 1");
            execute(other, "update item set n = 2 where id = 2");
            FutureTask<Integer> first = new FutureTask<>(() -> outcome(one, "update item set n = 3 where id = 2"));
            new Thread(first).start();
            int second = outcome(other, "update item set n = 3 where id = 1");
            assertThat(new int[] {first.get(20, TimeUnit.SECONDS), second}).containsExactlyInAnyOrder(0, 1205);
            Connection victim = second == 1205 ? other : one;
            assertThat(single(victim, "select @@trancount")).isEqualTo(0);
            one.rollback();
            other.rollback();
        }
    }

    /** The TLS socket of the login is collected some time later, and must not read what is no longer for it. */
    @Test
    void encryptionOfTheLoginAlone_leavesTheConnectionInPeace(@TempDir Path directory) throws Exception {
        try (TdsServer encrypted = TdsServer.start(Encryption.OPTIONAL, directory)) {
            encrypted.user("anna", PASSWORD).database("shop");
            for (int i = 0; i < 5; i++) {
                try (Connection connection = connect(encrypted, "socketTimeout", "5000")) {
                    for (int j = 0; j < 5; j++) {
                        System.gc();
                        assertThat(single(connection, "select 1")).isEqualTo(1);
                    }
                }
            }
        }
    }

    @Test
    void secondary_hasTheSameData_andTakesNoWrites() throws Exception {
        try (TdsServer primary = TdsServer.start().user("anna", PASSWORD).database("shop");
                TdsServer secondary = primary.secondary();
                Connection writer = connect(primary);
                Connection reader = connect(secondary)) {
            execute(writer, "create table item (id int)", "insert into item values (1)");
            assertThat(single(reader, "select id from item")).isEqualTo(1);
            assertThat(number(reader, "insert into item values (2)")).isEqualTo(3906);
            assertThat(secondary.refusedWrites()).isEqualTo(1);
            assertThat(single(reader, "select databasepropertyex('shop', 'Updateability')"))
                    .isEqualTo("READ_ONLY");
        }
    }

    @Test
    void readers_areRouted_ifThereIsARoute() throws Exception {
        try (TdsServer primary = TdsServer.start().user("anna", PASSWORD).database("shop");
                TdsServer secondary = primary.secondary()) {
            primary.routeReaders(secondary.host());
            try (Connection reader = connect(primary, "applicationIntent", "ReadOnly");
                    Connection writer = connect(primary)) {
                assertThat(single(reader, "select @@servername")).isEqualTo(secondary.name());
                assertThat(single(writer, "select @@servername")).isEqualTo(primary.name());
            }
        }
    }

    @Test
    void batch_goesOnBehindAnErrorOfOneStatement_unlessXactAbortIsOn() throws Exception {
        try (Connection connection = connect()) {
            execute(connection, "drop table if exists note", "create table note (id int primary key)");
            String batch = "insert into note values (1); insert into note values (1); insert into note values (2)";
            for (String abort : List.of("off", "on")) {
                execute(connection, "delete from note", "set xact_abort " + abort);
                assertThatExceptionOfType(SQLException.class).isThrownBy(() -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(batch);
                        while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
                            // the error comes behind the first result
                        }
                    }
                });
                assertThat(single(connection, "select max(id) from note"))
                        .as(abort)
                        .isEqualTo(abort.equals("off") ? 2 : 1);
            }
        }
    }

    @Test
    void commitWithinACall_isAMismatch() throws Exception {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            execute(
                    connection,
                    "drop table if exists note",
                    "create table note (id int)",
                    "insert into note values (1)");
            try (PreparedStatement statement =
                    connection.prepareStatement("insert into note values (?); commit transaction")) {
                statement.setInt(1, 2);
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> {
                            statement.execute();
                            while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
                                // the error comes behind the results
                            }
                        })
                        .satisfies(error -> assertThat(error.getErrorCode()).isEqualTo(266));
            }
            connection.rollback();
        }
    }

    private static int outcome(Connection connection, String sql) {
        try {
            execute(connection, sql);
            return 0;
        } catch (SQLException failed) {
            return failed.getErrorCode();
        }
    }

    @Test
    void queryTimeout_endsTheStatementAndKeepsTheConnection() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute("waitfor delay '00:00:30'"))
                    .isInstanceOf(java.sql.SQLTimeoutException.class);
            assertThat(single(connection, "select 1")).isEqualTo(1);
        }
    }

    @Test
    void cancel_fromAnotherThread_endsTheStatement() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            CountDownLatch begun = new CountDownLatch(1);
            FutureTask<Exception> waiting = new FutureTask<>(() -> {
                begun.countDown();
                try {
                    statement.execute("waitfor delay '00:00:30'");
                    return null;
                } catch (SQLException cancelled) {
                    return cancelled;
                }
            });
            new Thread(waiting).start();
            begun.await();
            while (!waiting.isDone()) {
                statement.cancel();
            }
            assertThat(waiting.get()).hasMessageContaining("cancel");
            assertThat(single(connection, "select 1")).isEqualTo(1);
        }
    }

    @Test
    void failNext_andCutNext_happenOnce() throws Exception {
        try (Connection connection = connect()) {
            server.failNext("select 7", 1205, 13, "planned");
            assertThat(number(connection, "select 7")).isEqualTo(1205);
            assertThat(single(connection, "select 7")).isEqualTo(7);
            server.failNext("select 8", 21, 21, "fatal");
            assertThat(number(connection, "select 8")).isEqualTo(21);
            assertThat(connection.isClosed()).isTrue();
        }
        try (Connection connection = connect("connectRetryCount", "0")) {
            server.cutNext("select 9", false);
            assertThatThrownBy(() -> execute(connection, "select 9")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void createDatabase_andUse_work() throws Exception {
        try (Connection connection = connect()) {
            execute(connection, "if db_id(N'other') is null create database [other]");
            assertThat(number(connection, "create database [other]")).isEqualTo(1801);
            connection.setCatalog("other");
            assertThat(single(connection, "select db_name()")).isEqualTo("other");
            connection.setCatalog("shop");
            execute(connection, "drop database if exists [other]");
            assertThat(number(connection, "use [other]")).isEqualTo(911);
        }
    }
}
