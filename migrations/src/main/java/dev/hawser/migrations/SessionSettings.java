package dev.hawser.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session is set to, so that what one script sets does not reach the next: a dump begins with an empty {@code search_path}, or without checks of foreign keys, and
 * seldom ends with how it was. Immutable.
 */
final class SessionSettings {

    private static final List<String> MYSQL = List.of(
            "sql_mode",
            "foreign_key_checks",
            "unique_checks",
            "sql_notes",
            "sql_safe_updates",
            "time_zone",
            "character_set_client",
            "character_set_results",
            "collation_connection");

    private final Connection connection;
    private final EngineRules rules;
    private final Map<String, @Nullable String> settings;

    private SessionSettings(Connection connection, EngineRules rules, Map<String, @Nullable String> settings) {
        this.connection = connection;
        this.rules = rules;
        this.settings = settings;
    }

    /** The settings as they are. */
    static SessionSettings of(Connection connection, EngineRules rules) throws SQLException {
        Map<String, @Nullable String> settings = switch (rules) {
            case POSTGRESQL -> pairs(connection, "select name, setting from pg_settings where source = 'session'");
            case MYSQL ->
                pairs(
                        connection,
                        "select 'database', database() union all "
                                + String.join(
                                        " union all ",
                                        MYSQL.stream()
                                                .map(name ->
                                                        "select '" + name + "', convert(@@session." + name + ", char)")
                                                .toList()));
            case SQLITE -> pairs(connection, "select 'foreign_keys', foreign_keys from pragma_foreign_keys");
            case SQLSERVER, OTHER -> Map.of();
        };
        return new SessionSettings(connection, rules, settings);
    }

    private static Map<String, @Nullable String> pairs(Connection connection, String sql) throws SQLException {
        Map<String, @Nullable String> pairs = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                pairs.put(rows.getString(1), rows.getString(2));
            }
        }
        return pairs;
    }

    /** Sets what is different now back. */
    void restore() throws SQLException {
        Map<String, @Nullable String> now = of(connection, rules).settings;
        List<String> reset = new ArrayList<>();
        if (rules == EngineRules.POSTGRESQL) {
            reset.add("reset session authorization");
            now.keySet().stream()
                    .filter(name -> !settings.containsKey(name))
                    .forEach(name ->
                            reset.add("reset \"" + name.replace("\"", "\"\"").replace(".", "\".\"") + "\""));
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : reset) {
                statement.execute(sql);
            }
        }
        for (Map.Entry<String, @Nullable String> setting : settings.entrySet()) {
            String value = setting.getValue();
            if (value != null && !value.equals(now.get(setting.getKey()))) {
                set(setting.getKey(), value);
            }
        }
    }

    private void set(String name, String value) throws SQLException {
        String sql = switch (rules) {
            case POSTGRESQL -> "select set_config(?, ?, false)";
            case MYSQL -> name.equals("database") ? null : "set session " + name + " = ?";
            case SQLITE -> "pragma " + name + " = " + value;
            case SQLSERVER, OTHER -> null;
        };
        if (sql == null) {
            connection.setCatalog(value);
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (rules == EngineRules.POSTGRESQL) {
                statement.setString(1, name);
                statement.setString(2, value);
            } else if (rules == EngineRules.MYSQL) {
                if (value.chars().allMatch(Character::isDigit) && !value.isEmpty()) {
                    statement.setInt(1, Integer.parseInt(value)); // foreign_key_checks takes no text
                } else {
                    statement.setString(1, value);
                }
            }
            statement.execute();
        }
    }
}
