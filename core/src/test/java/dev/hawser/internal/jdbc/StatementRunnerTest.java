package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.Row;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.sql.Dialects;
import dev.hawser.internal.sql.StatementCache;
import dev.hawser.spi.jdbc.DefaultJdbcValues;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import java.math.BigDecimal;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The helpers against a real database. */
class StatementRunnerTest {

    enum Status {
        ACTIVE,
        CLOSED
    }

    record Restaurant(long id, String name, String city, Status status) {}

    record NewRestaurant(String name, String city) {}

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

    /** SQLite keeps whatever it is given, and its driver's time types are numbers: text is what people store. */
    private static final class SqliteLike extends DefaultJdbcValues {
        @Override
        public boolean fixedTypes() {
            return false;
        }

        @Override
        public Object read(java.sql.ResultSet rows, int position, int sqlType) throws SQLException {
            return normalised(rows.getObject(position));
        }

        @Override
        protected void bindTime(java.sql.PreparedStatement statement, int position, Object value) throws SQLException {
            statement.setString(position, value.toString());
        }
    }

    private final StatementRunner runner = new StatementRunner(Dialects.SQLITE, new SqliteLike());
    private final StatementCache statements = new StatementCache(Dialects.SQLITE);
    private JdbcConnection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = new JdbcConnection(
                DriverManager.getConnection("jdbc:sqlite::memory:"),
                new JdbcSessionRules(false, List.of(), null, "select sqlite_version()", null));
        update(
                "create table restaurants (id integer primary key, name text not null, city text, status text default 'active')",
                null);
        update(
                "insert into restaurants (name, city) values ('Zak', 'Miami'), ('Bagel', 'Miami'), ('Grill', 'Surfside')",
                null);
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }

    private long update(String sql, Object parameters) throws SQLException {
        return runner.update(connection, statements.get(sql), parameters);
    }

    private <T> List<T> query(String sql, Object parameters, Class<T> type) throws SQLException {
        return runner.query(connection, statements.get(sql), parameters, type);
    }

    private static AbstractThrowableAssert<?, ?> assertFails(ErrorCategory category, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        error -> assertThat(error.category()).isEqualTo(category));
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

        long[] counts = runner.batch(
                connection, statements.get("insert into restaurants (name, city) values (:name, :city)"), sets);

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
                        Map.of("to", "c", "from", "a")));

        assertThat(counts).containsExactly(2, 0, 2);
        assertThat(runner.batch(connection, statements.get("delete from restaurants where id = :id"), List.of()))
                .isEmpty();
    }

    @Test
    void batch_listInIn_isRefused() {
        assertFails(
                        ErrorCategory.REFUSED,
                        () -> runner.batch(
                                connection,
                                statements.get("delete from restaurants where id in (:ids)"),
                                List.of(Map.of("ids", List.of(1, 2)))))
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
