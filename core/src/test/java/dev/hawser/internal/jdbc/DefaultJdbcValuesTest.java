package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.internal.jdbc.StubResult.Column;
import dev.hawser.spi.jdbc.DefaultJdbcValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Clob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DefaultJdbcValuesTest {

    enum Status {
        OPEN
    }

    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

    private final DefaultJdbcValues values = new DefaultJdbcValues();

    private String bound(Object value) throws SQLException {
        StubDriver driver = new StubDriver();
        try (PreparedStatement statement = driver.raw().prepareStatement("select ?")) {
            values.bind(statement, 1, value);
        }
        return driver.bound.get(1);
    }

    private Object read(Object value, int type) throws SQLException {
        ResultSet rows = new StubResult(List.of(new Column("a", type)), List.of(Arrays.asList(value))).open();
        rows.next();
        return values.read(rows, 1, type);
    }

    @Test
    void bind_plainTypes_useTheirSetters() throws SQLException {
        assertThat(bound("x")).isEqualTo("setString x");
        assertThat(bound(5L)).isEqualTo("setLong 5");
        assertThat(bound(5)).isEqualTo("setInt 5");
        assertThat(bound(true)).isEqualTo("setBoolean true");
        assertThat(bound(0.5)).isEqualTo("setDouble 0.5");
        assertThat(bound(new BigDecimal("1.50"))).isEqualTo("setBigDecimal 1.50");
        assertThat(bound(null)).isEqualTo("setNull " + Types.NULL);
        assertThat(bound(new byte[] {1})).startsWith("setBytes");
    }

    @Test
    void bind_otherTypes_becomeWhatDriversKnow() throws SQLException {
        UUID uuid = UUID.randomUUID();

        assertThat(bound(Status.OPEN)).isEqualTo("setString OPEN");
        assertThat(bound('x')).isEqualTo("setString x");
        assertThat(bound(new StringBuilder("x"))).isEqualTo("setString x");
        assertThat(bound(BigInteger.TEN)).isEqualTo("setBigDecimal 10");
        assertThat(bound(uuid)).isEqualTo("setObject " + uuid);
        assertThat(bound(Optional.of(5L))).isEqualTo("setLong 5");
        assertThat(bound(Optional.empty())).isEqualTo("setNull " + Types.NULL);
    }

    @Test
    void bind_pointsInTime_becomeOffsetDateTimes() throws SQLException {
        assertThat(bound(NOON)).isEqualTo("setObject 2026-01-15T12:00Z");
        assertThat(bound(NOON.atZone(ZoneId.of("Europe/Berlin")))).isEqualTo("setObject 2026-01-15T13:00+01:00");
        assertThat(bound(java.util.Date.from(NOON))).isEqualTo("setObject 2026-01-15T12:00Z");
        assertThat(bound(LocalDate.of(2026, 1, 15))).isEqualTo("setObject 2026-01-15");
        assertThat(bound(Timestamp.valueOf("2026-01-15 12:00:00"))).isEqualTo("setObject 2026-01-15 12:00:00.0");
    }

    @Test
    void bind_collectionsAndArrays_becomeSqlArrays() throws SQLException {
        assertThat(bound(List.of(1L, 2L))).isEqualTo("setArray bigint[1, 2]");
        assertThat(bound(new int[] {1, 2})).isEqualTo("setArray integer[1, 2]");
        assertThat(bound(Set.of(Status.OPEN))).isEqualTo("setArray varchar[OPEN]");
        assertThat(bound(List.of(NOON))).isEqualTo("setArray timestamptz[2026-01-15T12:00Z]");
        assertThat(bound(List.of())).isEqualTo("setArray varchar[]");
    }

    @Test
    void read_typedColumns_askForJavaTimes() throws SQLException {
        LocalDateTime time = LocalDateTime.of(2026, 1, 15, 12, 0);
        OffsetDateTime offset = time.atOffset(ZoneOffset.UTC);

        assertThat(read(time, Types.TIMESTAMP)).isEqualTo(time);
        assertThat(read(offset, Types.TIMESTAMP_WITH_TIMEZONE)).isEqualTo(offset);
        assertThat(read("x", Types.CLOB)).isEqualTo("x");
        assertThat(read(new BigDecimal("1.5"), Types.NUMERIC)).isEqualTo(new BigDecimal("1.5"));
        assertThat(read(null, Types.DATE)).isNull();
        assertThat(read(7, Types.INTEGER)).isEqualTo(7);
    }

    @Test
    void read_typesOfTheDriver_doNotLeak() throws SQLException {
        LocalDateTime time = LocalDateTime.of(2026, 1, 15, 12, 0);
        Array array = StubResult.proxy(
                Array.class,
                (proxy, method, arguments) -> method.getName().equals("getArray")
                        ? new Object[] {Timestamp.valueOf(time), null, new Integer[] {1, 2}}
                        : null);
        Clob clob = StubResult.proxy(
                Clob.class, (proxy, method, arguments) -> method.getName().equals("length") ? (Object) 4L : "text");

        assertThat(read(Timestamp.valueOf(time), Types.OTHER)).isEqualTo(time);
        assertThat(read(java.sql.Date.valueOf("2026-01-15"), Types.OTHER)).isEqualTo(LocalDate.of(2026, 1, 15));
        assertThat(read(Time.valueOf("12:00:00"), Types.OTHER)).isEqualTo(LocalTime.NOON);
        assertThat(read(array, Types.ARRAY)).isEqualTo(Arrays.asList(time, null, List.of(1, 2)));
        assertThat(read(clob, Types.OTHER)).isEqualTo("text");
    }
}
