package dev.hawser.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Text of strangers is a value, never SQL, whichever way it goes in. A subclass an engine. */
abstract class InjectionTest {

    /** Texts that broke other programs, and texts that only look as if they could. */
    static final List<String> TEXTS = List.of(
            "' or '1'='1",
            "' or 1=1 --",
            "'; drop table users; --",
            "'; delete from users where 'a'='a",
            "x' union select id, name, secret from users --",
            "1); insert into users (name) values ('intruder'); --",
            "\\'; drop table users; --",
            "\\' or 1=1 /*",
            "*/ drop table users; /*",
            "$$; drop table users; $$",
            "$1",
            "? or 1=1",
            ":name",
            "::text",
            "{fn now()}",
            "%' or name like '%",
            "admin'/*",
            "\"; drop table users; --",
            "`; drop table users; --",
            "\u02bc or 1=1 --",
            "\uff07 or 1=1 --",
            "\ufffd\u00bf'; drop table users; --",
            "line one\r\n'; drop table users;\n--",
            "O'Brien",
            "100% \\ \"quoted\" ; -- /* */ :colon ? 😀",
            "");

    @TempDir
    private Path directory;

    private DatabaseManager databases;
    private SqlDatabase db;

    abstract DatabaseOptions options(Path directory);

    @BeforeEach
    void open() {
        databases = DatabaseManager.builder(ConfigSources.in(directory))
                .database(options(directory))
                .open();
        db = databases.sql();
        db.update("create table users (name varchar(200) unique, secret varchar(200))");
        db.update("insert into users values ('someone', 'hidden')");
    }

    @AfterEach
    void close() {
        databases.close();
    }

    @ParameterizedTest
    @FieldSource("TEXTS")
    void text_asAParameter_isOnlyAValue(String text) {
        assertThat(db.query("select * from users where name = :name", Map.of("name", text)))
                .isEmpty();
        assertThat(db.query("select * from users where name in (:names)", Map.of("names", List.of(text, text + "x"))))
                .isEmpty();
        assertThat(db.update("delete from users where name = :name", Map.of("name", text)))
                .isZero();
        db.update("insert into users (name, secret) values (:name, :name)", Map.of("name", text));
        assertThat(db.queryOne("select secret from users where name = :n", Map.of("n", text), String.class))
                .contains(text);
        assertThatOnlyThisWasAdded();
    }

    @ParameterizedTest
    @FieldSource("TEXTS")
    void text_inBulk_isOnlyAValue(String text) {
        db.batch("insert into users (name, secret) values (:n, :s)", List.of(Map.of("n", text, "s", text)));
        db.update("delete from users where name = :n", Map.of("n", text));
        db.bulkInsert("users", List.of("name", "secret"), List.of(List.of(text, text)));
        assertThat(db.queryOne("select secret from users where name = :n", Map.of("n", text), String.class))
                .contains(text);
        assertThatOnlyThisWasAdded();
    }

    @ParameterizedTest
    @FieldSource("TEXTS")
    void text_throughTheDataSource_isOnlyAValue(String text) throws SQLException {
        try (Connection connection = db.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into users values (?, ?)");
                PreparedStatement query = connection.prepareStatement("select secret from users where name = ?")) {
            insert.setString(1, text);
            insert.setString(2, text);
            insert.executeUpdate();
            query.setString(1, text);
            try (ResultSet rows = query.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo(text);
            }
        }
        assertThatOnlyThisWasAdded();
    }

    private void assertThatOnlyThisWasAdded() {
        assertThat(db.queryOne("select count(*) from users", Long.class)).contains(2L);
        assertThat(db.queryOne("select secret from users where name = 'someone'", String.class))
                .contains("hidden");
    }

    @Test
    void nameOfAColumn_inABulkInsert_isQuoted() {
        String odd = "a\" int); drop table users; --";
        db.update("create table odd (\"" + odd.replace("\"", "\"\"") + "\" int)");
        db.bulkInsert("odd", List.of(odd), List.of(List.of(1)));
        assertThat(db.queryOne("select count(*) from odd", Long.class)).contains(1L);
        assertThat(db.queryOne("select count(*) from users", Long.class)).contains(1L);
    }
}
