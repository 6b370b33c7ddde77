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

    /** By their names in lower case. */
    private final Map<String, Known> databases = new ConcurrentHashMap<>();

    private final AtomicLong stores = new AtomicLong();

    /** {@code store}: what H2 calls it, for good. */
    private record Known(String name, String store) {}

    TdsDatabases() {
        databases.put(MASTER, known(MASTER));
    }

    private Known known(String name) {
        return new Known(name, prefix + stores.incrementAndGet());
    }

    boolean exists(String name) {
        return databases.containsKey(key(name));
    }

    Collection<String> names() {
        return databases.values().stream().map(Known::name).toList();
    }

    /** As a table with the column {@code name}. */
    String asTable() {
        return names().stream()
                .sorted()
                .map(name -> "(" + TsqlTranslation.literal(name) + ")")
                .collect(Collectors.joining(", ", "(select c1 as name from (values ", ") as v(c1))"));
    }

    void create(String name) throws SqlServerError {
        if (databases.putIfAbsent(key(name), known(name)) != null) {
            throw new SqlServerError(
                    1801, 16, "Database '" + name + "' already exists. Choose a different database name.");
        }
    }

    void drop(String name) throws SqlServerError {
        Known gone = databases.remove(key(name));
        if (gone == null) {
            throw new SqlServerError(
                    3701,
                    11,
                    "Cannot drop the database '" + name
                            + "', because it does not exist or you do not have permission.");
        }
        shutDown(gone);
    }

    void rename(String name, String now) throws SqlServerError {
        Known known = databases.get(key(name));
        if (known == null) {
            throw new SqlServerError(
                    5011,
                    14,
                    "User does not have permission to alter database '" + name
                            + "', the database does not exist, or the database is not in a state that allows access checks.");
        }
        if (databases.putIfAbsent(key(now), new Known(now, known.store())) != null) {
            throw new SqlServerError(
                    1801, 16, "Database '" + now + "' already exists. Choose a different database name.");
        }
        databases.remove(key(name));
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
        Known known = databases.get(key(name));
        if (known == null) {
            throw new SQLException("no database " + name);
        }
        return connect(known, user);
    }

    private static Connection connect(Known database, String user) throws SQLException {
        String url = database.store() + (user.equals(OWNER) ? SETTINGS : "");
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
        databases.values().forEach(TdsDatabases::shutDown);
    }

    private static void shutDown(Known database) {
        try (Connection connection = connect(database, OWNER);
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown immediately");
        } catch (SQLException gone) {
            // it is in memory: there is nothing to lose
        }
    }
}
