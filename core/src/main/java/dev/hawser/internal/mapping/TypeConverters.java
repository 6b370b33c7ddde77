package dev.hawser.internal.mapping;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Converters to the types that records, scalars and rows may ask for. Exact: what would lose something is an error. */
public final class TypeConverters {

    private static final Map<Class<?>, Function<Object, Object>> KNOWN = Map.ofEntries(
            Map.entry(Long.class, Numbers::toLong),
            Map.entry(Integer.class, Numbers::toInteger),
            Map.entry(Short.class, Numbers::toShort),
            Map.entry(Byte.class, Numbers::toByte),
            Map.entry(Double.class, Numbers::toDouble),
            Map.entry(Float.class, Numbers::toFloat),
            Map.entry(BigDecimal.class, Numbers::toBigDecimal),
            Map.entry(BigInteger.class, Numbers::toBigInteger),
            Map.entry(Number.class, Numbers::toBigDecimal),
            Map.entry(Boolean.class, TypeConverters::toBoolean),
            Map.entry(Character.class, TypeConverters::toCharacter),
            Map.entry(String.class, TypeConverters::toText),
            Map.entry(CharSequence.class, TypeConverters::toText),
            Map.entry(UUID.class, TypeConverters::toUuid),
            Map.entry(java.time.Instant.class, Times::toInstant),
            Map.entry(java.time.OffsetDateTime.class, Times::toOffsetDateTime),
            Map.entry(java.time.ZonedDateTime.class, Times::toZonedDateTime),
            Map.entry(java.time.LocalDateTime.class, Times::toLocalDateTime),
            Map.entry(java.time.LocalDate.class, Times::toLocalDate),
            Map.entry(java.time.LocalTime.class, Times::toLocalTime),
            Map.entry(java.time.OffsetTime.class, Times::toOffsetTime),
            Map.entry(java.time.Duration.class, Times::toDuration));

    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            long.class, Long.class,
            int.class, Integer.class,
            short.class, Short.class,
            byte.class, Byte.class,
            double.class, Double.class,
            float.class, Float.class,
            boolean.class, Boolean.class,
            char.class, Character.class);

    private static final ClassValue<Converter> CONVERTERS = new ClassValue<>() {
        @Override
        protected Converter computeValue(Class<?> type) {
            return build(type);
        }
    };

    private TypeConverters() {}

    /** The converter to a class, built once. For a primitive type null is an error. */
    public static Converter to(Class<?> type) {
        return CONVERTERS.get(type);
    }

    /** The converter to a type, which may be an {@code Optional}, a {@code List} or an array of other types. */
    public static Converter to(Type type) {
        if (type instanceof Class<?> simple) {
            return to(simple);
        } else if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            return generic(raw, generic.getActualTypeArguments());
        } else if (type instanceof WildcardType wildcard) {
            return to(wildcard.getUpperBounds()[0]);
        } else if (type instanceof GenericArrayType) {
            return value -> value == null ? null : unsupported(value, type.getTypeName());
        }
        return to(Object.class);
    }

    /** The class that values of a type have: {@code Integer} for {@code int}. */
    @SuppressWarnings("unchecked") // a primitive class is a Class of its box
    public static <T> Class<T> boxed(Class<T> type) {
        return (Class<T>) BOXES.getOrDefault(type, type);
    }

    private static Converter generic(Class<?> raw, Type[] arguments) {
        if (raw == Optional.class) {
            Converter inner = to(arguments[0]);
            return value -> Optional.ofNullable(inner.convert(value));
        } else if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
            return list(to(arguments[0]));
        }
        return to(raw);
    }

    private static Converter list(Converter inner) {
        return value -> {
            if (value == null) {
                return null;
            } else if (!(value instanceof List<?> list)) {
                return unsupported(value, "List");
            } else {
                List<@Nullable Object> converted = new ArrayList<>(list.size());
                for (Object element : list) {
                    converted.add(inner.convert(element));
                }
                return Collections.unmodifiableList(converted);
            }
        };
    }

    private static Converter build(Class<?> type) {
        if (type.isPrimitive()) {
            Converter boxed = to(boxed(type));
            return value -> {
                if (value == null) {
                    throw new IllegalArgumentException("it is null, and " + type + " cannot be");
                }
                return boxed.convert(value);
            };
        } else if (type == Optional.class) {
            return Optional::ofNullable;
        } else if (type.isEnum()) {
            return new EnumConverter(type);
        } else if (type.isArray() && type != byte[].class) {
            return array(type.getComponentType());
        }
        Function<Object, Object> known = KNOWN.get(type);
        return value -> {
            if (value == null || type.isInstance(value)) {
                return value;
            }
            return known == null ? unsupported(value, type.getSimpleName()) : known.apply(value);
        };
    }

    private static Converter array(Class<?> elementType) {
        Converter inner = to(elementType);
        return value -> {
            if (value == null) {
                return null;
            } else if (!(value instanceof List<?> list)) {
                return unsupported(value, elementType.getSimpleName() + "[]");
            } else {
                Object array = Array.newInstance(elementType, list.size());
                for (int i = 0; i < list.size(); i++) {
                    Array.set(array, i, inner.convert(list.get(i)));
                }
                return array;
            }
        };
    }

    static Object unsupported(Object value, String type) {
        throw new IllegalArgumentException("a " + value.getClass().getSimpleName() + " does not become a " + type);
    }

    private static Object toBoolean(Object value) {
        if (value instanceof Number number) {
            long bit = Numbers.toLong(number);
            if (bit == 0 || bit == 1) {
                return bit == 1;
            }
            throw new IllegalArgumentException("the number is neither 0 nor 1");
        } else if (value instanceof String text) {
            return switch (text.toLowerCase(java.util.Locale.ROOT)) {
                case "true", "t", "1", "yes", "y", "on" -> true;
                case "false", "f", "0", "no", "n", "off" -> false;
                default -> throw new IllegalArgumentException("the text is neither true nor false");
            };
        }
        return unsupported(value, "Boolean");
    }

    private static Object toCharacter(Object value) {
        if (value instanceof String text && text.length() == 1) {
            return text.charAt(0);
        }
        throw new IllegalArgumentException("it is not one character");
    }

    private static Object toText(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        } else if (value instanceof Number
                || value instanceof Boolean
                || value instanceof UUID
                || value instanceof TemporalAccessor) {
            return value.toString();
        }
        return unsupported(value, "String");
    }

    private static Object toUuid(Object value) {
        if (value instanceof String text) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException notUuid) {
                throw new IllegalArgumentException("the text is not a UUID");
            }
        } else if (value instanceof byte[] bytes && bytes.length == 16) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong());
        }
        return unsupported(value, "UUID");
    }
}
