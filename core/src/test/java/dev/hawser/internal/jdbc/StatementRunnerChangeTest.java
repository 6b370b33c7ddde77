package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.Row;
import dev.hawser.error.ErrorCategory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Changes of a real database. */
class StatementRunnerChangeTest extends SqliteFixture {

    @Test
    void update_returnsAffectedRows() throws SQLException {
        assertThat(update("update restaurants set city = :c where city = :old", Map.of("c", "Doral", "old", "Miami")))
                .isEqualTo(2);
        assertThat(update("delete from restaurants where id = 99", null)).isZero();
        assertThat(update("create table x (a int)", null)).isZero();
        assertThat(update("delete from restaurants where city = 'Doral' returning id", null))
                .isEqualTo(2);
    }

    @Test
    void insert_returnsTheGeneratedKey() throws SQLException {
        String sql = "insert into restaurants (name, city) values (:name, :city)";

        assertThat(runner.insert(connection, statements.get(sql), new NewRestaurant("A", "x"), Long.class))
                .isEqualTo(4L);
        assertThat(runner.insert(connection, statements.get(sql), Map.of("name", "B", "city", "x"), Integer.class))
                .isEqualTo(5);
        assertThat(runner.insert(
                        connection,
                        statements.get(sql + " returning name"),
                        Map.of("name", "C", "city", "x"),
                        String.class))
                .isEqualTo("C");
        assertThat(query("select count(*) from restaurants", null, Long.class)).containsExactly(6L);
    }

    @Test
    void insert_thatInsertsNothing_isAnError() {
        String sql = "insert into restaurants (id, name) values (1, 'again') on conflict do nothing";

        assertFails(ErrorCategory.DATA, () -> runner.insert(connection, statements.get(sql), null, Long.class))
                .hasMessageContaining("generated no key");
        assertFails(
                        ErrorCategory.DATA,
                        () -> runner.insert(connection, statements.get(sql + " returning id"), null, Long.class))
                .hasMessageContaining("generated no key");
    }

    @Test
    void batch_runsOncePerSet() throws SQLException {
        List<NewRestaurant> sets = IntStream.range(0, 2_500)
                .mapToObj(i -> new NewRestaurant("r" + i, "Doral"))
                .toList();

        int[] sent = {0};

        long[] counts = runner.batch(
                connection,
                statements.get("insert into restaurants (name, city) values (:name, :city)"),
                sets,
                () -> sent[0]++);

        assertThat(sent[0]).isEqualTo(3);
        assertThat(counts).hasSize(2_500).containsOnly(1);
        assertThat(query("select count(*) from restaurants where city = 'Doral'", null, Long.class))
                .containsExactly(2_500L);
    }

    @Test
    void batch_affectedRows_areOfEachSet() throws SQLException {
        long[] counts = runner.batch(
                connection,
                statements.get("update restaurants set city = :to where city = :from"),
                Arrays.asList(
                        Map.of("to", "a", "from", "Miami"),
                        Map.of("to", "b", "from", "none"),
                        Map.of("to", "c", "from", "a")),
                () -> {});

        assertThat(counts).containsExactly(2, 0, 2);
        assertThat(runner.batch(
                        connection, statements.get("delete from restaurants where id = :id"), List.of(), () -> {}))
                .isEmpty();
    }

    @Test
    void batch_listInIn_isRefused() {
        assertFails(
                        ErrorCategory.REFUSED,
                        () -> runner.batch(
                                connection,
                                statements.get("delete from restaurants where id in (:ids)"),
                                List.of(Map.of("ids", List.of(1, 2))),
                                () -> {}))
                .hasMessageContaining("a batch cannot expand lists");
    }

    @Test
    void bulkInsert_insertsRowsAndQuotesNames() throws SQLException {
        update("create table \"odd \"\"name\" (\"a b\" int, c text)", null);
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < 2_001; i++) {
            rows.add(Arrays.asList(i, i % 2 == 0 ? null : "x"));
        }

        assertThat(runner.bulkInsert(connection, "main.odd \"name", List.of("a b", "c"), rows))
                .isEqualTo(2_001);
        assertThat(query("select count(*), count(c) from \"odd \"\"name\"", null, Row.class)
                        .get(0)
                        .toMap()
                        .values())
                .containsExactly(2_001, 1_000);
        assertThat(runner.bulkInsert(connection, "odd \"name", List.of("c"), Collections.emptyList()))
                .isZero();
    }

    @Test
    void bulkInsert_badNamesAndRows_areRefused() {
        assertFails(ErrorCategory.REFUSED, () -> runner.bulkInsert(connection, "restaurants", List.of(), List.of()));
        assertFails(ErrorCategory.REFUSED, () -> runner.bulkInsert(connection, "a..b", List.of("x"), List.of()));
        assertFails(
                        ErrorCategory.REFUSED,
                        () -> runner.bulkInsert(
                                connection, "restaurants", List.of("name", "city"), List.of(List.of("a"))))
                .hasMessageContaining("row 1 has 1 values for 2 columns");
        assertThatThrownBy(() -> runner.bulkInsert(
                        connection,
                        "restaurants (id) values (1); drop table restaurants; --",
                        List.of("id"),
                        List.of(List.of(1))))
                .isInstanceOf(SQLException.class);
    }
}
