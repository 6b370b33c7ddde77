package dev.hawser.benchmarks.faults;

import dev.hawser.DatabaseManager;
import dev.hawser.benchmarks.stub.StubEngine;
import dev.hawser.benchmarks.stub.StubServer;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Profile;
import dev.hawser.internal.Events;
import dev.hawser.internal.ManagedDatabase;
import dev.hawser.internal.Supplied;
import dev.hawser.internal.Threads;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.topology.Access;
import dev.hawser.spi.PooledEngine;
import dev.hawser.spi.Ticker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A database over stub connections, as every helper of Hawser's takes connections from it. */
final class RoutedDatabase implements AutoCloseable {

    private final Threads threads = new Threads(Ticker.SYSTEM);
    private final ManagedDatabase database;
    private final Access access;

    RoutedDatabase(StubServer server, RoutingPath path, int connections) {
        PooledEngine engine = new StubEngine(server);
        DatabaseConfig config = DatabaseManager.builder(ConfigSources.in(Path.of("")))
                .profile(Profile.PRODUCTION)
                .engines(List.of(engine))
                .database(DatabaseOptions.of("shop")
                        .url("stub://" + String.join(",", path.hosts()) + "/shop")
                        .poolSize(connections))
                .load()
                .databases()
                .get(0);
        this.database = new ManagedDatabase(config, engine, new Events(List.of()), threads, Supplied.NOTHING);
        this.access = path.access();
        database.start();
    }

    Lease acquire() {
        return database.acquire(access, null);
    }

    /** Opens as many connections, to whichever hosts. */
    void open(int number) {
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            leases.add(acquire());
        }
        leases.forEach(Lease::release);
    }

    @Override
    public void close() {
        threads.close();
    }
}
