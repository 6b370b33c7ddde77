package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.TestDatabases;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresqlValuesIT {

    private static final String NASTY =
            "tab\t new\nline\r back\\slash \\N \\. 'single' \"double\" ,{}; ünï 漢字 😀 \u0001";

    private static final PostgresqlEngine ENGINE = new PostgresqlEngine();
    private static JdbcConnection connection;

    @BeforeAll
    static void connect() throws Exception {
        connection = Raw.connect(
                ENGINE, TestConfig.postgres(TestDatabases.postgres()).build());
        Raw.execute(connection, "create type day as enum ('MONDAY', 'TUESDAY')", "set time zone 'Asia/Kolkata'");
    }

    @AfterAll
    static void close() {
        connection.close();
    }

    /** More than five times, because the driver then prepares on the server and speaks binary. */
    private static Object as(String type, Object value) throws SQLException {
        Raw.execute(connection, "drop table if exists v", "create table v (c " + type + ")");
        Object first = Raw.roundTrip(ENGINE, connection, "insert into v values (?) returning c", value);
        for (int i = 0; i < 6; i++) {
            assertThat(Raw.roundTrip(ENGINE, connection, "insert into v values (?) returning c", value))
                    .as("time %d", i + 2)
                    .isEqualTo(first);
        }
        return first;
    }

    @Test
    void roundTrip_scalars_comeBackAsTheClosestType() throws Exception {
        assertThat(as("text", NASTY)).isEqualTo(NASTY);
        assertThat(as("text", 'x')).isEqualTo("x");
        assertThat(as("text", null)).isNull();
        assertThat(as("int", null)).isNull();
        assertThat(as("timestamptz", null)).isNull();
        assertThat(as("int[]", null)).isNull();
        assertThat(as("time", null)).isNull();
        assertThat(as("int", 7)).isEqualTo(7);
        assertThat(as("bigint", Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        assertThat(as("numeric(20, 4)", new BigDecimal("12.3400"))).isEqualTo(new BigDecimal("12.3400"));
        assertThat(as("numeric", BigInteger.TWO.pow(80))).isEqualTo(new BigDecimal(BigInteger.TWO.pow(80)));
        assertThat(as("double precision", 0.1)).isEqualTo(0.1);
        assertThat(as("boolean", true)).isEqualTo(true);
        assertThat(as("bytea", new byte[] {0, -1, 92})).isEqualTo(new byte[] {0, -1, 92});
        UUID id = UUID.randomUUID();
        assertThat(as("uuid", id)).isEqualTo(id);
    }

    @Test
    void roundTrip_times_keepTheirMeaning() throws Exception {
        Instant moment = Instant.parse("2026-03-29T01:30:00.123456Z");
        OffsetDateTime utc = moment.atOffset(ZoneOffset.UTC);
        LocalDateTime local = LocalDateTime.of(2026, 3, 29, 2, 30, 0, 123_456_000);
        assertThat(((OffsetDateTime) as("timestamptz", moment)).toInstant()).isEqualTo(moment);
        assertThat(((OffsetDateTime) as("timestamptz", utc)).toInstant()).isEqualTo(moment);
        assertThat(((OffsetDateTime) as("timestamptz", moment.atZone(ZoneId.of("Europe/Paris")))).toInstant())
                .isEqualTo(moment);
        assertThat(as("timestamp", local)).isEqualTo(local);
        assertThat(as("date", local.toLocalDate())).isEqualTo(local.toLocalDate());
        assertThat(as("time", local.toLocalTime())).isEqualTo(local.toLocalTime());
        OffsetTime offset = OffsetTime.of(10, 30, 0, 0, ZoneOffset.ofHours(-5));
        assertThat(as("timetz", offset)).isEqualTo(offset);
        assertThat(as("date", LocalDate.of(-43, 3, 15))).isEqualTo(LocalDate.of(-43, 3, 15));
        assertThat(Raw.roundTrip(ENGINE, connection, "select 'infinity'::timestamptz where ?", true))
                .isEqualTo(OffsetDateTime.MAX);
    }

    @Test
    void roundTrip_untypedValues_areWhatTheColumnIs() throws Exception {
        assertThat(as("day", DayOfWeek.MONDAY)).isEqualTo("MONDAY");
        assertThat(as("text", DayOfWeek.MONDAY)).isEqualTo("MONDAY");
        assertThat(as("interval", Duration.ofSeconds(3_725))).isEqualTo("01:02:05");
        assertThat(as("interval", Period.of(1, 2, 3))).isEqualTo("1 year 2 mons 3 days");
        assertThat(as("day[]", List.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY))).isEqualTo(List.of("MONDAY", "TUESDAY"));
    }

    @Test
    void roundTrip_jsonWithCast_isText() throws Exception {
        assertThat(Raw.roundTrip(ENGINE, connection, "select ?::jsonb", "{\"a\": [1, 2]}"))
                .isEqualTo("{\"a\": [1, 2]}");
        assertThat(Raw.roundTrip(ENGINE, connection, "select ?::json", "{}")).isEqualTo("{}");
        assertThat(Raw.roundTrip(ENGINE, connection, "select ?::xml", "<a/>")).isEqualTo("<a/>");
        assertThat(Raw.roundTrip(ENGINE, connection, "select ?::inet", "10.0.0.1/8"))
                .isEqualTo("10.0.0.1/8");
    }

    @Test
    void roundTrip_arrays_areLists() throws Exception {
        assertThat(as("int[]", List.of(1, 2, 3))).isEqualTo(List.of(1, 2, 3));
        assertThat(as("int[]", new int[] {4, 5})).isEqualTo(List.of(4, 5));
        assertThat(as("int[]", List.of())).isEqualTo(List.of());
        assertThat(as("bigint[]", Set.of(7L))).isEqualTo(List.of(7L));
        assertThat(as("text[]", Arrays.asList(NASTY, null, "", "NULL")))
                .isEqualTo(Arrays.asList(NASTY, null, "", "NULL"));
        assertThat(as("int[][]", List.of(List.of(1, 2), List.of(3, 4))))
                .isEqualTo(List.of(List.of(1, 2), List.of(3, 4)));
        assertThat(as("numeric[]", List.of(new BigDecimal("1.50")))).isEqualTo(List.of(new BigDecimal("1.50")));
        assertThat(as("numeric[]", List.of(1, 2.5))).isEqualTo(List.of(new BigDecimal("1"), new BigDecimal("2.5")));
        assertThat(as("boolean[]", new boolean[] {true, false})).isEqualTo(List.of(true, false));
        UUID id = UUID.randomUUID();
        assertThat(as("uuid[]", List.of(id))).isEqualTo(List.of(id));
        Instant moment = Instant.parse("2026-03-29T01:30:00.123456Z");
        assertThat(as("timestamptz[]", List.of(moment))).isEqualTo(List.of(moment.atOffset(ZoneOffset.UTC)));
        LocalDateTime local = LocalDateTime.of(2026, 1, 15, 10, 30);
        assertThat(as("timestamp[]", List.of(local))).isEqualTo(List.of(local));
        assertThat(as("date[]", List.of(local.toLocalDate()))).isEqualTo(List.of(local.toLocalDate()));
        assertThat(as("time[]", List.of(LocalTime.of(10, 30)))).isEqualTo(List.of(LocalTime.of(10, 30)));
        assertThat((List<?>) Raw.roundTrip(ENGINE, connection, "select ?::bytea[]", List.of(new byte[] {1, -1})))
                .singleElement()
                .isEqualTo(new byte[] {1, -1});
    }

    @Test
    void bind_arrayInAny_findsRows() throws Exception {
        assertThat(Raw.roundTrip(
                        ENGINE,
                        connection,
                        "select count(*) from generate_series(1, 9) n where n = any (?)",
                        List.of(2, 3)))
                .isEqualTo(2L);
    }

    @Test
    void bulkInsert_nastyValues_comeBackExactly() throws Exception {
        Raw.execute(
                connection,
                "drop table if exists b",
                "create table b (id int, t text, x bytea, a text[], m timestamptz, d day, f boolean, i interval)");
        Instant moment = Instant.parse("2026-03-29T01:30:00.123456Z");
        List<List<Object>> rows = new ArrayList<>();
        rows.add(Arrays.asList(
                0,
                NASTY,
                new byte[] {0, 92, 9, 10},
                List.of(NASTY, ""),
                moment,
                DayOfWeek.MONDAY,
                true,
                Duration.ofMinutes(1)));
        rows.add(Arrays.asList(1, null, null, null, null, null, null, null));
        rows.add(Arrays.asList(
                2, "", new byte[0], List.of(), moment.atZone(ZoneId.of("Asia/Tokyo")), null, false, null));
        for (int i = 3; i < 5_000; i++) {
            rows.add(Arrays.asList(i, "row " + i + " " + "x".repeat(50), null, null, null, null, null, null));
        }
        connection.begin();
        long inserted = ENGINE.values()
                .bulkInsert(connection.raw(), "b", List.of("id", "t", "x", "a", "m", "d", "f", "i"), rows);
        connection.commit();

        assertThat(inserted).isEqualTo(5_000);
        assertThat(Raw.single(connection, "select count(*) || ' ' || count(t) from b"))
                .isEqualTo("5000 4999");
        try (Statement statement = connection.raw().createStatement();
                ResultSet first = statement.executeQuery("select * from b where id = 0")) {
            first.next();
            assertThat(first.getString("t")).isEqualTo(NASTY);
            assertThat(first.getBytes("x")).isEqualTo(new byte[] {0, 92, 9, 10});
            assertThat((Object[]) first.getArray("a").getArray()).containsExactly(NASTY, "");
            assertThat(first.getTimestamp("m").toInstant()).isEqualTo(moment);
            assertThat(first.getString("d")).isEqualTo("MONDAY");
            assertThat(first.getBoolean("f")).isTrue();
            assertThat(first.getString("i")).isEqualTo("00:01:00");
        }
        assertThat(Raw.single(connection, "select t = '' and x = '' and a = '{}' and not f from b where id = 2"))
                .isEqualTo("t");
    }

    @Test
    void bulkInsert_failing_leavesTheConnectionUsable() throws Exception {
        Raw.execute(connection, "drop table if exists b", "create table b (id int primary key, n int)");
        List<String> columns = List.of("id", "n");
        assertThat(Raw.failure(ENGINE, () -> bulk(columns, List.of(List.of(1, 1), List.of(1, 2))))
                        .category())
                .isEqualTo(ErrorCategory.CONSTRAINT);
        assertThat(Raw.failure(ENGINE, () -> bulk(columns, List.of(List.of(1, "many"))))
                        .category())
                .isEqualTo(ErrorCategory.DATA);
        assertThat(Raw.failure(ENGINE, () -> bulk(columns, List.of(List.of(1, 1), List.of(2))))
                        .category())
                .isEqualTo(ErrorCategory.DATA);
        Iterable<List<Object>> broken = () -> {
            throw new IllegalStateException("the caller's own");
        };
        assertThatThrownBy(() -> bulk(columns, broken)).hasMessage("the caller's own");
        assertThat(bulk(columns, List.of())).isZero();
        assertThat(Raw.single(connection, "select count(*) from b")).isEqualTo("0");
    }

    private static long bulk(List<String> columns, Iterable<List<Object>> rows) throws SQLException {
        connection.begin();
        try {
            long inserted = ENGINE.values().bulkInsert(connection.raw(), "b", columns, rows);
            connection.commit();
            return inserted;
        } finally {
            connection.reset();
        }
    }
}
