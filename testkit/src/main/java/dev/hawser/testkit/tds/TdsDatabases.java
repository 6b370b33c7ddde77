package dev.hawser.testkit.tds;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The databases of one server: H2's, in memory. Thread-safe. */
final class TdsDatabases {

    static final String MASTER = "master";

    private static final AtomicLong SERVERS = new AtomicLong();
    private static final String OWNER = "owner";
    private static final String READER = "reader";

    /** For the owner alone, and for good. */
    private static final String SETTINGS = ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=60000";

    private final String prefix = "jdbc:h2:mem:tds" + SERVERS.incrementAndGet() + "_";

    /** Their names by those in lower case. */
    private final Map<String, String> names = new ConcurrentHashMap<>();

    TdsDatabases() {
        names.put(MASTER, MASTER);
    }

    boolean exists(String name) {
        return names.containsKey(key(name));
    }

    Collection<String> names() {
        return names.values();
    }

    /** As a table with the column {@code name}. */
    String asTable() {
        return names().stream()
                .sorted()
                .map(name -> "(" + TsqlTranslation.literal(name) + ")")
                .collect(Collectors.joining(", ", "(select c1 as name from (values ", ") as v(c1))"));
    }

    void create(String name) throws SqlServerError {
        if (names.putIfAbsent(key(name), name) != null) {
            throw new SqlServerError(
                    1801, 16, "Database '" + name + "' already exists. Choose a different database name.");
        }
    }

    void drop(String name) throws SqlServerError {
        if (names.remove(key(name)) == null) {
            throw new SqlServerError(
                    3701,
                    11,
                    "Cannot drop the database '" + name
                            + "', because it does not exist or you do not have permission.");
        }
        shutDown(name);
    }

    /** A connection of somebody who may do everything, or may only read. */
    Connection connect(String name, boolean mayWrite) throws SQLException {
        Connection owner = connect(name, OWNER);
        try (Statement statement = owner.createStatement()) {
            statement.execute("create schema if not exists \"dbo\"");
            if (!mayWrite) {
                statement.execute("create user if not exists " + READER + " password ''");
                statement.execute("grant select on schema \"dbo\" to " + READER);
            }
        }
        if (mayWrite) {
            return withSchema(owner);
        }
        owner.close();
        return withSchema(connect(name, READER));
    }

    private static Connection withSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set schema \"dbo\"");
        }
        return connection;
    }

    private Connection connect(String name, String user) throws SQLException {
        String url = prefix + key(name) + (user.equals(OWNER) ? SETTINGS : "");
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", "");
        Connection connection = new org.h2.Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("H2 does not know its own URL");
        }
        return connection;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    void close() {
        names().forEach(this::shutDown);
    }

    private void shutDown(String name) {
        try (Connection connection = connect(name, OWNER);
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown immediately");
        } catch (SQLException gone) {
            // it is in memory: there is nothing to lose
        }
    }
}
