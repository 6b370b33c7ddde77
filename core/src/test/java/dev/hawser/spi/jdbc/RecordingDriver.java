package dev.hawser.spi.jdbc;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A driver that does nothing but remember: what was called with what, and each property that was set. A method can be made to fail. Any interface of
 * {@code java.sql} will do; what its methods return is recorded in the same list.
 */
public final class RecordingDriver implements InvocationHandler {

    /** One call: the method's name and its arguments. */
    public record Call(String method, List<Object> arguments) {}

    /** Something that happens during a call. */
    public interface Action {
        void run() throws SQLException;
    }

    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Object> properties = new HashMap<>();
    private final Map<String, Action> actions = new HashMap<>();
    private final Map<String, Throwable> failures = new HashMap<>();

    public RecordingDriver() {
        properties.put("AutoCommit", true);
        properties.put("TransactionIsolation", Connection.TRANSACTION_READ_COMMITTED);
        properties.put("Catalog", "shop");
        properties.put("Schema", "public");
        properties.put("NetworkTimeout", 0);
        properties.put("Holdability", 1);
    }

    public Connection connection() {
        return object(Connection.class);
    }

    public <T> T object(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(RecordingDriver.class.getClassLoader(), new Class<?>[] {type}, this));
    }

    /** The next calls of {@code method} throw {@code error}; null ends that. */
    public RecordingDriver fail(String method, Throwable error) {
        failures.put(method, error);
        return this;
    }

    /** Runs {@code action} in the middle of each call of {@code method}. */
    public RecordingDriver before(String method, Action action) {
        actions.put(method, action);
        return this;
    }

    /** What {@code getX()} or {@code isX()} answers. */
    public RecordingDriver answer(String property, Object value) {
        properties.put(property, value);
        return this;
    }

    public List<Call> calls() {
        return calls;
    }

    public List<String> called() {
        return calls.stream().map(Call::method).toList();
    }

    /** The SQL that was executed as text. */
    public List<Object> executed() {
        return calls.stream()
                .filter(call ->
                        call.method().equals("execute") && !call.arguments().isEmpty())
                .map(call -> call.arguments().get(0))
                .toList();
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        switch (name) {
            case "equals":
                return proxy == arguments[0];
            case "hashCode":
                return System.identityHashCode(proxy);
            case "toString":
                return "recording driver";
            default:
                return record(proxy, method, arguments == null ? List.of() : Arrays.asList(arguments));
        }
    }

    private Object record(Object proxy, Method method, List<Object> arguments) throws Throwable {
        String name = method.getName();
        calls.add(new Call(name, arguments));
        if (actions.containsKey(name)) {
            actions.get(name).run();
        }
        Throwable failure = failures.get(name);
        if (failure != null) {
            throw failure;
        }
        if (name.equals("rollback") && Boolean.TRUE.equals(properties.get("AutoCommit"))) {
            throw new SQLException("cannot roll back in auto-commit mode", "25P01");
        }
        if (proxy instanceof Connection && (name.equals("close") || name.equals("abort"))) {
            properties.put("Closed", true);
        }
        if (name.startsWith("set") && !arguments.isEmpty()) {
            properties.put(name.substring(3), arguments.get(arguments.size() - 1));
        }
        return answerTo(method, name);
    }

    private Object answerTo(Method method, String name) {
        String property = name.startsWith("get") ? name.substring(3) : name.startsWith("is") ? name.substring(2) : name;
        Class<?> type = method.getReturnType();
        Object known = properties.get(property);
        if (known != null && wrapped(type).isInstance(known)) {
            return known;
        }
        if (type == boolean.class) {
            return false;
        }
        if (type.isPrimitive() && type != void.class) {
            return zero(type);
        }
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        return type.isInterface() && type.getName().startsWith("java.sql.") ? object(type) : null;
    }

    private static Object zero(Class<?> type) {
        return Array.get(Array.newInstance(type, 1), 0);
    }

    private static Class<?> wrapped(Class<?> type) {
        return type.isPrimitive() && type != void.class ? zero(type).getClass() : type;
    }
}
