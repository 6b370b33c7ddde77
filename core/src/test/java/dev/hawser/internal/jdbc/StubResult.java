package dev.hawser.internal.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A result of a stub driver: columns, rows, and a memory of the getters that were called. */
final class StubResult {

    record Column(String label, int type, boolean autoIncrement) {
        Column(String label, int type) {
            this(label, type, false);
        }
    }

    final List<Column> columns;
    final List<List<Object>> rows;
    final List<String> getters = new ArrayList<>();
    private int at = -1;
    private Object last;

    StubResult(List<Column> columns, List<List<Object>> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    ResultSet open() {
        at = -1;
        return proxy(ResultSet.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "next" -> ++at < rows.size();
            case "wasNull" -> last == null;
            case "getMetaData" -> metaData();
            case "close" -> null;
            default -> get(method.getName(), (Integer) arguments[0]);
        });
    }

    private Object get(String getter, int position) throws SQLException {
        getters.add(getter);
        last = rows.get(at).get(position - 1);
        if (last instanceof SQLException failure) {
            throw failure;
        }
        return switch (getter) {
            case "getLong" -> last == null ? 0L : ((Number) last).longValue();
            case "getInt" -> last == null ? 0 : ((Number) last).intValue();
            case "getDouble" -> last == null ? 0.0 : ((Number) last).doubleValue();
            case "getBoolean" -> last != null && (Boolean) last;
            default -> last;
        };
    }

    private ResultSetMetaData metaData() {
        return proxy(ResultSetMetaData.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getColumnCount" -> columns.size();
            case "getColumnLabel" -> columns.get((Integer) arguments[0] - 1).label();
            case "getColumnType" -> columns.get((Integer) arguments[0] - 1).type();
            case "isAutoIncrement" -> columns.get((Integer) arguments[0] - 1).autoIncrement();
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
