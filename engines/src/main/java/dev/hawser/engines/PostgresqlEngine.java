package dev.hawser.engines;

import static dev.hawser.spi.jdbc.SqlDialect.Feature.COLON_OPERATORS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.DOLLAR_QUOTES;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.E_STRINGS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.NESTED_COMMENTS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.QUESTION_OPERATORS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.SCRIPT_COPY_DATA;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Capability;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Diagnosis;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.PositionTracker;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.jdbc.JdbcCommits;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.spi.jdbc.JdbcValues;
import dev.hawser.spi.jdbc.SqlDialect;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.PGConnection;

/** PostgreSQL, through {@code org.postgresql:postgresql}. Thread-safe. */
public final class PostgresqlEngine implements JdbcEngine {

    static final String DATABASES = "select datname from pg_database";

    // The protocol counts the parameters of a statement in 16 bits.
    private static final int MAX_PARAMETERS = 65_535;
    // NAMEDATALEN - 1: the server cuts what is longer, and two names become one.
    private static final int MAX_IDENTIFIER_BYTES = 63;

    static final SqlDialect DIALECT = new SqlDialect(
            "postgresql",
            EnumSet.of(
                    DOLLAR_QUOTES, E_STRINGS, NESTED_COMMENTS, COLON_OPERATORS, QUESTION_OPERATORS, SCRIPT_COPY_DATA),
            '"',
            MAX_PARAMETERS);

    private static final Driver DRIVER = new Driver("org.postgresql.Driver", "org.postgresql:postgresql");

    private static final DriverOptions OPTIONS = new DriverOptions(
            DRIVER,
            "jdbc:postgresql:",
            false,
            Set.of(PostgresqlSettings.CHANNEL_BINDING),
            DriverOptions.elsewhere(Map.of(
                    "pghost", DriverOptions.keyed("host"),
                    "pgport", DriverOptions.keyed("port"),
                    "pgdbname", DriverOptions.keyed("database"),
                    "ssl", DriverOptions.SSL_MODE,
                    "sslmode", DriverOptions.SSL_MODE,
                    "sslfactory", DriverOptions.ROOT_CERT,
                    "sslfactoryarg", DriverOptions.ROOT_CERT,
                    "sslhostnameverifier", DriverOptions.SSL_MODE,
                    "sslrootcert", DriverOptions.ROOT_CERT)));

    /** For {@link java.util.ServiceLoader}. */
    public PostgresqlEngine() {}

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public List<String> schemes() {
        return List.of("postgresql", "postgres");
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("port", "5432", "user", "postgres", "pool.size", "20", "pool.max-overflow", "10");
    }

    @Override
    public boolean embedded() {
        return false;
    }

    @Override
    public Optional<String> missingDriver() {
        return DRIVER.missing();
    }

    @Override
    public List<String> check(DatabaseConfig config) {
        List<String> problems = new ArrayList<>();
        checkIdentifier(problems, "database", config.database());
        String schema = config.schema();
        if (schema != null) {
            checkIdentifier(problems, "schema", schema);
        }
        config.extensions().forEach(extension -> checkIdentifier(problems, "extensions", extension));
        if (config.readonly() && config.createDb()) {
            problems.add("create-db: a database with readonly: true is never created; remove one of the two");
        }
        if (config.readonly() && !config.extensions().isEmpty()) {
            problems.add("extensions: they cannot be created in a database with readonly: true; remove one of the two");
        }
        TrustStore.problem(config.ssl()).ifPresent(problems::add);
        problems.addAll(OPTIONS.problems(config.properties()));
        return List.copyOf(problems);
    }

    private static void checkIdentifier(List<String> problems, String key, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (name.isBlank() || name.indexOf('\0') >= 0) {
            problems.add(key + ": \"" + name.replace("\0", "\\0") + "\" is not a name");
        } else if (bytes > MAX_IDENTIFIER_BYTES) {
            problems.add(key + ": \"" + name + "\" is longer than the " + MAX_IDENTIFIER_BYTES
                    + " bytes that PostgreSQL keeps of a name");
        }
    }

    @Override
    public SqlDialect dialect() {
        return DIALECT;
    }

    @Override
    public JdbcValues values() {
        return new PostgresqlValues();
    }

    @Override
    public long copyIn(Connection connection, String sql, String data) throws SQLException {
        return PostgresqlCopy.load(connection, sql, data);
    }

    /** A pooler answers the driver's greeting itself, with a number of its own. */
    @Override
    public boolean isPooledOutside(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
        }
    }

    @Override
    public ConnectionFactory connectionFactory(DatabaseConfig config) {
        return new PostgresqlConnections(config);
    }

    @Override
    public ErrorTable errors() {
        return new PostgresqlErrors();
    }

    @Override
    public RoleProbe roleProbe() {
        return new PostgresqlRole();
    }

    @Override
    public Optional<PositionTracker> positions() {
        return Optional.of(new PostgresqlPositions());
    }

    @Override
    public Optional<String> databaseNames() {
        return Optional.of(DATABASES);
    }

    @Override
    public Optional<JdbcCommits> commits() {
        return Optional.of(new PostgresqlCommits());
    }

    @Override
    public Diagnosis diagnosis() {
        return new PostgresqlDiagnosis();
    }
}
