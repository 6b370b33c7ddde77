package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.Row;
import dev.hawser.error.DatabaseException;
import dev.hawser.internal.jdbc.StubResult.Column;
import dev.hawser.internal.sql.Dialects;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.internal.sql.SqlParser;
import dev.hawser.spi.jdbc.DefaultJdbcValues;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said to the driver, and what drivers do that SQLite does not. */
class StatementRunnerStubTest {

    record Restaurant(long id, String name, int seats, double rating, boolean open) {}

    record Numbers(long big, int small) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("id", Types.BIGINT),
            new Column("name", Types.VARCHAR),
            new Column("seats", Types.INTEGER),
            new Column("rating", Types.DOUBLE),
            new Column("open", Types.BOOLEAN));

    private final StubDriver driver = new StubDriver();
    private final StatementRunner runner = new StatementRunner(Dialects.POSTGRESQL, new DefaultJdbcValues());
    private JdbcConnection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = driver.connection();
    }

    private static ParsedSql sql(String text) {
        return SqlParser.parse(text, Dialects.POSTGRESQL);
    }

    private void answer(List<Column> columns, List<?>... rows) {
        driver.result = new StubResult(
                columns,
                List.of(rows).stream()
                        .<List<Object>>map(row -> List.copyOf(row))
                        .toList());
    }

    @Test
    void query_columnsInOrder_useTheDriversGetters() throws SQLException {
        answer(COLUMNS, List.of(1L, "Zak", 40, 4.5, true), List.of(2L, "Bagel", 0, 0.0, false));

        List<Restaurant> rows = runner.query(connection, sql("select 1"), null, Restaurant.class);

        assertThat(rows)
                .containsExactly(new Restaurant(1, "Zak", 40, 4.5, true), new Restaurant(2, "Bagel", 0, 0.0, false));
        assertThat(driver.result.getters).startsWith("getLong", "getString", "getInt", "getDouble", "getBoolean");
        assertThat(driver.closed).isEqualTo(1);
    }

    @Test
    void query_manyRows_areAllMapped() throws SQLException {
        for (int count : new int[] {0, 1, 7, 8, 9, 16, 100}) {
            driver.result = new StubResult(
                    List.of(new Column("big", Types.BIGINT), new Column("small", Types.INTEGER)),
                    LongStream.range(0, count)
                            .<List<Object>>mapToObj(i -> List.of(i, (int) i))
                            .toList());

            List<Numbers> rows = runner.query(connection, sql("select 1"), null, Numbers.class);

            assertThat(rows).hasSize(count);
            for (int i = 0; i < count; i++) {
                assertThat(rows.get(i)).isEqualTo(new Numbers(i, i));
            }
        }
    }

    @Test
    void query_bigColumnIntoInt_isCheckedForItsRange() {
        answer(
                List.of(new Column("small", Types.BIGINT), new Column("big", Types.BIGINT)),
                List.of(3_000_000_000L, 1L));

        assertThatThrownBy(() -> runner.query(connection, sql("select 1"), null, Numbers.class))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("column \"small\" does not fit component small of Numbers")
                .hasMessageContaining("out of range of int");
    }

    @Test
    void query_nullIntoPrimitive_namesTheComponent() {
        for (int i : new int[] {0, 2, 3, 4}) {
            List<Object> row = Arrays.asList(1L, "Zak", 40, 4.5, true);
            row.set(i, null);
            driver.result = new StubResult(COLUMNS, List.of(row));
            String label = COLUMNS.get(i).label();

            assertThatThrownBy(() -> runner.query(connection, sql("select 1"), null, Restaurant.class))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("component " + label + " of Restaurant: it is null");
        }
    }

    @Test
    void query_sameStatementWithOtherColumns_isMappedAnew() throws SQLException {
        ParsedSql sql = sql("select * from t");
        answer(List.of(new Column("big", Types.BIGINT), new Column("small", Types.INTEGER)), List.of(1L, 2));
        assertThat(runner.query(connection, sql, null, Numbers.class)).containsExactly(new Numbers(1, 2));

        answer(List.of(new Column("small", Types.INTEGER), new Column("big", Types.BIGINT)), List.of(2, 1L));
        assertThat(runner.query(connection, sql, null, Numbers.class)).containsExactly(new Numbers(1, 2));

        answer(
                List.of(
                        new Column("x", Types.INTEGER),
                        new Column("small", Types.INTEGER),
                        new Column("big", Types.BIGINT)),
                List.of(0, 2, 1L));
        assertThat(runner.query(connection, sql, null, Numbers.class)).containsExactly(new Numbers(1, 2));

        answer(
                List.of(new Column("small", Types.VARCHAR), new Column("big", Types.NUMERIC)),
                List.of("2", new java.math.BigDecimal("1")));
        assertThat(runner.query(connection, sql, null, Numbers.class)).containsExactly(new Numbers(1, 2));
    }

    @Test
    void query_driverFails_itsExceptionPassesUnchanged() {
        SQLException failure = new SQLException("broken", "08006");
        answer(List.of(new Column("big", Types.BIGINT), new Column("small", Types.INTEGER)), List.of(failure, 1));

        assertThatThrownBy(() -> runner.query(connection, sql("select 1"), null, Numbers.class))
                .isSameAs(failure);
        assertThatThrownBy(() -> runner.query(connection, sql("select 1"), null, (Row row) -> row.getLong("big")))
                .isSameAs(failure);
        assertThat(driver.closed).isEqualTo(2);
    }

    @Test
    void query_listInIn_isExpanded() throws SQLException {
        runner.query(
                connection,
                sql("select * from t where a in (:ids) and b = any(:tags) and c in (0, :rest)"),
                Map.of("ids", List.of(1, 2, 3), "tags", new String[] {"x"}, "rest", new int[] {7}),
                Row.class);

        assertThat(driver.prepared)
                .containsExactly("select * from t where a in (?, ?, ?) and b = any(?) and c in (0, ?)");
        assertThat(driver.bound.values())
                .containsExactly("setInt 1", "setInt 2", "setInt 3", "setArray varchar[x]", "setInt 7");
    }

    @Test
    void queryOne_read_asksForTwoRowsAtMost() throws SQLException {
        answer(List.of(new Column("a", Types.BIGINT)), List.of(1L));

        assertThat(runner.queryOne(connection, sql("select 1"), null, Long.class))
                .contains(1L);
        assertThat(driver.calls).containsExactly("setMaxRows 2");

        driver.calls.clear();
        assertThat(runner.queryOne(connection, sql("select f()"), null, Long.class))
                .contains(1L);
        assertThat(driver.calls).isEmpty();
    }

    @Test
    void open_cursor_fetchesInBlocks() throws SQLException {
        answer(List.of(new Column("a", Types.BIGINT)), List.of(1L));

        try (RowCursor<Long> cursor = runner.open(connection, sql("select 1"), null, Long.class)) {
            assertThat(driver.calls).containsExactly("setFetchSize 1000");
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.value()).isEqualTo(1L);
            assertThat(cursor.next()).isFalse();
            assertThat(driver.closed).isZero();
        }
        assertThat(driver.closed).isEqualTo(1);
    }

    @Test
    void open_mappingFails_statementIsClosed() {
        answer(List.of(new Column("a", Types.BIGINT)), List.of(1L));

        assertThatThrownBy(() -> runner.open(connection, sql("select 1"), null, Numbers.class))
                .isInstanceOf(DatabaseException.class);
        assertThat(driver.closed).isEqualTo(1);
    }

    @Test
    void insert_driverReturnsWholeRow_takesTheColumnThatCounts() throws SQLException {
        answer(List.of(new Column("name", Types.VARCHAR), new Column("id", Types.BIGINT, true)), List.of("Zak", 7L));

        assertThat(runner.insert(connection, sql("insert into t (name) values ('Zak')"), null, Long.class))
                .isEqualTo(7L);
        assertThat(driver.prepared).containsExactly("insert into t (name) values ('Zak') +keys");
    }

    @Test
    void insert_noColumnCounts_takesTheFirst() throws SQLException {
        answer(List.of(new Column("code", Types.VARCHAR), new Column("id", Types.BIGINT)), List.of("x", 7L));

        assertThat(runner.insert(connection, sql("insert into t values (1)"), null, String.class))
                .isEqualTo("x");
    }

    @Test
    void insert_noRow_isAnError() {
        driver.updateCount = 0;
        answer(List.of(new Column("id", Types.BIGINT)), List.of(7L));

        assertThatThrownBy(() -> runner.insert(connection, sql("insert into t values (1)"), null, Long.class))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("generated no key");
    }

    @Test
    void update_thatChangesTheSession_marksTheConnection() throws Exception {
        runner.update(connection, sql("select 1"), null);
        connection.reset();
        assertThat(driver.calls).isEmpty();

        runner.update(connection, sql("set search_path to x"), null);
        connection.reset();
        assertThat(driver.calls).contains("execute reset");
    }

    @Test
    void query_tooManyParameters_isRefusedBeforeItIsSent() {
        List<Long> ids = LongStream.range(0, 65_536).boxed().toList();

        assertThatThrownBy(() ->
                        runner.query(connection, sql("select 1 where 1 in (:ids)"), Map.of("ids", ids), Long.class))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("65536 parameters")
                .hasMessageContaining("65535 at most");
        assertThat(driver.prepared).isEmpty();
    }
}
