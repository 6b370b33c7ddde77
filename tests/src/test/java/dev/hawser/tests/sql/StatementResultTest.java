package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hawser.DatabaseManager;
import dev.hawser.Row;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.StatementResult;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements of which the caller does not know whether they return rows. */
class StatementResultTest {

    @TempDir
    Path directory;

    private DatabaseManager databases;
    private SqlDatabase shop;

    @BeforeEach
    void open() {
        databases = DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")))
                .open();
        shop = databases.sql();
        shop.update("create table t (id integer primary key, name text)");
        shop.update("insert into t (name) values ('a'), ('b'), ('c')");
    }

    @AfterEach
    void close() {
        databases.close();
    }

    @Test
    void query_givesColumnsAndRows() {
        StatementResult result = shop.execute("select id, name from t where id > :id order by id", Map.of("id", 1), 10);
        assertThat(result.returnsRows()).isTrue();
        assertThat(result.columns()).containsExactly("id", "name");
        assertThat(result.rows()).extracting((Row row) -> row.getString("name")).containsExactly("b", "c");
        assertThat(result.truncated()).isFalse();
        assertThat(result.affectedRows()).isZero();
    }

    @Test
    void query_withoutRows_hasItsColumns() {
        StatementResult result = shop.execute("select id, name from t where id > 9", null, 10);
        assertThat(result.returnsRows()).isTrue();
        assertThat(result.columns()).containsExactly("id", "name");
        assertThat(result.rows()).isEmpty();
    }

    @Test
    void query_withMoreRowsThanAskedFor_isTruncated() {
        assertThat(shop.execute("select id from t", null, 2)).satisfies(result -> {
            assertThat(result.rows()).hasSize(2);
            assertThat(result.truncated()).isTrue();
        });
        assertThat(shop.execute("select id from t", null, 3).truncated()).isFalse();
        assertThat(shop.execute("select id from t", null, Integer.MAX_VALUE).rows())
                .hasSize(3);
    }

    @Test
    void change_givesItsCount_andIsCommitted() {
        StatementResult result = shop.execute("update t set name = 'x' where id < 3", null, 10);
        assertThat(result.returnsRows()).isFalse();
        assertThat(result.affectedRows()).isEqualTo(2);
        assertThat(shop.queryOne("select count(*) from t where name = 'x'", Long.class))
                .contains(2L);
    }

    @Test
    void change_thatReturnsRows_isDoneToItsEnd_howeverFewAreRead() {
        StatementResult result = shop.execute("delete from t returning id", null, 1);
        assertThat(result.rows()).hasSize(1);
        assertThat(result.truncated()).isTrue();
        assertThat(shop.queryOne("select count(*) from t", Long.class)).contains(0L);
    }

    @Test
    void inASession_itBelongsToTheTransaction() {
        try (Session session = shop.session()) {
            session.execute("delete from t", null, 1);
            assertThat(session.execute("select id from t", null, 1).rows()).isEmpty();
        }
        assertThat(shop.queryOne("select count(*) from t", Long.class)).contains(3L);
    }

    @Test
    void failure_hasItsCategory_andNoRowsIsNoLimit() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.execute("selec 1", null, 1))
                .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.SYNTAX));
        assertThatIllegalArgumentException().isThrownBy(() -> shop.execute("select 1", null, 0));
    }
}
