package dev.hawser.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.benchmarks.stub.StubDataSource;
import dev.hawser.benchmarks.stub.StubEngine;
import dev.hawser.benchmarks.stub.StubServer;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Profile;
import dev.hawser.testkit.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database behind Hawser, with the settings of production, and the same behind HikariCP. For one thread. */
final class Subject implements AutoCloseable {

    private static final String NAME = "shop";
    private static final int POOL_SIZE = 4;

    private final DatabaseManager manager;
    private final HikariConfig hikariConfig;
    private @Nullable HikariDataSource hikari;

    private Subject(DatabaseManager manager, HikariConfig hikariConfig) {
        this.manager = manager;
        this.hikariConfig = hikariConfig;
        hikariConfig.setMaximumPoolSize(POOL_SIZE);
    }

    /** The stub driver. */
    static Subject stub() {
        HikariConfig hikari = new HikariConfig();
        hikari.setDataSource(new StubDataSource());
        DatabaseManager.Builder builder =
                builder("stub://localhost/shop").engines(List.of(new StubEngine(StubServer.started())));
        return new Subject(builder.open(), hikari);
    }

    /** A database of a server that is running. */
    static Subject postgresql(PostgresServer server, String database) {
        HikariConfig hikari = new HikariConfig();
        hikari.setJdbcUrl(server.jdbcUrl(database));
        hikari.setUsername(PostgresServer.USER);
        hikari.setPassword(server.password());
        return new Subject(builder(server.url(database)).open(), hikari);
    }

    private static DatabaseManager.Builder builder(String url) {
        return DatabaseManager.builder(ConfigSources.in(Path.of("")))
                .profile(Profile.PRODUCTION)
                .database(DatabaseOptions.of(NAME).url(url).poolSize(POOL_SIZE));
    }

    SqlDatabase database() {
        return manager.sql(NAME);
    }

    /** Opened at the first call. */
    DataSource hikari() {
        HikariDataSource opened = hikari;
        if (opened == null) {
            opened = new HikariDataSource(hikariConfig);
            hikari = opened;
        }
        return opened;
    }

    @Override
    public void close() {
        if (hikari != null) {
            hikari.close();
        }
        manager.close();
    }
}
