package dev.hawser.internal.mapping;

import org.jspecify.annotations.Nullable;

/**
 * Gives the components of a record from one row, by the component's position from 0. Null for a primitive component is an error, which it reports. For one
 * thread at a time.
 *
 * <p>An abstract class, not an interface: with one subclass loaded, its calls are inlined into the mapper.
 *
 * @param <X> what reading may throw
 */
public abstract class RecordSource<X extends Exception> {

    /** The value of a component of type {@code long}. */
    public abstract long longAt(int component) throws X;

    /** The value of a component of type {@code int}. */
    public abstract int intAt(int component) throws X;

    /** The value of a component of type {@code double}. */
    public abstract double doubleAt(int component) throws X;

    /** The value of a component of type {@code boolean}. */
    public abstract boolean booleanAt(int component) throws X;

    /** The value of a component of type {@code String}. */
    public abstract @Nullable String stringAt(int component) throws X;

    /** The value of any other component, converted to its type. */
    public abstract @Nullable Object valueAt(int component) throws X;
}
