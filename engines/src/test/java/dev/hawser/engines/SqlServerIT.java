package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.Row;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.LeakCheck;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is SQL Server's own, beside the contract: its syntax, its types, its limits. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class SqlServerIT {

    private static SqlServerUnderTest server;

    private DatabaseManager manager;
    private SqlDatabase shop;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = new SqlServerUnderTest(directory, SqlServerAddress.ofEnvironment());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() {
        manager = SqlServerUnderTest.open(server.options());
        assertThat(manager.setupErrors()).isEmpty();
        shop = manager.sql();
        shop.update("drop table if exists item");
        shop.update(
                "create table item (id bigint identity(1,1) primary key, name nvarchar(40) not null unique, price decimal(12, 2))");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private long count() {
        return shop.queryOne("select count(*) from item", null, Long.class).orElseThrow();
    }

    record Item(long id, String name, BigDecimal price) {}

    @Test
    void query_withNamedParameters_givesRecords() {
        shop.insert(
                "insert into item (name, price) values (:name, :price)",
                Map.of("name", "Zak's [a:b]", "price", new BigDecimal("9.50")));
        shop.insert("insert into item (name) values (:name)", Map.of("name", "other"));

        assertThat(shop.query(
                        "select id, [name], price from item where name = :name",
                        Map.of("name", "Zak's [a:b]"),
                        Item.class))
                .containsExactly(new Item(1, "Zak's [a:b]", new BigDecimal("9.50")));
        assertThat(shop.query(
                        "select name from item where id in (:ids) order by id",
                        Map.of("ids", List.of(1, 2, 3)),
                        String.class))
                .containsExactly("Zak's [a:b]", "other");
        assertThat(shop.query("select name as [a:b] from item /* :x /* :y */ */ where id = 1 -- :z"))
                .extracting(row -> row.get("a:b"))
                .containsExactly("Zak's [a:b]");
    }

    @Test
    void transaction_thatGoesOnAfterAnError_isNotHalfCommitted() {
        assertThatThrownBy(() -> shop.transaction(tx -> {
                    tx.update("insert into item (name) values (N'first')");
                    try {
                        tx.update("insert into item (name) values (N'first')");
                    } catch (DatabaseException duplicate) {
                        assertThat(duplicate.category()).isEqualTo(ErrorCategory.CONSTRAINT);
                    }
                    tx.update("insert into item (name) values (N'second')");
                    return null;
                }))
                .hasMessageContaining("rolled it back");
        assertThat(count()).isZero();
    }

    @Test
    void session_changedByText_isNotUsedAgain() {
        try (Session session = shop.session()) {
            session.update("set lock_timeout 7");
        }
        int usual = shop.queryOne("select @@lock_timeout", null, Integer.class).orElseThrow();
        assertThat(usual).isEqualTo(30_000);
    }

    @Test
    void parameters_moreThanTheServerTakes_areRefusedBeforeTheyAreSent() {
        List<Integer> ids = IntStream.range(0, 2_099).boxed().toList();
        assertThatThrownBy(
                        () -> shop.query("select name from item where id in (:ids)", Map.of("ids", ids), String.class))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("2098");
        assertThat(shop.query(
                        "select name from item where id in (:ids)", Map.of("ids", ids.subList(0, 2_098)), String.class))
                .isEmpty();
    }

    @Test
    void output_givesTheGeneratedKey() {
        assertThat(shop.queryOne(
                        "insert into item (name) output inserted.id values (:name)", Map.of("name", "c"), Long.class))
                .contains(1L);
    }

    /** Those of other engines are the contract's. */
    @Test
    void types_ofSqlServersOwn_keepEveryDigit() {
        shop.update("drop table if exists kind");
        shop.update("create table kind (small smallint, single real, long decimal(38, 6), time time(7),"
                + " local datetime2(7), moment datetimeoffset(7), text nvarchar(max))");
        Map<String, Object> values = Map.of(
                "small",
                (short) -7,
                "single",
                1.5f,
                "long",
                new BigDecimal("-12345678901234567890.123456"),
                "time",
                LocalTime.of(23, 59, 59, 999_999_900),
                "local",
                LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_900),
                "moment",
                OffsetDateTime.of(2026, 3, 1, 12, 30, 5, 123_456_700, ZoneOffset.ofHours(-5)),
                "text",
                "long ".repeat(5_000));
        shop.update("insert into kind values (:small, :single, :long, :time, :local, :moment, :text)", values);

        Row row = shop.queryOne("select * from kind").orElseThrow();
        values.forEach((column, value) -> assertThat(row.get(column)).as(column).isEqualTo(value));
    }

    @Test
    void bulkInsert_nullAmongBytes_isSentAsBytes() {
        shop.update("drop table if exists picture");
        shop.update("create table picture (id int, data varbinary(max), name nvarchar(9))");
        List<List<Object>> rows = List.of(
                Arrays.asList(1, null, "none"),
                Arrays.asList(2, new byte[] {0, -1}, null),
                Arrays.asList(3, null, null));

        assertThat(shop.bulkInsert("picture", List.of("id", "data", "name"), rows))
                .isEqualTo(3);

        assertThat(shop.query("select id from picture where data is null", null, Integer.class))
                .containsExactly(1, 3);
    }

    @Test
    void decimal_withTooManyDigits_isRefusedAndNotRounded() {
        assertThatThrownBy(() -> shop.update(
                        "update item set price = :price", Map.of("price", new BigDecimal("1").scaleByPowerOfTen(-39))))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA));
    }
}
