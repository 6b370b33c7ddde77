package dev.hawser.internal.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TypeConvertersTest {

    enum Status {
        OPEN,
        CLOSED_FOREVER,
        closed
    }

    record Generic(Optional<Long> maybe, List<Status> list, Optional<List<Integer>> nested) {}

    private static Object convert(Object value, Class<?> type) {
        return TypeConverters.to(type).convert(value);
    }

    private static void assertMisfit(Object value, Class<?> type, String reason) {
        assertThatThrownBy(() -> convert(value, type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static Converter component(int index) {
        return TypeConverters.to(Generic.class.getRecordComponents()[index].getGenericType());
    }

    @Test
    void convert_numbersThatFit_areConverted() {
        assertThat(convert(5L, int.class)).isEqualTo(5);
        assertThat(convert(5, Long.class)).isEqualTo(5L);
        assertThat(convert(new BigDecimal("5.00"), long.class)).isEqualTo(5L);
        assertThat(convert(5.0, short.class)).isEqualTo((short) 5);
        assertThat(convert("5", byte.class)).isEqualTo((byte) 5);
        assertThat(convert(5L, BigDecimal.class)).isEqualTo(new BigDecimal("5"));
        assertThat(convert(0.1, BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
        assertThat(convert("1.50", BigDecimal.class)).isEqualTo(new BigDecimal("1.50"));
        assertThat(convert(new BigDecimal("12"), BigInteger.class)).isEqualTo(BigInteger.valueOf(12));
        assertThat(convert(5L, double.class)).isEqualTo(5.0);
        assertThat(convert(new BigDecimal("0.5"), float.class)).isEqualTo(0.5f);
    }

    @Test
    void convert_numbersThatDoNotFit_areErrors() {
        assertMisfit(3_000_000_000L, int.class, "out of range of int");
        assertMisfit(-3_000_000_000L, Integer.class, "out of range of int");
        assertMisfit(40_000, short.class, "out of range of short");
        assertMisfit(200, byte.class, "out of range of byte");
        assertMisfit(new BigDecimal("9223372036854775808"), long.class, "out of range of long");
        assertMisfit(new BigDecimal("1e400"), double.class, "out of range of double");
        assertMisfit(1e300, float.class, "out of range of float");
        assertMisfit(1.5, long.class, "fraction");
        assertMisfit(Double.NaN, long.class, "not a number");
        assertMisfit("abc", int.class, "not a number");
        assertMisfit(true, int.class, "a Boolean does not become");
    }

    @Test
    void convert_null_staysNullExceptForPrimitives() {
        assertThat(convert(null, Long.class)).isNull();
        assertThat(convert(null, String.class)).isNull();
        assertThat(convert(null, int[].class)).isNull();
        assertMisfit(null, long.class, "null");
        assertMisfit(null, boolean.class, "null");
    }

    @Test
    void convert_booleans_comeFromZeroOneAndWords() {
        assertThat(convert(1, boolean.class)).isEqualTo(true);
        assertThat(convert(0L, Boolean.class)).isEqualTo(false);
        assertThat(convert("t", Boolean.class)).isEqualTo(true);
        assertThat(convert("FALSE", Boolean.class)).isEqualTo(false);
        assertMisfit(2, boolean.class, "neither 0 nor 1");
        assertMisfit("maybe", boolean.class, "neither true nor false");
    }

    @Test
    void convert_text_isStrict() {
        assertThat(convert(5L, String.class)).isEqualTo("5");
        assertThat(convert(new BigDecimal("1E+3"), String.class)).isEqualTo("1000");
        assertThat(convert("x", char.class)).isEqualTo('x');
        assertMisfit("xy", char.class, "not one character");
        assertMisfit(new byte[] {1}, String.class, "a byte[] does not become a String");
    }

    @Test
    void convert_enums_areFoundByName() {
        assertThat(convert("OPEN", Status.class)).isEqualTo(Status.OPEN);
        assertThat(convert("open", Status.class)).isEqualTo(Status.OPEN);
        assertThat(convert("closed_forever", Status.class)).isEqualTo(Status.CLOSED_FOREVER);
        assertThat(convert("closed", Status.class)).isEqualTo(Status.closed);
        assertMisfit("shut", Status.class, "no constant of Status");
        assertMisfit(0, Status.class, "a Integer does not become a Status");
    }

    @Test
    void convert_uuid_comesFromTextAndBytes() {
        UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        byte[] bytes = {
            0,
            0x11,
            0x22,
            0x33,
            0x44,
            0x55,
            0x66,
            0x77,
            (byte) 0x88,
            (byte) 0x99,
            (byte) 0xaa,
            (byte) 0xbb,
            (byte) 0xcc,
            (byte) 0xdd,
            (byte) 0xee,
            (byte) 0xff
        };

        assertThat(convert(uuid.toString(), UUID.class)).isEqualTo(uuid);
        assertThat(convert(bytes, UUID.class)).isEqualTo(uuid);
        assertMisfit("secret-text", UUID.class, "not a UUID");
    }

    @Test
    void convert_errors_doNotShowTheValue() {
        for (Class<?> type :
                List.of(UUID.class, int.class, Status.class, Instant.class, boolean.class, Duration.class)) {
            assertThatThrownBy(() -> convert("hunter2", type))
                    .isInstanceOf(IllegalArgumentException.class)
                    .extracting(Throwable::getMessage)
                    .asString()
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void convert_timesFromText_areRead() {
        LocalDateTime local = LocalDateTime.of(2026, 1, 15, 10, 30, 5);

        assertThat(convert("2026-01-15", LocalDate.class)).isEqualTo(local.toLocalDate());
        assertThat(convert("10:30:05", LocalTime.class)).isEqualTo(local.toLocalTime());
        assertThat(convert("10:30:05+02:00", OffsetTime.class))
                .isEqualTo(local.toLocalTime().atOffset(ZoneOffset.ofHours(2)));
        assertThat(convert("2026-01-15 10:30:05", LocalDateTime.class)).isEqualTo(local);
        assertThat(convert("2026-01-15T10:30:05.25", LocalDateTime.class)).isEqualTo(local.withNano(250_000_000));
        assertThat(convert("2026-01-15T10:30:05Z", Instant.class)).isEqualTo(local.toInstant(ZoneOffset.UTC));
        assertThat(convert("2026-01-15 10:30:05+02", Instant.class)).isEqualTo(local.toInstant(ZoneOffset.ofHours(2)));
        assertThat(convert("2026-01-15 10:30:05+02:00", OffsetDateTime.class))
                .isEqualTo(local.atOffset(ZoneOffset.ofHours(2)));
        assertThat(convert("PT1M", Duration.class)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void convert_timeWithoutZone_isUtcAsAPointInTime() {
        LocalDateTime local = LocalDateTime.of(2026, 1, 15, 10, 30, 5);

        assertThat(convert("2026-01-15 10:30:05", Instant.class)).isEqualTo(local.toInstant(ZoneOffset.UTC));
        assertThat(convert(local, Instant.class)).isEqualTo(local.toInstant(ZoneOffset.UTC));
    }

    @Test
    void convert_timesThatWouldLoseSomething_areErrors() {
        assertMisfit("2026-01-15T10:30:05Z", LocalDateTime.class, "time zone");
        assertMisfit("2026-01-15", Instant.class, "no time of day");
        assertMisfit(OffsetDateTime.now(ZoneOffset.UTC), LocalDateTime.class, "does not become a LocalDateTime");
        assertMisfit(LocalDateTime.of(2026, 1, 15, 10, 30), LocalDate.class, "does not become a LocalDate");
        assertMisfit("soon", Instant.class, "not an ISO date");
        assertMisfit(5L, Instant.class, "a Long does not become");
    }

    @Test
    void convert_lists_haveTheirElementsConverted() {
        assertThat(component(1).convert(Arrays.asList("OPEN", null))).isEqualTo(Arrays.asList(Status.OPEN, null));
        assertThat(convert(List.of(1L, 2L), int[].class)).isEqualTo(new int[] {1, 2});
        assertThat(convert(List.of("a"), String[].class)).isEqualTo(new String[] {"a"});
        assertMisfit("a", String[].class, "a String does not become a String[]");
        assertThatThrownBy(() -> component(1).convert("OPEN")).hasMessageContaining("does not become a List");
    }

    @Test
    void convert_optionals_wrapWhatIsThere() {
        assertThat(component(0).convert(5)).isEqualTo(Optional.of(5L));
        assertThat(component(0).convert(null)).isEqualTo(Optional.empty());
        assertThat(component(2).convert(List.of(1L))).isEqualTo(Optional.of(List.of(1)));
    }

    @Test
    void convert_toObject_keepsTheValue() {
        assertThat(convert(5L, Object.class)).isEqualTo(5L);
        assertMisfit(5L, Thread.class, "a Long does not become a Thread");
    }
}
