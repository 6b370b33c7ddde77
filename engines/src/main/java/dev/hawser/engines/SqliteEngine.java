package dev.hawser.engines;

import static dev.hawser.spi.jdbc.SqlDialect.Feature.BACKTICK_IDENTIFIERS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.BRACKET_IDENTIFIERS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.SINGLE_STATEMENTS;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.PoolConfig;
import dev.hawser.spi.Capability;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Diagnosis;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.spi.jdbc.JdbcValues;
import dev.hawser.spi.jdbc.SqlDialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SQLite, through {@code org.xerial:sqlite-jdbc}. A file has two hosts: the {@code writer}, whose one connection makes {@code SQLITE_BUSY} impossible inside
 * a process, and the {@code readers}, which see every commit and never wait for the writer (write-ahead log). Thread-safe.
 */
public final class SqliteEngine implements JdbcEngine {

    static final HostSpec WRITER = HostSpec.embedded("writer");
    static final HostSpec READERS = HostSpec.embedded("readers");
    static final String MEMORY = ":memory:";

    private static final int MAX_PARAMETERS = 32_766; // SQLITE_MAX_VARIABLE_NUMBER

    static final SqlDialect DIALECT = new SqlDialect(
            "sqlite", EnumSet.of(BACKTICK_IDENTIFIERS, BRACKET_IDENTIFIERS, SINGLE_STATEMENTS), '"', MAX_PARAMETERS);

    private static final Driver DRIVER = new Driver("org.sqlite.JDBC", "org.xerial:sqlite-jdbc");

    private static final DriverOptions OPTIONS = new DriverOptions(
            DRIVER,
            "jdbc:sqlite:",
            false,
            Set.of(),
            Map.of(
                    "open_mode", "how the file is opened is \"readonly\" and \"create-db\" here",
                    "password", "SQLite has no passwords; whoever may read the file may open it"));

    /** For {@link java.util.ServiceLoader}. */
    public SqliteEngine() {}

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public List<String> schemes() {
        return List.of("sqlite");
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.READONLY, Capability.TRANSACTIONS, Capability.CREATE_DATABASE, Capability.STATEMENT_TIMEOUT);
    }

    /** One writer and four readers, which nothing is gained by replacing. */
    @Override
    public Map<String, String> defaults() {
        return Map.of("pool.size", "5", "pool.max-overflow", "0", "pool.recycle", "0", "pool.pre-ping", "false");
    }

    /**
     * Memory has one connection. SQLite would share it between several, but without a write-ahead log: readers and the writer then wait for each other, in no order, until
     * they are refused.
     */
    @Override
    public Map<String, String> defaults(@Nullable String database) {
        if (!MEMORY.equals(database)) {
            return defaults();
        }
        Map<String, String> defaults = new HashMap<>(defaults());
        defaults.put("pool.size", "1");
        return defaults;
    }

    @Override
    public boolean embedded() {
        return true;
    }

    @Override
    public Optional<String> missingDriver() {
        return DRIVER.missing();
    }

    @Override
    public List<String> check(DatabaseConfig config) {
        List<String> problems = new ArrayList<>();
        if (config.database().isBlank() || config.database().indexOf('\0') >= 0) {
            problems.add("database: SQLite needs the name of a file, or " + MEMORY);
        }
        if (config.database().startsWith("file:")) {
            problems.add("database: \"" + config.database() + "\" must be a path, not a URI");
        }
        if (!config.hosts().isEmpty()) {
            problems.add("host: SQLite is a file and has no host");
        }
        if (config.user() != null) {
            problems.add("user: SQLite has no users; whoever may read the file may open it");
        }
        if (config.password() != null) {
            problems.add("password: SQLite has no passwords; whoever may read the file may open it");
        }
        if (config.schema() != null) {
            problems.add("schema: SQLite has no schemas");
        }
        if (!config.extensions().isEmpty()) {
            problems.add("extensions: SQLite has none that could be created");
        }
        if (config.readonly() && config.createDb()) {
            problems.add("create-db: a database with readonly: true is never created; remove one of the two");
        }
        if (config.readonly() && isMemory(config)) {
            problems.add("readonly: a database in memory begins empty and could never be filled");
        }
        if (isMemory(config) && config.pool().size() > 1) {
            problems.add("pool.size: a database in memory is one connection; remove it, set it to 1, or use a file");
        }
        if (isMemory(config) && config.pool().maxOverflow() > 0) {
            problems.add("pool.max-overflow: a database in memory is one connection; remove it, or set it to 0");
        }
        problems.addAll(OPTIONS.problems(config.properties()));
        return List.copyOf(problems);
    }

    static boolean isMemory(DatabaseConfig config) {
        return config.database().equals(MEMORY);
    }

    /** The writer first. A read-only database has readers alone; memory, or a pool of one, has the writer alone. */
    @Override
    public List<HostSpec> hosts(DatabaseConfig config) {
        if (config.readonly()) {
            return List.of(READERS);
        }
        return isMemory(config) || config.pool().size() == 1 ? List.of(WRITER) : List.of(WRITER, READERS);
    }

    @Override
    public PoolConfig pool(DatabaseConfig config, HostSpec host) {
        PoolConfig pool = config.pool();
        if (isMemory(config)) {
            return pool.toBuilder().recycle(Duration.ZERO).build();
        }
        if (host.equals(WRITER)) {
            return pool.sized(1, 0);
        }
        return config.readonly() ? pool : pool.sized(Math.max(1, pool.size() - 1), pool.maxOverflow());
    }

    @Override
    public boolean replicasAreCurrent() {
        return true;
    }

    @Override
    public SqlDialect dialect() {
        return DIALECT;
    }

    @Override
    public JdbcValues values() {
        return new SqliteValues();
    }

    @Override
    public ConnectionFactory connectionFactory(DatabaseConfig config) {
        return new SqliteConnections(config);
    }

    @Override
    public ErrorTable errors() {
        return new SqliteErrors();
    }

    /** The hosts' roles never change. In a read-only database the readers answer everything that is asked of a primary. */
    @Override
    public RoleProbe roleProbe() {
        return (host, connection) -> {
            boolean readers = host.equals(READERS);
            boolean alone = ((JdbcConnection) connection).rules().readonly();
            return HostReport.of(readers && !alone ? HostRole.REPLICA : HostRole.PRIMARY);
        };
    }

    @Override
    public Diagnosis diagnosis() {
        return new SqliteDiagnosis();
    }
}
