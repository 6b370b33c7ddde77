package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.Row;
import dev.hawser.error.ErrorCategory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries against a real database. */
class StatementRunnerQueryTest extends SqliteFixture {

    @Test
    void query_positionalParameter_saysWhatToUse() {
        assertFails(
                        ErrorCategory.REFUSED,
                        () -> query("select * from restaurants where id = ?", Map.of("id", 1), Row.class))
                .hasMessageContaining("named parameters, :name");
    }

    @Test
    void query_statementFails_driversExceptionPassesUnchanged() {
        assertThatThrownBy(() -> query("select * from nowhere", null, Row.class))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("nowhere");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; drop table restaurants; --",
                "' or '1'='1",
                "Zak' union select 1, 2, 3, 4 --",
                "\\'; delete from restaurants; --",
                "Robert'); drop table restaurants;--",
                ":city",
                "/* */ ? :name $$ [x]",
            })
    void query_injectionPayload_staysAValue(String payload) throws SQLException {
        assertThat(query("select * from restaurants where name = :name", Map.of("name", payload), Row.class))
                .isEmpty();

        long id = runner.insert(
                connection,
                statements.get("insert into restaurants (name, city) values (:name, :city)"),
                new NewRestaurant(payload, "Miami"),
                Long.class);

        assertThat(query("select name from restaurants where id = :id", Map.of("id", id), String.class))
                .containsExactly(payload);
        assertThat(query("select count(*) from restaurants", null, long.class)).containsExactly(4L);
    }

    @Test
    void query_ordinaryTextWithQuotes_works() throws SQLException {
        update("update restaurants set name = :name where id = 1", Map.of("name", "Zak's \"Grill\"; -- best"));

        assertThat(query("select name from restaurants where id = 1", null, String.class))
                .containsExactly("Zak's \"Grill\"; -- best");
    }

    @Test
    void query_listInIn_findsEachElement() throws SQLException {
        String sql = "select name from restaurants where id in (:ids) and city not in (:cities) order by id";

        assertThat(query(sql, Map.of("ids", List.of(1, 3), "cities", List.of("Doral")), String.class))
                .containsExactly("Zak", "Grill");
        assertThat(query(sql, Map.of("ids", new long[] {2}, "cities", List.of("x", "y", "z")), String.class))
                .containsExactly("Bagel");
        assertThat(query(sql, Map.of("ids", 1, "cities", "x"), String.class)).containsExactly("Zak");
    }

    @Test
    void query_emptyList_isAnError() {
        assertFails(
                        ErrorCategory.REFUSED,
                        () -> query(
                                "select 1 from restaurants where id in (:ids)", Map.of("ids", List.of()), Long.class))
                .hasMessageContaining("parameter :ids is an empty list");
    }

    @Test
    void queryOne_oneRow_isGiven() throws SQLException {
        assertThat(runner.queryOne(
                        connection,
                        statements.get("select * from restaurants where id = :id"),
                        Map.of("id", 1),
                        Restaurant.class))
                .contains(new Restaurant(1, "Zak", "Miami", Status.ACTIVE));
        assertThat(runner.queryOne(
                        connection,
                        statements.get("select name from restaurants where id = 2"),
                        null,
                        (Row row) -> row.getString(0)))
                .contains("Bagel");
    }

    @Test
    void queryOne_noRowOrNull_isEmpty() throws SQLException {
        assertThat(runner.queryOne(connection, statements.get("select 1 where 1 = 0"), null, Long.class))
                .isEmpty();
        assertThat(runner.queryOne(connection, statements.get("select null"), null, Long.class))
                .isEmpty();
    }

    @Test
    void queryOne_moreThanOneRow_isAnError() {
        assertFails(
                        ErrorCategory.DATA,
                        () -> runner.queryOne(
                                connection, statements.get("select id from restaurants"), null, Long.class))
                .hasMessageContaining("more than one row");
        assertFails(
                        ErrorCategory.DATA,
                        () -> runner.queryOne(
                                connection,
                                statements.get("select id from restaurants"),
                                null,
                                (Row row) -> row.getLong(0)))
                .hasMessageContaining("more than one row");
    }

    @Test
    void open_rows_areReadAsTheyArrive() throws SQLException {
        List<Restaurant> read = new ArrayList<>();
        try (RowCursor<Restaurant> cursor = runner.open(
                connection, statements.get("select * from restaurants order by id"), null, Restaurant.class)) {
            while (cursor.next()) {
                read.add(cursor.value());
            }
        }
        assertThat(read).extracting(Restaurant::name).containsExactly("Zak", "Bagel", "Grill");
    }

    @Test
    void open_rowsOfTypeRow_stayValid() throws SQLException {
        List<Row> read = new ArrayList<>();
        try (RowCursor<Row> cursor =
                runner.open(connection, statements.get("select * from restaurants order by id"), null, Row.class)) {
            while (cursor.next()) {
                read.add(cursor.value());
            }
        }
        assertThat(read).extracting(row -> row.getString("name")).containsExactly("Zak", "Bagel", "Grill");
    }
}
