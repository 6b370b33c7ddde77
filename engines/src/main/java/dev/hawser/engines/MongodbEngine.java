package dev.hawser.engines;

import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Capability;
import dev.hawser.spi.ClientEngine;
import dev.hawser.spi.ClientObserver;
import dev.hawser.spi.DatabaseClient;
import dev.hawser.spi.ErrorTable;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** MongoDB, through {@code org.mongodb:mongodb-driver-sync}, and reactively through {@code mongodb-driver-reactivestreams} of the same version. Thread-safe. */
public final class MongodbEngine implements ClientEngine {

    /** Replica sets that the name service lists. */
    private static final String SRV_SCHEME = "mongodb+srv";

    private static final Driver DRIVER =
            new Driver("com.mongodb.client.MongoClients", "org.mongodb:mongodb-driver-sync");

    @Override
    public String name() {
        return "mongodb";
    }

    @Override
    public List<String> schemes() {
        return List.of(name(), SRV_SCHEME);
    }

    @Override
    public Map<String, String> properties(String scheme) {
        return scheme.equals(SRV_SCHEME) ? Map.of(MongodbOptions.SRV, "true") : Map.of();
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.TRANSACTIONS,
                Capability.CREATE_DATABASE,
                Capability.REPLICATION,
                Capability.SSL,
                Capability.ARRAYS);
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("port", "27017", "pool.size", "10", "pool.max-overflow", "10");
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
        return new MongodbCheck(config).problems();
    }

    @Override
    public ErrorTable errors() {
        return new MongodbErrors();
    }

    @Override
    public DatabaseClient client(DatabaseConfig config, ClientObserver observer) {
        return new MongodbClient(config, observer);
    }

    @Override
    public void drop(DatabaseConfig config, Duration timeout) throws Exception {
        Scratch.require(config);
        MongodbClient.drop(config, Deadline.in(timeout));
    }

    @Override
    public List<HostSpec> dialled(DatabaseConfig config) {
        return MongodbOptions.isSrv(config) ? List.of() : config.hosts();
    }
}
