package dev.hawser.internal.mapping;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;

/**
 * Makes records of one class. Immutable, thread-safe; built once per class.
 *
 * <p>All of it is one method handle from a source to a record: the canonical constructor, each of whose arguments is filtered by the source's getter for
 * that component. The virtual machine compiles it as if it were written by hand, without boxing; but it does not inline it where it is called, because it
 * is no constant there. So that a large result does not pay for a call with every row, a second handle makes eight rows.
 */
public final class RecordMapper<T> {

    private static final int ROWS_A_CALL = 8;

    private static final ClassValue<RecordMapper<?>> MAPPERS = new ClassValue<>() {
        @Override
        protected RecordMapper<?> computeValue(Class<?> type) {
            return new RecordMapper<>(type);
        }
    };

    /**
     * A component of the record.
     *
     * @param name as declared
     * @param key its name without case and underscores, as columns are matched to it
     * @param type as declared
     */
    public record Component(String name, String key, Class<?> type, Converter converter) {}

    private final Class<T> type;
    private final List<Component> components;
    private final MethodHandle construct;
    private final MethodHandle constructRows;

    private RecordMapper(Class<T> type) {
        this.type = type;
        this.components = Arrays.stream(type.getRecordComponents())
                .map(RecordMapper::component)
                .toList();
        this.construct = construct(type);
        this.constructRows = constructRows(construct);
    }

    private static Component component(RecordComponent component) {
        Type generic = component.getGenericType();
        return new Component(
                component.getName(), key(component.getName()), component.getType(), TypeConverters.to(generic));
    }

    /** The mapper of a record class. */
    @SuppressWarnings("unchecked") // computeValue makes a mapper of the class it is given
    public static <T> RecordMapper<T> of(Class<T> type) {
        return (RecordMapper<T>) MAPPERS.get(type);
    }

    /** A name as it is matched: without case and underscores. */
    public static String key(String name) {
        return Names.folded(name);
    }

    /** The record class. */
    public Class<T> type() {
        return type;
    }

    /** The components in the order of the constructor. */
    public List<Component> components() {
        return components;
    }

    /** Makes a record of the row that the source is at. What its constructor throws passes through. */
    @SuppressWarnings("unchecked") // the handle returns a T
    public <X extends Exception> T map(RecordSource<X> source) throws X {
        try {
            return (T) (Object) construct.invokeExact(source);
        } catch (Throwable failed) {
            throw RecordMapper.<X>unchanged(failed);
        }
    }

    /** Makes records of all rows that the source still has, and adds them to it. */
    public <X extends Exception> void mapAll(RecordSource<X> source) throws X {
        try {
            boolean more = true;
            while (more) {
                more = (boolean) constructRows.invokeExact(source);
            }
        } catch (Throwable failed) {
            throw RecordMapper.<X>unchanged(failed);
        }
    }

    @SuppressWarnings("unchecked") // a source throws X, and what it throws otherwise is unchecked
    private static <X extends Exception> X unchanged(Throwable failed) throws X {
        if (failed instanceof RuntimeException unchecked) {
            throw unchecked;
        } else if (failed instanceof Error error) {
            throw error;
        }
        throw (X) failed;
    }

    /** {@code source.next() && source.add(construct(source)) && … }; false when the rows are at their end. */
    private static MethodHandle constructRows(MethodHandle construct) {
        MethodType shape = MethodType.methodType(boolean.class, RecordSource.class);
        MethodHandle add = MethodHandles.filterArguments(method("add", boolean.class, Object.class), 1, construct);
        MethodHandle next = method("next", boolean.class);
        MethodHandle end =
                MethodHandles.dropArguments(MethodHandles.constant(boolean.class, false), 0, RecordSource.class);
        MethodHandle addOne = MethodHandles.permuteArguments(add, shape, 0, 0);
        MethodHandle row = MethodHandles.guardWithTest(next, addOne, end);
        MethodHandle rows = row;
        for (int i = 1; i < ROWS_A_CALL; i++) {
            rows = MethodHandles.guardWithTest(row, rows, end);
        }
        return rows;
    }

    private static MethodHandle construct(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        MethodHandle constructor = Access.constructor(type, types);
        MethodHandle[] getters = new MethodHandle[types.length];
        for (int i = 0; i < types.length; i++) {
            getters[i] = MethodHandles.insertArguments(getter(types[i]), 1, i)
                    .asType(MethodType.methodType(types[i], RecordSource.class));
        }
        MethodHandle filtered = MethodHandles.filterArguments(constructor, 0, getters);
        MethodType shape = MethodType.methodType(type, RecordSource.class);
        MethodHandle joined = types.length == 0
                ? MethodHandles.dropArguments(filtered, 0, RecordSource.class)
                : MethodHandles.permuteArguments(filtered, shape, new int[types.length]);
        return joined.asType(shape.changeReturnType(Object.class));
    }

    /** The source's method for a component type, as {@code (RecordSource, int) → value}. */
    private static MethodHandle getter(Class<?> type) {
        if (type == long.class) {
            return method("longAt", long.class, int.class);
        } else if (type == int.class) {
            return method("intAt", int.class, int.class);
        } else if (type == double.class) {
            return method("doubleAt", double.class, int.class);
        } else if (type == boolean.class) {
            return method("booleanAt", boolean.class, int.class);
        } else if (type == String.class) {
            return method("stringAt", String.class, int.class);
        }
        return method("valueAt", Object.class, int.class);
    }

    private static MethodHandle method(String name, Class<?> type, Class<?>... arguments) {
        try {
            return MethodHandles.lookup().findVirtual(RecordSource.class, name, MethodType.methodType(type, arguments));
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("RecordSource." + name, impossible);
        }
    }
}
