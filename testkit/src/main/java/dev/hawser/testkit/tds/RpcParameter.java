package dev.hawser.testkit.tds;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a call.
 *
 * @param name with its {@code @}; empty if it has none
 * @param type H2's name for its type
 */
record RpcParameter(String name, String type, @Nullable Object value) {

    private static final int LONG = 0xFFFF;
    private static final int NULL = 0xFFFF;

    /** What H2 takes as varchar or varbinary; longer values are large objects. */
    private static final int LONGEST = 1_000_000;

    private static final LocalDateTime DATETIME_ZERO = LocalDateTime.of(1900, 1, 1, 0, 0);
    private static final Charset LATIN = Charset.forName("windows-1252");

    static RpcParameter read(TdsReader in) throws SqlServerError {
        String name = in.text(in.u8());
        in.u8(); // status: an output parameter or not
        int type = in.u8();
        return switch (type) {
            case 0x26 -> integer(name, in);
            case 0x68 -> {
                in.u8();
                yield new RpcParameter(name, "boolean", in.u8() == 0 ? null : in.u8() != 0);
            }
            case 0x6D -> floating(name, in);
            case 0x6A, 0x6C -> decimal(name, in);
            case 0x24 -> {
                in.u8();
                yield new RpcParameter(name, "uuid", in.u8() == 0 ? null : TdsType.guid(in));
            }
            case 0x28 -> new RpcParameter(name, "date", in.u8() == 0 ? null : TdsType.date(in));
            case 0x29, 0x2A, 0x2B -> time(name, type, in);
            case 0x6F -> datetime(name, in);
            case 0xE7, 0xEF -> text(name, in, StandardCharsets.UTF_16LE);
            case 0xA7, 0xAF -> text(name, in, LATIN);
            case 0xA5, 0xAD -> binary(name, in);
            default ->
                throw new SqlServerError(
                        8009, 16, "a parameter of type 0x" + Integer.toHexString(type) + " is not known here");
        };
    }

    private static RpcParameter integer(String name, TdsReader in) {
        int size = in.u8();
        String type = size == 8 ? "bigint" : size == 4 ? "integer" : "smallint";
        return new RpcParameter(
                name,
                type,
                switch (in.u8()) {
                    case 1 -> (Object) in.u8();
                    case 2 -> in.i16();
                    case 4 -> in.i32();
                    case 8 -> in.i64();
                    default -> null;
                });
    }

    private static RpcParameter floating(String name, TdsReader in) {
        String type = in.u8() == 4 ? "real" : "double precision";
        return new RpcParameter(
                name,
                type,
                switch (in.u8()) {
                    case 4 -> (Object) Float.intBitsToFloat(in.i32());
                    case 8 -> Double.longBitsToDouble(in.i64());
                    default -> null;
                });
    }

    private static RpcParameter decimal(String name, TdsReader in) {
        in.skip(2); // size and precision
        int scale = in.u8();
        String type = "decimal(" + TdsType.MAX_PRECISION + ", " + scale + ")";
        int length = in.u8();
        if (length == 0) {
            return new RpcParameter(name, type, null);
        }
        int signum = in.u8() == 0 ? -1 : 1;
        byte[] littleEndian = in.bytes(length - 1);
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
        }
        BigInteger unscaled = new BigInteger(1, bigEndian);
        return new RpcParameter(name, type, new BigDecimal(signum < 0 ? unscaled.negate() : unscaled, scale));
    }

    private static RpcParameter time(String name, int type, TdsReader in) {
        int scale = in.u8();
        boolean isNull = in.u8() == 0;
        return switch (type) {
            case 0x29 -> new RpcParameter(name, "time(" + scale + ")", isNull ? null : TdsType.time(in, scale));
            case 0x2A ->
                new RpcParameter(
                        name,
                        "timestamp(" + scale + ")",
                        isNull ? null : TdsType.time(in, scale).atDate(TdsType.date(in)));
            default -> {
                Object value = null;
                if (!isNull) {
                    LocalDateTime utc = TdsType.time(in, scale).atDate(TdsType.date(in));
                    value = utc.atOffset(ZoneOffset.UTC)
                            .withOffsetSameInstant(ZoneOffset.ofTotalSeconds(60 * in.i16()));
                }
                yield new RpcParameter(name, "timestamp(" + scale + ") with time zone", value);
            }
        };
    }

    /** Days, and three hundredths of a second. */
    private static RpcParameter datetime(String name, TdsReader in) {
        in.u8();
        int length = in.u8();
        Object value = null;
        if (length == 8) {
            value = DATETIME_ZERO.plusDays(in.i32()).plusNanos(Math.round(in.unsigned(4) * 10.0 / 3) * 1_000_000);
        } else if (length == 4) {
            value = DATETIME_ZERO.plusDays(in.u16()).plusMinutes(in.u16());
        }
        return new RpcParameter(name, "timestamp(3)", value);
    }

    private static RpcParameter text(String name, TdsReader in, Charset charset) {
        int size = in.u16();
        in.skip(TdsType.COLLATION.length);
        byte[] bytes = bytes(size, in);
        boolean large = bytes != null && bytes.length > LONGEST;
        return new RpcParameter(name, large ? "clob" : "varchar", bytes == null ? null : new String(bytes, charset));
    }

    private static RpcParameter binary(String name, TdsReader in) {
        byte[] bytes = bytes(in.u16(), in);
        return new RpcParameter(name, bytes != null && bytes.length > LONGEST ? "blob" : "varbinary", bytes);
    }

    private static byte @Nullable [] bytes(int size, TdsReader in) {
        if (size == LONG) {
            return in.chunks();
        }
        int length = in.u16();
        return length == NULL ? null : in.bytes(length);
    }
}
