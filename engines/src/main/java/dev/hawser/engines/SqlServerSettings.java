package dev.hawser.engines;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.SslMode;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import dev.hawser.spi.jdbc.TimeLimits;
import dev.hawser.spi.jdbc.TransactionEnd;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What the driver and a session are told. */
final class SqlServerSettings {

    /** Options of ours among the driver's properties. */
    static final String ISOLATION = "transactionIsolation";

    static final String XACT_ABORT = "xactAbort";
    static final String INTENT = "applicationIntent";
    static final String ENCRYPT = "encrypt";

    static final Map<String, Integer> ISOLATIONS = Map.of(
            "read-uncommitted", Connection.TRANSACTION_READ_UNCOMMITTED,
            "read-committed", Connection.TRANSACTION_READ_COMMITTED,
            "repeatable-read", Connection.TRANSACTION_REPEATABLE_READ,
            "serializable", Connection.TRANSACTION_SERIALIZABLE,
            "snapshot", 4096); // SQLServerConnection.TRANSACTION_SNAPSHOT

    private static final JdbcSessionRules RULES = new JdbcSessionRules(
            false,
            List.of(),
            // Only the protocol can reset a session, and the driver has no way to ask for it.
            null,
            null,
            "select 'SQL Server ' + cast(serverproperty('ProductVersion') as nvarchar(128))",
            // Whoever may not see the others would count himself alone.
            "select case when has_perms_by_name(null, null, 'VIEW SERVER STATE') = 1"
                    + " then (select count(*) from sys.dm_exec_sessions where database_id = db_id()) end",
            // A deadlock, and with XACT_ABORT nearly every error, rolls back.
            TransactionEnd.countedBy("select @@trancount"));

    /** The server's for locks, and the driver's for each statement. */
    private record Limits(Duration lock) implements TimeLimits {

        @Override
        public void lift(Connection connection) throws SQLException {
            limitLocks(connection, FOR_EVER);
        }

        @Override
        public void restore(Connection connection) throws SQLException {
            limitLocks(connection, lock.isZero() ? FOR_EVER : lock.toMillis());
        }

        private static void limitLocks(Connection connection, long millis) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set lock_timeout " + millis);
            }
        }

        @Override
        public void lift(Statement statement) throws SQLException {
            statement.setQueryTimeout(0);
        }
    }

    private static final long FOR_EVER = -1;

    private final DatabaseConfig config;
    private final Map<String, String> given;
    private final TrustStore.@Nullable Made trustStore;

    SqlServerSettings(DatabaseConfig config, TrustStore.@Nullable Made trustStore) {
        this.config = config;
        this.given = SqlServerOptions.of(config);
        this.trustStore = trustStore;
    }

    JdbcSessionRules rules() {
        return RULES.withTimeLimits(new Limits(config.statementTimeout()));
    }

    /** Makes a new session what it shall be, and asks for its number. */
    int begin(Connection connection) throws SQLException {
        Integer isolation = ISOLATIONS.get(given.getOrDefault(ISOLATION, "").toLowerCase(Locale.ROOT));
        if (isolation != null) {
            connection.setTransactionIsolation(isolation);
        }
        boolean abort = !"false".equalsIgnoreCase(given.get(XACT_ABORT));
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "set xact_abort " + (abort ? "on" : "off") + "; select cast(@@spid as int)")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Everything travels as properties: nothing is pasted into a URL. */
    Properties driver(HostSpec host, String database, Credentials login, Duration timeout) {
        Properties properties = new Properties();
        properties.setProperty("serverName", host.host());
        properties.setProperty("portNumber", Integer.toString(host.port()));
        properties.setProperty("databaseName", database);
        properties.setProperty("applicationName", config.applicationName());
        if (login.user() != null) {
            properties.setProperty("user", login.user());
        }
        if (login.password() != null) {
            properties.setProperty("password", login.password().reveal());
        }
        // The driver would replace a broken connection on its own, perhaps by one to another server.
        properties.setProperty("connectRetryCount", "0");
        // It would send times of day as datetime, which has milliseconds.
        properties.setProperty("sendTimeAsDatetime", "false");
        properties.setProperty(
                "multiSubnetFailover", Boolean.toString(config.hosts().size() > 1));
        addTimeouts(properties, timeout);
        addSsl(properties);
        given.forEach((name, value) -> replace(properties, name, value));
        return properties;
    }

    /** The driver takes names in any case, and of two it would take one. */
    private static void replace(Properties properties, String name, String value) {
        if (!SqlServerOptions.isOurs(name)) {
            properties.keySet().removeIf(key -> name.equalsIgnoreCase(String.valueOf(key)));
            properties.setProperty(name, value);
        }
    }

    /** The driver counts a statement's time and then tells the server to stop; a lock's time is the server's to count. */
    private void addTimeouts(Properties properties, Duration timeout) {
        properties.setProperty("loginTimeout", Long.toString(Math.max(1, ceilSeconds(timeout))));
        Duration statement = config.statementTimeout();
        if (!statement.isZero()) {
            properties.setProperty("queryTimeout", Long.toString(Math.max(1, ceilSeconds(statement))));
            properties.setProperty(
                    "cancelQueryTimeout",
                    Long.toString(ServerSilence.margin(statement).toSeconds()));
            properties.setProperty("lockTimeout", Long.toString(statement.toMillis()));
            properties.setProperty(
                    "socketTimeout", Long.toString(ServerSilence.longest(config).toMillis()));
        }
    }

    private static long ceilSeconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }

    /** The login is encrypted whatever is said here, if the server can. */
    private void addSsl(Properties properties) {
        SslMode mode = config.ssl().mode();
        boolean encrypt = mode.compareTo(SslMode.PREFER) >= 0;
        boolean verify = mode.compareTo(SslMode.VERIFY_CA) >= 0;
        properties.setProperty(ENCRYPT, Boolean.toString(encrypt));
        // Whoever gives the driver's own property means what the driver means by it: it checks the certificate.
        properties.setProperty(SqlServerEncryption.TRUST, Boolean.toString(!verify && !given.containsKey(ENCRYPT)));
        if (mode == SslMode.VERIFY_CA) {
            Path rootCert = config.ssl().rootCert();
            properties.setProperty("trustManagerClass", SqlServerTrust.class.getName());
            properties.setProperty("trustManagerConstructorArg", rootCert == null ? "" : rootCert.toString());
        } else if (verify && trustStore != null) {
            properties.setProperty("trustStore", trustStore.file().toString());
            properties.setProperty("trustStoreType", TrustStore.TYPE);
            properties.setProperty("trustStorePassword", trustStore.password());
        }
    }
}
