package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.LeakCheck;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class SqliteValuesIT {

    private final SqliteEngine engine = new SqliteEngine();
    private final ConnectionFactory factory =
            engine.connectionFactory(TestConfig.sqlite(":memory:").build());
    private JdbcConnection connection;

    @BeforeEach
    void connect() throws Exception {
        connection = (JdbcConnection) factory.connect(SqliteEngine.WRITER, Raw.NOBODY, Raw.TIMEOUT);
    }

    @AfterEach
    void close() {
        connection.close();
        factory.close();
    }

    private Object plain(Object value) throws SQLException {
        return Raw.roundTrip(engine, connection, "select ?", value);
    }

    private Object declared(String type, Object value) throws SQLException {
        Raw.execute(connection, "create table if not exists \"t " + type + "\" (c " + type + ")");
        return Raw.roundTrip(engine, connection, "insert into \"t " + type + "\" values (?) returning c", value);
    }

    @Test
    void bind_plainValues_comeBack() throws Exception {
        assertThat(plain(null)).isNull();
        assertThat(plain("ünï\n'\0'")).isEqualTo("ünï\n'\0'");
        assertThat(plain(7)).isEqualTo(7);
        assertThat(plain((byte) 7)).isEqualTo(7);
        assertThat(plain(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(plain(0.1)).isEqualTo(0.1);
        assertThat(plain(true)).isEqualTo(1);
        assertThat(plain(new byte[] {0, -1})).isEqualTo(new byte[] {0, -1});
        assertThat(plain(TimeUnit.DAYS)).isEqualTo("DAYS");
        assertThat(plain('x')).isEqualTo("x");
        assertThat(plain(BigInteger.TWO)).isEqualTo(2);
        assertThat(plain(BigInteger.TWO.pow(80)))
                .isEqualTo(BigInteger.TWO.pow(80).toString());
        UUID id = UUID.randomUUID();
        assertThat(plain(id)).isEqualTo(id.toString());
    }

    @Test
    void read_declaredColumns_giveWhatTheyAreDeclaredToHold() throws Exception {
        assertThat(declared("boolean", true)).isEqualTo(true);
        assertThat(declared("boolean", false)).isEqualTo(false);
        assertThat(declared("decimal(20, 4)", new BigDecimal("12.3400"))).isEqualTo(new BigDecimal("12.34"));
        LocalDate date = LocalDate.of(2026, 1, 15);
        assertThat(declared("date", date)).isEqualTo(date);
        LocalTime time = LocalTime.of(10, 30, 0, 123_456_789);
        assertThat(declared("time", time)).isEqualTo("10:30:00.123456789");
        assertThat(declared("timestamp", date.atTime(time))).isEqualTo(date.atTime(time));
        Instant moment = Instant.parse("2026-01-15T10:30:00.123456789Z");
        OffsetDateTime utc = moment.atOffset(ZoneOffset.UTC);
        assertThat(declared("timestamp", moment)).isEqualTo(utc);
        assertThat(declared("datetime", moment)).isEqualTo(utc);
        assertThat(declared("timestamp", utc.withOffsetSameInstant(ZoneOffset.ofHours(5))))
                .isEqualTo(utc);
        assertThat(declared("timestamp", moment.atZone(ZoneId.of("Europe/Paris"))))
                .isEqualTo(utc);
    }

    @Test
    void read_textOfAnotherKind_staysText() throws Exception {
        assertThat(declared("date", "soon")).isEqualTo("soon");
        assertThat(declared("timestamp", "now and then")).isEqualTo("now and then");
        assertThat(declared("decimal", "much")).isEqualTo("much");
        assertThat(declared("boolean", "maybe")).isEqualTo("maybe");
        assertThat(declared("timestamp", "2026-01-15 10:30:00")).isEqualTo(LocalDateTime.of(2026, 1, 15, 10, 30));
        assertThat(declared("timestamp", "2026-01-15T10:30:00-05:00"))
                .isEqualTo(OffsetDateTime.parse("2026-01-15T10:30:00-05:00"));
    }

    @Test
    void bind_moments_sortAsText() throws Exception {
        Raw.execute(connection, "create table m (at text)");
        Instant whole = Instant.parse("2026-01-15T10:30:00Z");
        for (Instant moment : List.of(whole.plusNanos(500_000_000), whole, whole.plusNanos(1))) {
            Raw.roundTrip(engine, connection, "insert into m values (?) returning at", moment);
        }
        assertThat(Raw.single(connection, "select min(at) = '2026-01-15T10:30:00.000000000Z' from m"))
                .isEqualTo("1");
        assertThat(Raw.single(connection, "select max(at) = '2026-01-15T10:30:00.500000000Z' from m"))
                .isEqualTo("1");
        assertThat(Raw.single(connection, "select unixepoch(min(at)) from m"))
                .isEqualTo(Long.toString(whole.getEpochSecond()));
    }

    @Test
    void bind_array_isRefused() {
        assertThat(Raw.failure(engine, () -> plain(List.of(1))).category()).isEqualTo(ErrorCategory.DATA);
        assertThat(Raw.failure(engine, () -> plain(new int[] {1})).category()).isEqualTo(ErrorCategory.DATA);
    }

    @Test
    void bulkInsert_manyRows_insertsAll() throws Exception {
        Raw.execute(connection, "create table t (id integer primary key, name text, flag boolean)");
        List<List<Object>> rows = new java.util.ArrayList<>();
        for (int i = 1; i <= 2_345; i++) {
            rows.add(Arrays.asList(i, i % 2 == 0 ? null : "it's \"row\" " + i, i % 3 == 0));
        }
        connection.begin();
        long inserted =
                engine.values().bulkInsert(connection.raw(), "\"t\"", List.of("\"id\"", "\"name\"", "\"flag\""), rows);
        connection.commit();
        assertThat(inserted).isEqualTo(2_345);
        assertThat(Raw.single(connection, "select count(*) || ' ' || count(name) || ' ' || sum(flag) from t"))
                .isEqualTo("2345 1173 781");
    }

    @Test
    void bulkInsert_badRow_failsAndRollsBack() throws Exception {
        Raw.execute(connection, "create table t (a int, b int)");
        connection.begin();
        assertThatThrownBy(() -> engine.values()
                        .bulkInsert(connection.raw(), "t", List.of("a", "b"), List.of(List.of(1, 2), List.of(3))))
                .hasMessageContaining("row 2 has 1 values for 2 columns");
        connection.rollback();
        assertThat(Raw.single(connection, "select count(*) from t")).isEqualTo("0");
    }
}
