package dev.hawser.internal.mapping;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.sql.ParsedSql;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the properties of a bean: only those that a statement asks for. */
final class BeanReader extends PropertyReader {

    private final Map<String, MethodHandle> getters = new LinkedHashMap<>();

    BeanReader(Class<?> type) {
        findGetters(type);
    }

    private void findGetters(Class<?> type) {
        if (!type.getName().startsWith("java.")) {
            for (Method method : type.getMethods()) {
                String property = property(method);
                if (property != null) {
                    getters.putIfAbsent(property, Access.getter(method.getDeclaringClass(), method));
                }
            }
        }
        if (getters.isEmpty()) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED,
                    "parameters are given as a Map, a record or a bean with getters, not as " + type.getName());
        }
    }

    /** The property that a method reads; null if it is not a getter. */
    private static @Nullable String property(Method method) {
        boolean getter = method.getParameterCount() == 0
                && !Modifier.isStatic(method.getModifiers())
                && !method.isBridge()
                && method.getReturnType() != void.class
                && method.getDeclaringClass() != Object.class;
        if (!getter) {
            return null;
        }
        String name = method.getName();
        if (name.startsWith("get") && name.length() > 3) {
            return decapitalized(name.substring(3));
        }
        Class<?> type = method.getReturnType();
        boolean is = name.startsWith("is") && name.length() > 2 && (type == boolean.class || type == Boolean.class);
        return is ? decapitalized(name.substring(2)) : null;
    }

    /** {@code City} becomes {@code city}; {@code URL} stays. */
    private static String decapitalized(String name) {
        if (name.length() > 1 && Character.isUpperCase(name.charAt(1))) {
            return name;
        }
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    @Nullable
    Object[] values(ParsedSql sql, Object source) {
        List<String> names = sql.parameters();
        @Nullable Object[] values = new @Nullable Object[sql.parameterCount()];
        for (int i = 0; i < values.length; i++) {
            MethodHandle getter = getters.get(names.get(i));
            if (getter == null) {
                throw Parameters.missing(sql, getters.keySet());
            }
            values[i] = read(getter, source);
        }
        return values;
    }

    private static @Nullable Object read(MethodHandle getter, Object source) {
        try {
            return (Object) getter.invokeExact(source);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable checked) {
            throw failed(source, checked);
        }
    }
}
