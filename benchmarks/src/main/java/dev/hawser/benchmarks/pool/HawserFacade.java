package dev.hawser.benchmarks.pool;

import dev.hawser.DatabaseManager;
import dev.hawser.benchmarks.stub.StubEngine;
import dev.hawser.benchmarks.stub.StubServer;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Profile;
import java.nio.file.Path;
import java.util.List;

/** Hawser's pool as an application uses it that knows JDBC only: through {@code SqlDatabase.dataSource()}. */
final class HawserFacade {

    private static final String NAME = "shop";

    private HawserFacade() {}

    static DataSourcePool open(StubServer server, PoolSettings settings) {
        DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(Path.of("")))
                .profile(Profile.PRODUCTION)
                .engines(List.of(new StubEngine(server)))
                .database(DatabaseOptions.of(NAME)
                        .url("stub://localhost/shop")
                        .poolSize(settings.minimum())
                        .set("pool.max-overflow", settings.maximum() - settings.minimum())
                        .set("pool.timeout", settings.timeout().toMillis() + "ms")
                        .set("pool.shed", settings.shed()))
                .open();
        return new DataSourcePool(manager.sql(NAME).dataSource(), manager);
    }
}
