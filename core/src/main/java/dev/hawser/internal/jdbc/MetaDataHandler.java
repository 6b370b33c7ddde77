package dev.hawser.internal.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The driver's meta data, whose connection is the façade's. By reflection: its 170 methods are rarely called, and each call costs a query anyway. */
final class MetaDataHandler implements InvocationHandler {

    private final HawserConnection connection;
    private final DatabaseMetaData delegate;

    private MetaDataHandler(HawserConnection connection, DatabaseMetaData delegate) {
        this.connection = connection;
        this.delegate = delegate;
    }

    static DatabaseMetaData wrap(HawserConnection connection, DatabaseMetaData delegate) {
        return (DatabaseMetaData) Proxy.newProxyInstance(
                MetaDataHandler.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                new MetaDataHandler(connection, delegate));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object argument = arguments == null ? null : arguments[0];
        return switch (method.getName()) {
            case "equals" -> proxy == argument;
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "meta data of " + connection;
            // Alone in having no way to say that the connection is closed; they are constants.
            case "getDriverMajorVersion" -> delegate.getDriverMajorVersion();
            case "getDriverMinorVersion" -> delegate.getDriverMinorVersion();
            case "getConnection" -> {
                connection.ensureOpen();
                yield connection;
            }
            case "isWrapperFor" ->
                type(argument).isInstance(proxy) || Unwrapping.isWrapperFor(delegate, type(argument));
            case "unwrap" -> type(argument).isInstance(proxy) ? proxy : connection.unwrap(delegate, type(argument));
            default -> ask(method, arguments);
        };
    }

    private static Class<?> type(@Nullable Object argument) {
        return (Class<?>) Objects.requireNonNull(argument);
    }

    private @Nullable Object ask(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        long startedAt = method.getReturnType() == ResultSet.class
                ? connection.start()
                : connection.lease().now();
        try {
            Object answer = method.invoke(delegate, arguments);
            return answer instanceof ResultSet rows ? new HawserResultSet(connection, null, null, rows) : answer;
        } catch (InvocationTargetException thrown) {
            Throwable error = thrown.getCause();
            throw error instanceof SQLException failure
                    ? connection.failed(null, "read meta data", startedAt, failure)
                    : error;
        }
    }
}
