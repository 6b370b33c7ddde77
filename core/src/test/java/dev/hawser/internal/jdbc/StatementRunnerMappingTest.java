package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.Row;
import dev.hawser.error.ErrorCategory;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What rows become. */
class StatementRunnerMappingTest extends SqliteFixture {

    record Everything(
            int seats,
            Boolean open,
            BigDecimal price,
            UUID key,
            LocalDate since,
            Instant createdAt,
            Optional<String> note,
            byte[] photo) {}

    record Strict(String name) {
        Strict {
            if (name.isEmpty()) {
                throw new IllegalStateException("empty name");
            }
        }
    }

    @Test
    void query_intoRecords_matchesLabelsToComponents() throws SQLException {
        assertThat(query(
                        "select status, NAME, city, id, 1 as extra from restaurants where city = :city order by id",
                        Map.of("city", "Miami"),
                        Restaurant.class))
                .containsExactly(
                        new Restaurant(1, "Zak", "Miami", Status.ACTIVE),
                        new Restaurant(2, "Bagel", "Miami", Status.ACTIVE));
    }

    @Test
    void query_intoScalars_takesOneColumn() throws SQLException {
        assertThat(query("select name from restaurants order by id", null, String.class))
                .containsExactly("Zak", "Bagel", "Grill");
        assertThat(query("select id from restaurants order by id", null, long.class))
                .containsExactly(1L, 2L, 3L);
        assertThat(query("select null", null, String.class)).containsExactly((String) null);
    }

    @Test
    void query_intoScalarsOfTwoColumns_isAnError() {
        assertFails(ErrorCategory.DATA, () -> query("select id, name from restaurants", null, String.class))
                .hasMessageContaining("takes one column, not 2: id, name");
    }

    @Test
    void query_intoMaps_keepsTheOrderOfColumns() throws SQLException {
        List<?> maps = query("select name, id, city from restaurants where id = 1", null, Map.class);

        assertThat(maps).hasSize(1);
        assertThat((Map<?, ?>) maps.get(0)).hasToString("{name=Zak, id=1, city=Miami}");
    }

    @Test
    void query_intoRows_givesCopies() throws SQLException {
        List<Row> rows = query("select id, name, null as none from restaurants order by id", null, Row.class);

        Row second = rows.get(1);
        assertThat(second.columns()).containsExactly("id", "name", "none");
        assertThat(second.getLong("ID")).isEqualTo(2);
        assertThat(second.getInt(0)).isEqualTo(2);
        assertThat(second.getString("name")).isEqualTo("Bagel");
        assertThat(second.get("id", String.class)).isEqualTo("2");
        assertThat(second.isNull(2)).isTrue();
        assertThat(second.toMap()).containsEntry("id", 2).containsEntry("none", null);
        assertThatThrownBy(() -> second.toMap().put("a", 1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void row_wrongAccess_namesTheColumns() throws SQLException {
        Row row = query("select id, null as none from restaurants where id = 1", null, Row.class)
                .get(0);

        assertFails(ErrorCategory.DATA, () -> row.get("nam"))
                .hasMessageContaining("no column \"nam\"; columns: id, none");
        assertFails(ErrorCategory.DATA, () -> row.get(2)).hasMessageContaining("no column at position 2");
        assertFails(ErrorCategory.DATA, () -> row.getLong("none"))
                .hasMessageContaining("\"none\"")
                .hasMessageContaining("null");
        assertFails(ErrorCategory.DATA, () -> row.get(0, LocalDate.class))
                .hasMessageContaining("column \"id\" does not fit LocalDate");
    }

    @Test
    void query_throughMapper_seesEachRow() throws SQLException {
        List<String> seen = runner.query(
                connection,
                statements.get("select id, name, 1 as open, 0.5 as rating, null as n from restaurants order by id"),
                null,
                (Row row) -> row.getLong("id")
                        + row.getString(1)
                        + row.getBoolean("open")
                        + row.getDouble(3)
                        + row.get("n")
                        + row.getInt(0));

        assertThat(seen).containsExactly("1Zaktrue0.5null1", "2Bageltrue0.5null2", "3Grilltrue0.5null3");
    }

    @Test
    void query_mapperOrConstructorThrows_itPassesUnchanged() {
        IllegalStateException failure = new IllegalStateException("mine");

        assertThatThrownBy(() -> runner.query(connection, statements.get("select 1"), null, (Row row) -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThatThrownBy(() -> query("select '' as name", null, Strict.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("empty name");
    }

    @Test
    void query_everyType_goesInAndComesOut() throws SQLException {
        UUID key = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        Instant created = Instant.parse("2026-01-15T10:30:05.123Z");
        Everything given = new Everything(
                40,
                true,
                new BigDecimal("12.50"),
                key,
                LocalDate.of(2026, 1, 15),
                created,
                Optional.empty(),
                new byte[] {1, 2});
        update(
                "create table everything (seats int, open int, price text, key text, since text, created_at text, note text, photo blob)",
                null);
        update(
                "insert into everything values (:seats, :open, cast(:price as text), cast(:key as text), :since, :createdAt, :note, :photo)",
                new Everything(
                        given.seats,
                        given.open,
                        given.price,
                        given.key,
                        given.since,
                        given.createdAt,
                        given.note,
                        given.photo));

        Everything read =
                query("select * from everything", null, Everything.class).get(0);

        assertThat(read).usingRecursiveComparison().isEqualTo(given);
    }

    @Test
    void query_numberThatDoesNotFit_namesColumnAndComponent() {
        assertFails(
                        ErrorCategory.DATA,
                        () -> query(
                                "select 3000000000 as seats, null as open, null as price, null as key, null as since,"
                                        + " null as created_at, null as note, null as photo",
                                null,
                                Everything.class))
                .hasMessageContaining("column \"seats\" does not fit component seats of Everything")
                .hasMessageContaining("out of range of int");
    }

    @Test
    void query_missingColumn_namesComponentAndLabels() {
        assertFails(ErrorCategory.DATA, () -> query("select id, name, city from restaurants", null, Restaurant.class))
                .hasMessageContaining("component status of Restaurant has no column; columns: id, name, city");
    }

    @Test
    void query_twoColumnsForOneComponent_isAnError() {
        assertFails(
                        ErrorCategory.DATA,
                        () -> query("select a.*, b.* from restaurants a join restaurants b", null, Restaurant.class))
                .hasMessageContaining("component id of Restaurant has several columns");
    }

    @Test
    void query_nullIntoPrimitive_namesTheComponent() {
        assertFails(
                        ErrorCategory.DATA,
                        () -> query(
                                "select null as id, 'x' as name, 'y' as city, 'active' as status",
                                null,
                                Restaurant.class))
                .hasMessageContaining("component id of Restaurant: it is null");
    }
}
