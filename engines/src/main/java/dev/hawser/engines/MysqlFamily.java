package dev.hawser.engines;

import static dev.hawser.spi.jdbc.SqlDialect.Feature.BACKSLASH_ESCAPES;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.BACKTICK_IDENTIFIERS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.DOUBLE_QUOTED_STRINGS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.HASH_COMMENTS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.SCRIPT_DELIMITERS;

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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What MySQL and MariaDB have in common, which is nearly everything. The URL says which driver is preferred; the server may be the other of the two, and what differs between
 * servers is decided by the version that it tells. Thread-safe.
 */
abstract class MysqlFamily implements JdbcEngine {

    static final String DATABASES = "select schema_name from information_schema.schemata";

    // The protocol counts the parameters of a statement in 16 bits.
    private static final int MAX_PARAMETERS = 65_535;
    // https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html
    private static final int MAX_IDENTIFIER = 64;

    static final SqlDialect DIALECT = new SqlDialect(
            "mysql",
            EnumSet.of(
                    BACKSLASH_ESCAPES, DOUBLE_QUOTED_STRINGS, BACKTICK_IDENTIFIERS, HASH_COMMENTS, SCRIPT_DELIMITERS),
            '`',
            MAX_PARAMETERS);

    private final List<MysqlDriver> drivers;

    /** {@code drivers}: the first that is there is used. */
    MysqlFamily(List<MysqlDriver> drivers) {
        this.drivers = drivers;
    }

    @Override
    public List<String> schemes() {
        return List.of(name());
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.READONLY,
                Capability.TRANSACTIONS,
                Capability.CREATE_DATABASE,
                Capability.STATEMENT_TIMEOUT,
                Capability.REPLICATION,
                Capability.SSL,
                Capability.OUTCOME_BY_MARKER);
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("port", "3306", "user", "root", "pool.size", "20", "pool.max-overflow", "10");
    }

    @Override
    public boolean embedded() {
        return false;
    }

    @Override
    public Optional<String> missingDriver() {
        return driver().isPresent() ? Optional.empty() : drivers.get(0).missing();
    }

    private Optional<MysqlDriver> driver() {
        return drivers.stream().filter(driver -> driver.missing().isEmpty()).findFirst();
    }

    @Override
    public List<String> check(DatabaseConfig config) {
        List<String> problems = new ArrayList<>();
        String database = config.database();
        if (database.isBlank() || database.indexOf('\0') >= 0 || database.endsWith(" ")) {
            problems.add("database: \"" + database.replace("\0", "\\0") + "\" is not a name");
        } else if (database.codePointCount(0, database.length()) > MAX_IDENTIFIER) {
            problems.add("database: \"" + database + "\" is longer than the " + MAX_IDENTIFIER
                    + " characters that a name may have");
        }
        if (config.schema() != null) {
            problems.add("schema: a database has no schemas here; name another database");
        }
        if (!config.extensions().isEmpty()) {
            problems.add("extensions: there are none that could be created here");
        }
        if (config.readonly() && config.createDb()) {
            problems.add("create-db: a database with readonly: true is never created; remove one of the two");
        }
        TrustStore.problem(config.ssl()).ifPresent(problems::add);
        driver().ifPresent(driver -> problems.addAll(driver.options().problems(config.properties())));
        return List.copyOf(problems);
    }

    @Override
    public SqlDialect dialect() {
        return DIALECT;
    }

    @Override
    public JdbcValues values() {
        return new MysqlValues();
    }

    @Override
    public ConnectionFactory connectionFactory(DatabaseConfig config) {
        MysqlDriver driver = driver().orElseThrow(() -> new IllegalStateException("the driver is missing"));
        return new MysqlConnections(config, driver);
    }

    @Override
    public ErrorTable errors() {
        return new MysqlErrors();
    }

    @Override
    public RoleProbe roleProbe() {
        return new MysqlRole();
    }

    @Override
    public Optional<PositionTracker> positions() {
        return Optional.of(new MysqlPositions());
    }

    @Override
    public Optional<String> databaseNames() {
        return Optional.of(DATABASES);
    }

    @Override
    public Optional<JdbcCommits> commits() {
        return Optional.of(new MysqlCommits());
    }

    @Override
    public Diagnosis diagnosis() {
        return new MysqlDiagnosis();
    }
}
