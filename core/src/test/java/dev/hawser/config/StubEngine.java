package dev.hawser.config;

import dev.hawser.spi.Capability;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Engine;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.PooledEngine;
import dev.hawser.spi.RoleProbe;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An engine that can be configured and never connects. */
record StubEngine(
        String name,
        List<String> schemes,
        Set<Capability> capabilities,
        Map<String, String> defaults,
        boolean embedded,
        Optional<String> missingDriver,
        List<String> problems)
        implements PooledEngine {

    static final StubEngine POSTGRESQL = new StubEngine(
            "postgresql",
            List.of("postgresql", "postgres"),
            EnumSet.allOf(Capability.class),
            Map.of("port", "5432", "user", "postgres", "database", "postgres", "pool.size", "20"),
            false,
            Optional.empty(),
            List.of());

    static final StubEngine SQLITE = new StubEngine(
            "sqlite",
            List.of("sqlite"),
            EnumSet.of(Capability.READONLY, Capability.TRANSACTIONS, Capability.CREATE_DATABASE),
            Map.of("pool.size", "4", "pool.max-overflow", "0"),
            true,
            Optional.empty(),
            List.of());

    static final StubEngine SQLSERVER = new StubEngine(
            "sqlserver",
            List.of("sqlserver", "mssql"),
            EnumSet.of(Capability.TRANSACTIONS, Capability.SSL),
            Map.of("port", "1433", "database", "master", "pool.size", "15"),
            false,
            Optional.empty(),
            List.of());

    static final StubEngine ACCESS = new StubEngine(
            "access",
            List.of("access", "accdb", "mdb"),
            EnumSet.of(Capability.TRANSACTIONS),
            Map.of("pool.size", "1", "pool.max-overflow", "0"),
            true,
            Optional.empty(),
            List.of());

    static final StubEngine MONGODB = new StubEngine(
            "mongodb",
            List.of("mongodb", "mongodb+srv"),
            EnumSet.of(Capability.REPLICATION, Capability.SSL),
            Map.of("port", "27017", "database", "admin", "pool.size", "10"),
            false,
            Optional.empty(),
            List.of());

    static final List<Engine> ALL = List.of(POSTGRESQL, SQLITE, SQLSERVER, ACCESS, MONGODB);

    StubEngine withMissingDriver(String artifact) {
        return new StubEngine(name, schemes, capabilities, defaults, embedded, Optional.of(artifact), problems);
    }

    StubEngine withProblem(String problem) {
        return new StubEngine(name, schemes, capabilities, defaults, embedded, missingDriver, List.of(problem));
    }

    @Override
    public List<String> check(DatabaseConfig config) {
        return problems;
    }

    @Override
    public ConnectionFactory connectionFactory(DatabaseConfig config) {
        throw new UnsupportedOperationException("a stub has no connections");
    }

    @Override
    public ErrorTable errors() {
        throw new UnsupportedOperationException("a stub has no errors");
    }

    @Override
    public RoleProbe roleProbe() {
        throw new UnsupportedOperationException("a stub has no role");
    }
}
