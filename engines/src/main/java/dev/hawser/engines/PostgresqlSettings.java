package dev.hawser.engines;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.SslMode;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import dev.hawser.spi.jdbc.JdbcSessionRules.SettingResets;
import dev.hawser.spi.jdbc.TimeLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.postgresql.PGProperty;

/**
 * What a session is told. Limits go with the start-up message, so that they are what the server falls back to after a rollback or {@code DISCARD ALL}. A
 * pooler in transaction mode does not pass them on: there, each transaction begins with them.
 */
final class PostgresqlSettings {

    /** Where extensions usually live: it stays on the search path behind the schema that is asked for. */
    static final String PUBLIC = "public";

    /** How libpq calls the driver's {@code channelBinding}; URLs that providers give out have it. */
    static final String CHANNEL_BINDING = "channel_binding";

    private static final SettingResets RESETS =
            new SettingResets("reset default_transaction_isolation", "reset search_path");

    private static final String STATEMENT_TIMEOUT = "statement_timeout";
    private static final String IDLE_TIMEOUT = "idle_in_transaction_session_timeout";
    private static final Map<String, String> UNLIMITED = Map.of(STATEMENT_TIMEOUT, "0", IDLE_TIMEOUT, "0");
    private static final TimeLimits SESSION_LIMITS = TimeLimits.settings(
            "set " + STATEMENT_TIMEOUT + " = 0; set " + IDLE_TIMEOUT + " = 0",
            "reset " + STATEMENT_TIMEOUT + "; reset " + IDLE_TIMEOUT);

    private final DatabaseConfig config;
    private final Map<String, String> session;

    /** Those of sessions whose transactions each begin with them. */
    private record TransactionLimits(String unlimited) implements TimeLimits {

        @Override
        public void lift(Connection connection) {}

        @Override
        public void restore(Connection connection) {}

        @Override
        public List<String> transactionPrologue() {
            return List.of(unlimited);
        }
    }

    PostgresqlSettings(DatabaseConfig config) {
        this.config = config;
        this.session = session(config);
    }

    private static Map<String, String> session(DatabaseConfig config) {
        Map<String, String> session = new LinkedHashMap<>();
        session.put(STATEMENT_TIMEOUT, Long.toString(config.statementTimeout().toMillis()));
        session.put(IDLE_TIMEOUT, Long.toString(config.idleTransactionTimeout().toMillis()));
        String schema = config.schema();
        if (schema != null) {
            session.put(
                    "search_path",
                    schema.equals(PUBLIC) ? PUBLIC : PostgresqlEngine.DIALECT.quote(schema) + ", " + PUBLIC);
        }
        return session;
    }

    /** The same for every session. */
    JdbcSessionRules rules() {
        boolean startup = config.provider().startupOptions();
        return new JdbcSessionRules(
                        config.readonly(),
                        startup ? List.of() : List.of(prologue(Map.of())),
                        // It restores everything at once, and the driver notices that its prepared statements are gone.
                        config.provider().sessionState() ? "DISCARD ALL" : null,
                        config.provider().sessionState() ? RESETS : null,
                        "select 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1)",
                        "select count(*) from pg_stat_activity where datname = current_database()")
                .withTimeLimits(startup ? SESSION_LIMITS : new TransactionLimits(prologue(UNLIMITED)));
    }

    /** One text, because the driver sends it in one go. {@code instead}: settings that differ. */
    private String prologue(Map<String, String> instead) {
        String settings = session.entrySet().stream()
                .map(setting -> "set local " + setting.getKey() + " = "
                        + instead.getOrDefault(setting.getKey(), setting.getValue()))
                .collect(Collectors.joining("; "));
        return config.readonly() ? "set transaction read only; " + settings : settings;
    }

    /** What the driver is given. */
    Properties driver(HostSpec host, String database, Credentials login, Duration timeout) {
        Properties properties = new Properties();
        PGProperty.PG_HOST.set(properties, host.host());
        PGProperty.PG_PORT.set(properties, host.port());
        PGProperty.PG_DBNAME.set(properties, database);
        if (login.user() != null) {
            PGProperty.USER.set(properties, login.user());
        }
        if (login.password() != null) {
            PGProperty.PASSWORD.set(properties, login.password().reveal());
        }
        PGProperty.APPLICATION_NAME.set(properties, config.applicationName());
        // Longer than this no cancel request waits for a server that does not answer.
        PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, 1);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.READ_ONLY.set(properties, config.readonly());
        addTimeouts(properties, timeout);
        addSsl(properties);
        if (config.provider().startupOptions()) {
            // With this the driver sends its own settings at start-up too, where DISCARD ALL finds them again.
            PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.0");
            PGProperty.OPTIONS.set(properties, startupOptions());
        }
        if (!config.provider().sessionState()) {
            PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        }
        addGiven(properties);
        return properties;
    }

    private void addTimeouts(Properties properties, Duration timeout) {
        PGProperty.CONNECT_TIMEOUT.set(properties, (int) Math.max(1, ceilSeconds(timeout)));
        PGProperty.LOGIN_TIMEOUT.set(properties, Double.toString(Math.max(1, timeout.toMillis()) / 1000.0));
        PGProperty.SOCKET_TIMEOUT.set(properties, (int) ceilSeconds(ServerSilence.longest(config)));
    }

    private static long ceilSeconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }

    private void addSsl(Properties properties) {
        SslMode mode = config.ssl().mode();
        PGProperty.SSL_MODE.set(properties, mode.toString());
        Path rootCert = config.ssl().rootCert();
        if (rootCert != null) {
            PGProperty.SSL_ROOT_CERT.set(properties, rootCert.toString());
        } else if (mode.compareTo(SslMode.VERIFY_CA) >= 0 && Files.notExists(libpqRootCert())) {
            // Nothing is configured as libpq would have it: trust whom Java trusts.
            PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
    }

    private static Path libpqRootCert() {
        return Path.of(System.getProperty("user.home"), ".postgresql", "root.crt");
    }

    private String startupOptions() {
        Map<String, String> settings = new LinkedHashMap<>(session);
        settings.put(
                "tcp_keepalives_idle", Long.toString(ceilSeconds(config.tcp().keepaliveIdle())));
        settings.put(
                "tcp_keepalives_interval",
                Long.toString(ceilSeconds(config.tcp().keepaliveInterval())));
        settings.put("tcp_keepalives_count", Integer.toString(config.tcp().keepaliveCount()));
        if (config.readonly()) {
            settings.put("default_transaction_read_only", "on");
        }
        return settings.entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "=" + escaped(setting.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** The server splits options at white space; a backslash keeps the next character. */
    private static String escaped(String value) {
        return value.replaceAll("([\\\\\\s])", "\\\\$1");
    }

    /** The user's own properties win, except that start-up options are added to ours. */
    private void addGiven(Properties properties) {
        config.properties().forEach((given, value) -> {
            String name = given.equals(CHANNEL_BINDING) ? PGProperty.CHANNEL_BINDING.getName() : given;
            String ours = PGProperty.OPTIONS.getName().equals(name) ? properties.getProperty(name) : null;
            properties.setProperty(name, ours == null ? value : ours + " " + value);
        });
    }
}
