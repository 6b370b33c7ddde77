package dev.hawser.internal.mapping;

import dev.hawser.internal.sql.ParsedSql;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the components of a record, all with one method handle: a call of a handle that is no constant costs as much as the rest. Which component goes to
 * which parameter is found once per statement and kept with it.
 */
final class RecordReader extends PropertyReader {

    private final List<String> names = new ArrayList<>();
    private final MethodHandle components;

    RecordReader(Class<?> type) {
        RecordComponent[] declared = type.getRecordComponents();
        MethodHandle[] accessors = new MethodHandle[declared.length];
        for (int i = 0; i < declared.length; i++) {
            names.add(declared[i].getName());
            accessors[i] = Access.getter(type, declared[i].getAccessor());
        }
        this.components = components(accessors);
    }

    /** A handle from a record to an array of its components. */
    private static MethodHandle components(MethodHandle[] accessors) {
        MethodType shape = MethodType.methodType(Object[].class, Object.class);
        MethodHandle array = MethodHandles.identity(Object[].class).asCollector(Object[].class, accessors.length);
        return accessors.length == 0
                ? MethodHandles.dropArguments(array, 0, Object.class)
                : MethodHandles.permuteArguments(
                        MethodHandles.filterArguments(array, 0, accessors), shape, new int[accessors.length]);
    }

    @Override
    @Nullable
    Object[] values(ParsedSql sql, Object source) {
        int[] order = sql.plan(this) instanceof int[] known ? known : order(sql);
        @Nullable Object[] all = read(source);
        @Nullable Object[] values = new @Nullable Object[order.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = all[order[i]];
        }
        return values;
    }

    /** Which component is the value of each parameter. */
    private int[] order(ParsedSql sql) {
        int[] order = new int[sql.parameterCount()];
        for (int i = 0; i < order.length; i++) {
            order[i] = names.indexOf(sql.parameters().get(i));
            if (order[i] < 0) {
                throw Parameters.missing(sql, names);
            }
        }
        if (names.size() != sql.nameCount()) {
            throw Parameters.unused(sql, names);
        }
        sql.keepPlan(this, order);
        return order;
    }

    private @Nullable Object[] read(Object source) {
        try {
            return (Object[]) components.invokeExact(source);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable checked) {
            throw failed(source, checked);
        }
    }
}
