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
 * that component. The virtual machine compiles it as if it were written by hand, without boxing.
 */
public final class RecordMapper<T> {

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

    private RecordMapper(Class<T> type) {
        this.type = type;
        this.components = Arrays.stream(type.getRecordComponents())
                .map(RecordMapper::component)
                .toList();
        this.construct = construct(type);
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

    /** Makes a record. What its constructor throws passes through. */
    @SuppressWarnings("unchecked") // the handle returns a T and throws an X, or what the constructor throws unchecked
    public <X extends Exception> T map(RecordSource<X> source) throws X {
        try {
            return (T) (Object) construct.invokeExact(source);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable checked) {
            throw (X) checked;
        }
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
            return getter("longAt", long.class);
        } else if (type == int.class) {
            return getter("intAt", int.class);
        } else if (type == double.class) {
            return getter("doubleAt", double.class);
        } else if (type == boolean.class) {
            return getter("booleanAt", boolean.class);
        } else if (type == String.class) {
            return getter("stringAt", String.class);
        }
        return getter("valueAt", Object.class);
    }

    private static MethodHandle getter(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVirtual(RecordSource.class, name, MethodType.methodType(type, int.class));
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("RecordSource." + name, impossible);
        }
    }
}
