package dev.hawser.internal.jdbc;

import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A driver that answers every statement with one result and remembers what it was told. */
final class StubDriver {

    final List<String> prepared = new ArrayList<>();
    final Map<Integer, String> bound = new TreeMap<>();
    final List<String> calls = new ArrayList<>();
    StubResult result = new StubResult(List.of(), List.of());
    int updateCount = 1;
    int closed;

    JdbcConnection connection() throws SQLException {
        return new JdbcConnection(raw(), new JdbcSessionRules(false, List.of(), "reset", "select 1", null));
    }

    Connection raw() {
        return StubResult.proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "prepareStatement" ->
                statement((String) arguments[0], arguments.length > 1 ? (Integer) arguments[1] : 0);
            case "isReadOnly", "isClosed" -> false;
            case "getAutoCommit" -> true;
            case "getTransactionIsolation" -> Connection.TRANSACTION_READ_COMMITTED;
            case "getHoldability" -> java.sql.ResultSet.CLOSE_CURSORS_AT_COMMIT;
            case "getNetworkTimeout" -> 0;
            case "setAutoCommit", "rollback" -> null;
            case "getCatalog", "getSchema" -> null;
            case "createArrayOf" -> array((String) arguments[0], (Object[]) arguments[1]);
            case "createStatement" ->
                StubResult.proxy(Statement.class, (p, m, a) -> {
                    calls.add(m.getName() + (a == null ? "" : " " + a[0]));
                    return m.getName().equals("execute") ? false : null;
                });
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static Array array(String type, Object[] elements) {
        return StubResult.proxy(
                Array.class,
                (proxy, method, arguments) ->
                        method.getName().equals("toString") ? type + List.of(elements) : elements);
    }

    private PreparedStatement statement(String sql, int keys) {
        prepared.add(keys == Statement.RETURN_GENERATED_KEYS ? sql + " +keys" : sql);
        return StubResult.proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "executeQuery", "getGeneratedKeys", "getResultSet" -> {
                    return result.open();
                }
                case "execute" -> {
                    return false;
                }
                case "getLargeUpdateCount" -> throw new UnsupportedOperationException();
                case "getUpdateCount" -> {
                    return updateCount;
                }
                case "getConnection" -> {
                    return raw();
                }
                case "close" -> {
                    closed++;
                    return null;
                }
                case "setMaxRows", "setFetchSize" -> {
                    calls.add(method.getName() + " " + arguments[0]);
                    return null;
                }
                default -> {
                    bound.put((Integer) arguments[0], method.getName() + " " + arguments[1]);
                    return null;
                }
            }
        });
    }
}
