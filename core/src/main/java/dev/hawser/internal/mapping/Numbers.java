package dev.hawser.internal.mapping;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Numbers from numbers and text, without loss. */
final class Numbers {

    private Numbers() {}

    static long toLong(Object value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        return within(toBigInteger(value), Long.MIN_VALUE, Long.MAX_VALUE, "long");
    }

    static int toInteger(Object value) {
        return (int) within(toLong(value), Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
    }

    static short toShort(Object value) {
        return (short) within(toLong(value), Short.MIN_VALUE, Short.MAX_VALUE, "short");
    }

    static byte toByte(Object value) {
        return (byte) within(toLong(value), Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
    }

    static double toDouble(Object value) {
        if (value instanceof Double || value instanceof Float || value instanceof Integer || value instanceof Short) {
            return ((Number) value).doubleValue();
        }
        double converted = toBigDecimal(value).doubleValue();
        if (Double.isInfinite(converted)) {
            throw new IllegalArgumentException("the number is out of range of double");
        }
        return converted;
    }

    static float toFloat(Object value) {
        double wide = toDouble(value);
        float converted = (float) wide;
        if (Float.isInfinite(converted) && !Double.isInfinite(wide)) {
            throw new IllegalArgumentException("the number is out of range of float");
        }
        return converted;
    }

    static BigInteger toBigInteger(Object value) {
        if (value instanceof BigInteger number) {
            return number;
        }
        try {
            return toBigDecimal(value).toBigIntegerExact();
        } catch (ArithmeticException fraction) {
            throw new IllegalArgumentException("the number has a fraction");
        }
    }

    static BigDecimal toBigDecimal(Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        } else if (value instanceof BigInteger number) {
            return new BigDecimal(number);
        } else if (value instanceof Double || value instanceof Float || value instanceof String) {
            return parsed(value.toString());
        } else if (value instanceof Number number) {
            return BigDecimal.valueOf(number.longValue());
        }
        return (BigDecimal) TypeConverters.unsupported(value, "number");
    }

    private static BigDecimal parsed(String text) {
        try {
            return new BigDecimal(text.strip());
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException("it is not a number");
        }
    }

    private static long within(BigInteger number, long min, long max, String type) {
        if (number.bitLength() > 63) {
            throw new IllegalArgumentException("the number is out of range of " + type);
        }
        return within(number.longValue(), min, max, type);
    }

    static long within(long number, long min, long max, String type) {
        if (number < min || number > max) {
            throw new IllegalArgumentException("the number is out of range of " + type);
        }
        return number;
    }
}
