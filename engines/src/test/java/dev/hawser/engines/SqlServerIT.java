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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an application does with a database of SQL Server, through the public API and Microsoft's driver. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class SqlServerIT {

    private static SqlServers server;

    private DatabaseManager manager;
    private SqlDatabase shop;

    @BeforeAll
    static void start() throws Exception {
        server = SqlServers.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() {
        manager = SqlServers.open(server.options());
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
    void insert_returnsTheGeneratedKey_alsoByOutput() {
        assertThat(shop.insert("insert into item (name) values (:name)", Map.of("name", "a")))
                .isEqualTo(1);
        assertThat(shop.insert("insert into item (name) values (:name)", Map.of("name", "b")))
                .isEqualTo(2);
        assertThat(shop.queryOne(
                        "insert into item (name) output inserted.id values (:name)", Map.of("name", "c"), Long.class))
                .contains(3L);
    }

    @Test
    void transaction_thatThrows_leavesNothing() {
        assertThatThrownBy(() -> shop.transaction(tx -> {
                    tx.update("insert into item (name) values (N'a')");
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(count()).isZero();
        shop.transaction(tx -> {
            tx.update("insert into item (name) values (N'a')");
            return null;
        });
        assertThat(count()).isEqualTo(1);
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
    void session_commitsWhatItWasTold_andTheNextOneIsUnaffected() {
        try (Session session = shop.session()) {
            session.update("insert into item (name) values (N'kept')");
            session.commit();
            session.update("insert into item (name) values (N'lost')");
        }
        assertThat(shop.query("select name from item", null, String.class)).containsExactly("kept");
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
    void batchAndBulkInsert_insertAll() {
        List<Map<String, Object>> sets = IntStream.range(0, 2_500)
                .mapToObj(i -> Map.<String, Object>of("name", "batch " + i))
                .toList();
        assertThat(shop.batch("insert into item (name) values (:name)", sets))
                .hasSize(2_500)
                .containsOnly(1);
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            rows.add(List.of("bulk " + i, BigDecimal.valueOf(i, 2)));
        }
        assertThat(shop.bulkInsert("item", List.of("name", "price"), rows)).isEqualTo(1_500);
        assertThat(count()).isEqualTo(4_000);
    }

    @Test
    void stream_readsAndCloses() {
        shop.batch(
                "insert into item (name) values (:name)",
                IntStream.range(0, 300).mapToObj(i -> Map.of("name", "n" + i)).toList());
        try (Stream<String> names = shop.stream("select name from item order by id", null, String.class)) {
            assertThat(names.limit(10)).hasSize(10).startsWith("n0");
        }
        assertThat(count()).isEqualTo(300);
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
    void types_roundTrip() {
        shop.update("drop table if exists kind");
        shop.update(
                "create table kind (a bigint, b int, c smallint, d bit, e real, f float, g decimal(38, 6), h nvarchar(50),"
                        + " i nvarchar(max), j varbinary(max), k uniqueidentifier, l date, m time(7), n datetime2(7), o datetimeoffset(7),"
                        + " p nvarchar(20))");
        OffsetDateTime moment = OffsetDateTime.of(2026, 3, 1, 12, 30, 5, 123_456_700, ZoneOffset.ofHours(-5));
        Map<String, Object> values = Map.ofEntries(
                Map.entry("a", Long.MAX_VALUE),
                Map.entry("b", Integer.MIN_VALUE),
                Map.entry("c", (short) -7),
                Map.entry("d", true),
                Map.entry("e", 1.5f),
                Map.entry("f", Math.PI),
                Map.entry("g", new BigDecimal("-12345678901234567890.123456")),
                Map.entry("h", "grüße 🚀"),
                Map.entry("i", "long ".repeat(5_000)),
                Map.entry("j", new byte[] {0, 1, -1}),
                Map.entry("k", UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210")),
                Map.entry("l", LocalDate.of(1582, 10, 20)),
                Map.entry("m", LocalTime.of(23, 59, 59, 999_999_900)),
                Map.entry("n", LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_900)),
                Map.entry("o", moment),
                Map.entry("p", Duration.ofDays(1).toString()));
        shop.update("insert into kind values (:a, :b, :c, :d, :e, :f, :g, :h, :i, :j, :k, :l, :m, :n, :o, :p)", values);

        Row row = shop.queryOne("select * from kind").orElseThrow();
        values.forEach((column, value) -> assertThat(row.get(column)).as(column).isEqualTo(value));

        shop.update("update kind set h = :h, b = :b, k = :k, o = :o", nulls("h", "b", "k", "o"));
        Row empty = shop.queryOne("select h, b, k, o from kind").orElseThrow();
        assertThat(empty.toMap().values()).containsOnlyNulls();

        Instant now = Instant.parse("2026-01-15T10:30:00.123456Z");
        shop.update("update kind set o = :now", Map.of("now", now));
        assertThat(shop.queryOne("select o from kind", null, Instant.class)).contains(now);
    }

    private static Map<String, Object> nulls(String... names) {
        Map<String, Object> nulls = new java.util.HashMap<>();
        for (String name : names) {
            nulls.put(name, null);
        }
        return nulls;
    }

    @Test
    void decimal_withTooManyDigits_isRefusedAndNotRounded() {
        assertThatThrownBy(() -> shop.update(
                        "update item set price = :price", Map.of("price", new BigDecimal("1").scaleByPowerOfTen(-39))))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA));
    }

    @Test
    void array_isRefused() {
        assertThatThrownBy(() -> shop.update("update item set name = :names", Map.of("names", new String[] {"a"})))
                .hasMessageContaining("no arrays");
    }

    @Test
    void dataSource_keepsIsolationToTheLoan() throws Exception {
        try (java.sql.Connection connection = shop.dataSource().getConnection()) {
            connection.setTransactionIsolation(java.sql.Connection.TRANSACTION_SERIALIZABLE);
        }
        for (int i = 0; i < 3; i++) {
            try (java.sql.Connection connection = shop.dataSource().getConnection()) {
                assertThat(connection.getTransactionIsolation())
                        .isEqualTo(java.sql.Connection.TRANSACTION_READ_COMMITTED);
            }
        }
    }
}
