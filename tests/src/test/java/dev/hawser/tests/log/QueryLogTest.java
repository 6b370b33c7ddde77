package dev.hawser.tests.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.hawser.DatabaseManager;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

class QueryLogTest {

    /** A statement that takes SQLite some tens of milliseconds. */
    private static final String SLOW =
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000) select max(i) from n";

    @TempDir
    private Path directory;

    private CapturedLog log;

    @BeforeEach
    void capture() {
        log = CapturedLog.of("dev.hawser.query", Level.DEBUG);
    }

    @AfterEach
    void release() {
        log.close();
    }

    private DatabaseManager open(boolean echo, String slowQuery) {
        DatabaseOptions options = DatabaseOptions.of("shop")
                .url("sqlite:///" + directory.resolve("shop.db"))
                .set("log.echo", echo)
                .set("log.slow-query", slowQuery);
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(options)
                .open();
    }

    private DatabaseManager echoing() {
        return open(true, "1h");
    }

    private static SqlDatabase shop(DatabaseManager manager) {
        SqlDatabase shop = manager.sql("shop");
        shop.update("create table if not exists users (id integer primary key, name text unique, secret text)");
        return shop;
    }

    @Test
    void entry_ofAStatement_hasTheAgreedMessageAndFields() {
        try (DatabaseManager manager = echoing()) {
            SqlDatabase shop = shop(manager);
            shop.update("insert into users (name) values (:a), (:b)", Map.of("a", "Ann", "b", "Bob"));
            ILoggingEvent entry = log.last();
            assertThat(entry.getMessage()).isEqualTo("db query");
            Map<String, Object> fields = CapturedLog.fields(entry);
            assertThat(fields.keySet()).containsExactly("database", "host", "after_ms", "rows", "query");
            assertThat(fields)
                    .containsEntry("database", "shop")
                    .containsEntry("rows", 2L)
                    .containsEntry("query", "insert into users (name) values (:a), (:b)");
            assertThat((Double) fields.get("after_ms")).isPositive();
            assertThat(String.valueOf(fields.get("host"))).isNotEmpty();
            assertThat(shop.query("select name from users")).hasSize(2);
            assertThat(CapturedLog.fields(log.last())).containsEntry("rows", 2L);
        }
    }

    @Test
    void query_ofAnEntry_isOneLineWithoutCommentsAndLiterals() {
        try (DatabaseManager manager = echoing()) {
            shop(manager).query("""
                    select   id, name -- who
                      from users\t/* all of them */
                     where secret = 'c4nary'   and id > 4711""");
            String query = String.valueOf(CapturedLog.fields(log.last()).get("query"));
            assertThat(query)
                    .startsWith("select id, name from users where secret = ")
                    .doesNotContain("c4nary", "4711", "\n", "\t", "  ");
        }
    }

    @Test
    void valuesOfParameters_areNeverLogged() throws SQLException {
        try (DatabaseManager manager = echoing()) {
            SqlDatabase shop = shop(manager);
            String insert = "insert into users (name, secret) values (:name, :secret)";
            shop.update(insert, Map.of("name", "a", "secret", "c4nary-1"));
            shop.insert(insert, Map.of("name", "b", "secret", "c4nary-2"));
            shop.batch(insert, List.of(Map.of("name", "c", "secret", "c4nary-3")));
            shop.bulkInsert("users", List.of("name", "secret"), List.of(List.of("d", "c4nary-4")));
            shop.query("select id from users where secret in (:s)", Map.of("s", List.of("c4nary-5")));
            try (Connection connection = shop.connection();
                    PreparedStatement statement =
                            connection.prepareStatement("insert into users (name, secret) values ('e', ?)")) {
                statement.setString(1, "c4nary-6");
                statement.executeUpdate();
            }
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> shop.update(insert, Map.of("name", "a", "secret", "c4nary-7")));
            assertThat(log.entries()).hasSize(8);
            assertThat(log.entries())
                    .allSatisfy(entry -> assertThat(entry.getMessage() + entry.getKeyValuePairs())
                            .doesNotContain("c4nary"));
        }
    }

    @Test
    void failedStatement_isLoggedOnceAtWarn_withItsError() {
        try (DatabaseManager manager = open(false, "0")) {
            SqlDatabase shop = shop(manager);
            shop.update("insert into users (name) values ('Ann')");
            int before = log.entries().size();
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> shop.update("insert into users (name) values ('Ann')"));
            assertThat(log.entries()).hasSize(before + 1);
            assertThat(log.last().getLevel()).isEqualTo(Level.WARN);
            assertThat(CapturedLog.fields(log.last()))
                    .containsEntry("rows", 0L)
                    .containsKey("after_ms")
                    .hasEntrySatisfying(
                            "error", error -> assertThat(error.toString()).startsWith("constraint"));
        }
    }

    @Test
    void failedStatement_leavesNoTraceInTheEntryOfTheNextOne() {
        try (DatabaseManager manager = echoing()) {
            try (Session session = shop(manager).session()) {
                assertThatExceptionOfType(DatabaseException.class)
                        .isThrownBy(() -> session.query("select * from no_such_table"));
                session.query("select 1 as one");
            }
            Map<String, Object> fields = CapturedLog.fields(log.last());
            assertThat(fields).doesNotContainKey("error").containsEntry("rows", 1L);
            assertThat(fields.get("query").toString()).startsWith("select ").endsWith(" as one");
        }
    }

    @Test
    void echo_logsAtInfo_andWithoutItAtDebug() {
        try (DatabaseManager manager = echoing()) {
            shop(manager).query("select 1 as one");
            assertThat(log.last().getLevel()).isEqualTo(Level.INFO);
        }
        try (DatabaseManager manager = open(false, "1h")) {
            shop(manager).query("select 1 as one");
            assertThat(log.last().getLevel()).isEqualTo(Level.DEBUG);
        }
    }

    @Test
    void slowStatement_isLoggedAtWarn_andAQuickOneIsNot() {
        try (DatabaseManager manager = open(true, "1ms")) {
            shop(manager).queryOne(SLOW, Long.class);
            assertThat(log.last().getLevel()).isEqualTo(Level.WARN);
            assertThat((Double) CapturedLog.fields(log.last()).get("after_ms")).isGreaterThanOrEqualTo(1);
        }
        try (DatabaseManager manager = open(true, "0")) {
            shop(manager).queryOne(SLOW, Long.class);
            assertThat(log.last().getLevel()).as("0 means never slow").isEqualTo(Level.INFO);
        }
    }

    @Test
    void withoutEcho_nothingIsLoggedAboveDebug() {
        try (CapturedLog info = CapturedLog.of("dev.hawser.query", Level.INFO);
                DatabaseManager manager = open(false, "1h")) {
            shop(manager).query("select 1 as one");
            assertThat(info.entries()).isEmpty();
        }
    }

    @Test
    void traceId_ofTheCaller_isInTheEntry() {
        try (DatabaseManager manager = echoing()) {
            SqlDatabase shop = shop(manager);
            assertThat(CapturedLog.fields(log.last())).doesNotContainKey("trace_id");
            try (MDC.MDCCloseable trace = MDC.putCloseable("trace_id", "4bf92f3577b34da6")) {
                shop.query("select 1 as one");
            }
            assertThat(CapturedLog.fields(log.last())).containsEntry("trace_id", "4bf92f3577b34da6");
            shop.query("select 1 as one");
            assertThat(CapturedLog.fields(log.last())).doesNotContainKey("trace_id");
        }
    }

    @Test
    void facade_isLoggedToo_oneEntryAnExecution() throws SQLException {
        try (DatabaseManager manager = echoing()) {
            SqlDatabase shop = shop(manager);
            int before = log.entries().size();
            try (Connection connection = shop.dataSource().getConnection();
                    PreparedStatement statement = connection.prepareStatement("insert into users (name) values (?)")) {
                for (String name : List.of("Ann", "Bob")) {
                    statement.setString(1, name);
                    statement.executeUpdate();
                }
            }
            assertThat(log.entries()).hasSize(before + 2);
            assertThat(CapturedLog.fields(log.last()))
                    .containsEntry("query", "insert into users (name) values (?)")
                    .containsEntry("rows", 1L);
        }
    }
}
