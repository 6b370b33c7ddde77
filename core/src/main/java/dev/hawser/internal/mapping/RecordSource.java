package dev.hawser.internal.mapping;

import org.jspecify.annotations.Nullable;

/**
 * Gives the components of records row by row, by the component's position from 0, and takes the records. Null for a primitive component is an error, which it reports. For one
 * thread at a time.
 *
 * <p>An abstract class, not an interface: with one subclass loaded, its calls are inlined into the mapper.
 *
 * @param <X> what reading may throw
 */
public abstract class RecordSource<X extends Exception> {

    /** Goes to the next row; false if there is none. */
    public abstract boolean next() throws X;

    /** Takes the record that was made of a row. Returns true. */
    public abstract boolean add(Object row);

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
