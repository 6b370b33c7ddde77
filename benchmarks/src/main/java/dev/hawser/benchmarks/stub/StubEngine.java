package dev.hawser.benchmarks.stub;

import dev.hawser.HostRole;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Capability;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.jdbc.DefaultJdbcValues;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import dev.hawser.spi.jdbc.JdbcValues;
import dev.hawser.spi.jdbc.SqlDialect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The stub as an engine, so that everything between the application and the driver is Hawser's own. */
public final class StubEngine implements JdbcEngine {

    private static final JdbcValues VALUES = new DefaultJdbcValues();
    private static final SqlDialect DIALECT = new SqlDialect("stub", Set.of(), '"', Short.MAX_VALUE);
    private static final JdbcSessionRules RULES = new JdbcSessionRules(false, List.of(), null, "select 'stub'", null);

    /** Hosts of this name are replicas, all others primaries. */
    public static final String REPLICA = "replica";

    private final StubServer server;

    /** The engine of one server. */
    public StubEngine(StubServer server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "stub";
    }

    @Override
    public List<String> schemes() {
        return List.of(name());
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.REPLICATION);
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("port", "1");
    }

    @Override
    public boolean embedded() {
        return false;
    }

    @Override
    public Optional<String> missingDriver() {
        return Optional.empty();
    }

    @Override
    public List<String> check(DatabaseConfig config) {
        return List.of();
    }

    @Override
    public SqlDialect dialect() {
        return DIALECT;
    }

    @Override
    public JdbcValues values() {
        return VALUES;
    }

    @Override
    public ConnectionFactory connectionFactory(DatabaseConfig config) {
        return connectionFactory();
    }

    /** As above: the stub has nothing to configure. */
    public ConnectionFactory connectionFactory() {
        return (host, credentials, timeout) -> new JdbcConnection(server.connect(), RULES);
    }

    @Override
    public ErrorTable errors() {
        return error -> new ErrorTable.Meaning(ErrorCategory.OTHER, null, 0, null);
    }

    @Override
    public RoleProbe roleProbe() {
        return (host, connection) -> HostReport.of(host.host().equals(REPLICA) ? HostRole.REPLICA : HostRole.PRIMARY);
    }
}
