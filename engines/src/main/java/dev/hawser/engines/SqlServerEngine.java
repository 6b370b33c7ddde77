package dev.hawser.engines;

import static dev.hawser.spi.jdbc.SqlDialect.Feature.BRACKET_IDENTIFIERS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.NESTED_COMMENTS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.SCRIPT_BATCHES;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Capability;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Diagnosis;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.jdbc.JdbcCommits;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.spi.jdbc.JdbcValues;
import dev.hawser.spi.jdbc.SqlDialect;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** SQL Server and Azure SQL, through {@code com.microsoft.sqlserver:mssql-jdbc}. Thread-safe. */
public final class SqlServerEngine implements JdbcEngine {

    static final String DATABASES = "select name from sys.databases";

    // 2,100, of which the driver's sp_executesql takes two: the text and the definitions of the others.
    private static final int MAX_PARAMETERS = 2_098;
    private static final int MAX_IDENTIFIER = 128; // sysname

    static final SqlDialect DIALECT = new SqlDialect(
            "sqlserver", EnumSet.of(BRACKET_IDENTIFIERS, NESTED_COMMENTS, SCRIPT_BATCHES), '[', MAX_PARAMETERS);

    static final Driver DRIVER =
            new Driver("com.microsoft.sqlserver.jdbc.SQLServerDriver", "com.microsoft.sqlserver:mssql-jdbc");

    /** For {@link java.util.ServiceLoader}. */
    public SqlServerEngine() {}

    @Override
    public String name() {
        return "sqlserver";
    }

    @Override
    public List<String> schemes() {
        return List.of("sqlserver", "mssql");
    }

    /** It has no read-only sessions. A statement's time is counted by the driver, which then tells the server to stop. */
    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.TRANSACTIONS,
                Capability.CREATE_DATABASE,
                Capability.STATEMENT_TIMEOUT,
                Capability.REPLICATION,
                Capability.SSL,
                Capability.OUTCOME_BY_MARKER);
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("port", "1433", "pool.size", "15", "pool.max-overflow", "10");
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
        String database = config.database();
        if (database.isBlank() || database.indexOf('\0') >= 0) {
            problems.add("database: \"" + database.replace("\0", "\\0") + "\" is not a name");
        } else if (database.length() > MAX_IDENTIFIER) {
            problems.add("database: \"" + database + "\" is longer than the " + MAX_IDENTIFIER
                    + " characters that SQL Server takes for a name");
        }
        if (config.schema() != null) {
            problems.add("schema: SQL Server has no schema of a session; give the user a default schema");
        }
        if (!config.extensions().isEmpty()) {
            problems.add("extensions: SQL Server has none that could be created");
        }
        if (config.readonly()) {
            problems.add("readonly: SQL Server has no read-only sessions; use a user without the right to write");
        }
        TrustStore.problem(config.ssl()).ifPresent(problems::add);
        problems.addAll(SqlServerOptions.problems(config));
        problems.addAll(SqlServerAuthentication.problems(config));
        return List.copyOf(problems);
    }

    @Override
    public SqlDialect dialect() {
        return DIALECT;
    }

    @Override
    public JdbcValues values() {
        return new SqlServerValues();
    }

    @Override
    public ConnectionFactory connectionFactory(DatabaseConfig config) {
        return new SqlServerConnections(config);
    }

    @Override
    public ErrorTable errors() {
        return new SqlServerErrors();
    }

    @Override
    public RoleProbe roleProbe() {
        return new SqlServerRole();
    }

    @Override
    public Optional<String> databaseNames() {
        return Optional.of(DATABASES);
    }

    @Override
    public Optional<JdbcCommits> commits() {
        return Optional.of(new SqlServerCommits());
    }

    @Override
    public Diagnosis diagnosis() {
        return new SqlServerDiagnosis();
    }
}
