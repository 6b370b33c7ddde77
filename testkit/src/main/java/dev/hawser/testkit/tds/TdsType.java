package dev.hawser.testkit.tds;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The types of columns: how each describes itself, and how its values go over the wire (MS-TDS 2.2.5.4 to 2.2.5.6). */
enum TdsType {
    BIT(0x68, 1),
    TINYINT(0x26, 1),
    SMALLINT(0x26, 2),
    INT(0x26, 4),
    BIGINT(0x26, 8),
    REAL(0x6D, 4),
    FLOAT(0x6D, 8),
    DECIMAL(0x6A, 17),
    GUID(0x24, 16),
    DATE(0x28, 3),
    TIME(0x29, 5),
    DATETIME2(0x2A, 8),
    DATETIMEOFFSET(0x2B, 10),
    NVARCHAR(0xE7, 0),
    NVARCHAR_MAX(0xE7, 0),
    VARBINARY(0xA5, 0),
    VARBINARY_MAX(0xA5, 0);

    /** Latin1_General, case-insensitive. */
    static final byte[] COLLATION = {0x09, 0x04, (byte) 0xD0, 0x00, 0x34};

    static final int MAX_BYTES = 8000;
    static final int MAX_PRECISION = 38;
    static final int MAX_TIME_SCALE = 7;

    private static final int LONG = 0xFFFF;
    private static final LocalDate DAY_ZERO = LocalDate.of(1, 1, 1);

    private final int code;
    private final int size;

    TdsType(int code, int size) {
        this.code = code;
        this.size = size;
    }

    /** Type information. {@code precision} is the length of texts and bytes. */
    void describe(TdsWriter out, int precision, int scale) {
        out.u8(code);
        switch (this) {
            case BIT, TINYINT, SMALLINT, INT, BIGINT, REAL, FLOAT, GUID -> out.u8(size);
            case DECIMAL -> out.u8(size).u8(precision).u8(scale);
            case DATE -> {}
            case TIME, DATETIME2, DATETIMEOFFSET -> out.u8(scale);
            case NVARCHAR -> out.u16(Math.max(2, 2 * precision)).bytes(COLLATION);
            case NVARCHAR_MAX -> out.u16(LONG).bytes(COLLATION);
            case VARBINARY -> out.u16(Math.max(1, precision));
            case VARBINARY_MAX -> out.u16(LONG);
        }
    }

    /** A value, as {@link H2Column#read} gives it. */
    void write(TdsWriter out, @Nullable Object value, int scale) {
        if (value == null) {
            writeNull(out);
            return;
        }
        switch (this) {
            case BIT -> out.u8(1).u8((Boolean) value ? 1 : 0);
            case TINYINT, SMALLINT, INT, BIGINT -> out.u8(size).number(((Number) value).longValue(), size);
            case REAL -> out.u8(size).i32(Float.floatToRawIntBits(((Number) value).floatValue()));
            case FLOAT -> out.u8(size).i64(Double.doubleToRawLongBits(((Number) value).doubleValue()));
            case DECIMAL -> writeDecimal(out, (BigDecimal) value, scale);
            case GUID -> writeGuid(out.u8(size), (UUID) value);
            case DATE -> writeDate(out.u8(size), (LocalDate) value);
            case TIME -> writeTime(out.u8(timeSize(scale)), (LocalTime) value, scale);
            case DATETIME2 -> writeDateTime(out.u8(timeSize(scale) + 3), (LocalDateTime) value, scale);
            case DATETIMEOFFSET -> {
                OffsetDateTime time = (OffsetDateTime) value;
                out.u8(timeSize(scale) + 5);
                writeDateTime(out, time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime(), scale);
                out.u16(time.getOffset().getTotalSeconds() / 60);
            }
            case NVARCHAR -> {
                byte[] text = ((String) value).getBytes(StandardCharsets.UTF_16LE);
                out.u16(text.length).bytes(text);
            }
            case NVARCHAR_MAX -> out.chunks(((String) value).getBytes(StandardCharsets.UTF_16LE));
            case VARBINARY -> out.u16(((byte[]) value).length).bytes((byte[]) value);
            case VARBINARY_MAX -> out.chunks((byte[]) value);
        }
    }

    private void writeNull(TdsWriter out) {
        switch (this) {
            case NVARCHAR, VARBINARY -> out.u16(LONG);
            case NVARCHAR_MAX, VARBINARY_MAX -> out.i64(-1);
            default -> out.u8(0);
        }
    }

    /** Sign, and sixteen bytes of the number without its point. */
    private static void writeDecimal(TdsWriter out, BigDecimal value, int scale) {
        byte[] bigEndian = value.setScale(scale, RoundingMode.HALF_UP)
                .unscaledValue()
                .abs()
                .toByteArray();
        out.u8(17).u8(value.signum() < 0 ? 0 : 1);
        for (int i = 0; i < 16; i++) {
            int at = bigEndian.length - 1 - i;
            out.u8(at < 0 ? 0 : bigEndian[at]);
        }
    }

    /** The first three groups are little-endian, the rest is not. */
    private static void writeGuid(TdsWriter out, UUID value) {
        long first = value.getMostSignificantBits();
        out.i32((int) (first >> 32)).u16((int) (first >> 16)).u16((int) first);
        out.bytes(
                ByteBuffer.allocate(8).putLong(value.getLeastSignificantBits()).array());
    }

    static UUID guid(TdsReader in) {
        long first = in.unsigned(4) << 32 | in.unsigned(2) << 16 | in.unsigned(2);
        return new UUID(first, ByteBuffer.wrap(in.bytes(8)).getLong());
    }

    private static void writeDate(TdsWriter out, LocalDate date) {
        out.number(ChronoUnit.DAYS.between(DAY_ZERO, date), 3);
    }

    static LocalDate date(TdsReader in) {
        return DAY_ZERO.plusDays(in.unsigned(3));
    }

    private static void writeDateTime(TdsWriter out, LocalDateTime time, int scale) {
        writeTime(out, time.toLocalTime(), scale);
        writeDate(out, time.toLocalDate());
    }

    /** The units of its scale since midnight. */
    private static void writeTime(TdsWriter out, LocalTime time, int scale) {
        out.number(time.toNanoOfDay() / unit(scale), timeSize(scale));
    }

    static LocalTime time(TdsReader in, int scale) {
        return LocalTime.ofNanoOfDay(in.unsigned(timeSize(scale)) * unit(scale));
    }

    private static long unit(int scale) {
        long nanos = 1_000_000_000;
        for (int i = 0; i < scale; i++) {
            nanos /= 10;
        }
        return nanos;
    }

    private static int timeSize(int scale) {
        return scale <= 2 ? 3 : scale <= 4 ? 4 : 5;
    }
}
