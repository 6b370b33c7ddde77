package dev.hawser.engines;

import static dev.hawser.spi.jdbc.SqlDialect.Feature.BACKTICK_IDENTIFIERS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.BRACKET_IDENTIFIERS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.DOUBLE_QUOTED_STRINGS;
import static dev.hawser.spi.jdbc.SqlDialect.Feature.SINGLE_STATEMENTS;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Capability;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Diagnosis;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.spi.jdbc.JdbcValues;
import dev.hawser.spi.jdbc.SqlDialect;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * MS Access, through {@code io.github.spannm:ucanaccess}. The driver reads the whole file into memory, answers queries from there, and writes changes to the file
 * with each commit. One connection, and one process that writes. Thread-safe.
 */
public final class AccessEngine implements JdbcEngine {

    static final HostSpec FILE = HostSpec.embedded("file");

    // The driver has no limit; a statement that is longer takes seconds to be parsed.
    private static final int MAX_PARAMETERS = 10_000;

    static final SqlDialect DIALECT = new SqlDialect(
            "access",
            EnumSet.of(BACKTICK_IDENTIFIERS, BRACKET_IDENTIFIERS, DOUBLE_QUOTED_STRINGS, SINGLE_STATEMENTS),
            '[',
            MAX_PARAMETERS);

    /** The driver's properties that change how a file is read, and nothing that Hawser decides. */
    private static final Set<String> PROPERTIES = Set.of(
            "charset",
            "columnOrder",
            "concatNulls",
            "ignoreCase",
            "lobScale",
            "memory",
            "mirrorFolder",
            "reMap",
            "showSchema",
            "skipIndexes",
            "supportsAccessLike",
            "sysSchema");

    private static final Driver DRIVER =
            new Driver("net.ucanaccess.jdbc.UcanaccessDriver", "io.github.spannm:ucanaccess");

    /** For {@link java.util.ServiceLoader}. */
    public AccessEngine() {}

    @Override
    public String name() {
        return "access";
    }

    @Override
    public List<String> schemes() {
        return List.of("access", "accdb", "mdb", "ucanaccess");
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.READONLY, Capability.TRANSACTIONS, Capability.CREATE_DATABASE, Capability.STATEMENT_TIMEOUT);
    }

    /** One connection, which nothing is gained by replacing: the file would be read anew. */
    @Override
    public Map<String, String> defaults() {
        return Map.of("pool.size", "1", "pool.max-overflow", "0", "pool.recycle", "0", "pool.pre-ping", "false");
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
        checkFile(config, problems);
        if (!config.hosts().isEmpty()) {
            problems.add("host: MS Access is a file and has no host");
        }
        if (config.user() != null) {
            problems.add(
                    "user: MS Access has no users that Hawser could log in; a protected file has a password alone");
        }
        if (config.schema() != null) {
            problems.add("schema: MS Access has no schemas");
        }
        if (!config.extensions().isEmpty()) {
            problems.add("extensions: MS Access has none that could be created");
        }
        if (config.readonly() && config.createDb()) {
            problems.add("create-db: a database with readonly: true is never created; remove one of the two");
        }
        if (config.pool().size() > 1) {
            problems.add("pool.size: MS Access takes one connection; remove it, or set it to 1");
        }
        if (config.pool().maxOverflow() > 0) {
            problems.add("pool.max-overflow: MS Access takes one connection; remove it, or set it to 0");
        }
        config.properties().keySet().stream()
                .filter(property -> PROPERTIES.stream().noneMatch(property::equalsIgnoreCase))
                .map(property -> "properties." + property + ": is unknown, or is Hawser's to set; MS Access takes "
                        + PROPERTIES.stream().sorted().collect(Collectors.joining(", ")))
                .forEach(problems::add);
        return List.copyOf(problems);
    }

    private static void checkFile(DatabaseConfig config, List<String> problems) {
        String file = config.database();
        if (file.isBlank() || file.indexOf('\0') >= 0 || file.indexOf(';') >= 0 || file.equals(":memory:")) {
            problems.add("database: MS Access needs the name of a file, such as access:///orders.accdb");
        } else if (file.startsWith("file:")) {
            problems.add("database: \"" + file + "\" must be a path, not a URI");
        } else if (config.createDb()
                && !isAccdb(file)
                && !file.toLowerCase(Locale.ROOT).endsWith(".mdb")) {
            problems.add("database: a file that is created must end in .accdb (MS Access 2010) or .mdb (2003)");
        }
    }

    static boolean isAccdb(String file) {
        return file.toLowerCase(Locale.ROOT).endsWith(".accdb");
    }

    @Override
    public List<HostSpec> hosts(DatabaseConfig config) {
        return List.of(FILE);
    }

    @Override
    public SqlDialect dialect() {
        return DIALECT;
    }

    @Override
    public JdbcValues values() {
        return new AccessValues();
    }

    @Override
    public ConnectionFactory connectionFactory(DatabaseConfig config) {
        return new AccessConnections(config);
    }

    @Override
    public ErrorTable errors() {
        return new AccessErrors();
    }

    @Override
    public RoleProbe roleProbe() {
        return (host, connection) -> HostReport.of(HostRole.PRIMARY);
    }

    @Override
    public Diagnosis diagnosis() {
        return new AccessDiagnosis();
    }
}
