package dev.hawser.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.benchmarks.stub.StubDataSource;
import dev.hawser.benchmarks.stub.StubEngine;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Profile;
import dev.hawser.testkit.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;

/** A database behind Hawser, with the settings of production, and the same behind HikariCP. */
final class Subject implements AutoCloseable {

    private static final String NAME = "shop";
    private static final int POOL_SIZE = 4;

    private final DatabaseManager manager;
    private final HikariDataSource hikari;

    private Subject(DatabaseManager manager, HikariConfig hikari) {
        this.manager = manager;
        hikari.setMaximumPoolSize(POOL_SIZE);
        this.hikari = new HikariDataSource(hikari);
    }

    /** The stub driver. */
    static Subject stub() {
        HikariConfig hikari = new HikariConfig();
        hikari.setDataSource(new StubDataSource());
        DatabaseManager.Builder builder = builder("stub://localhost/shop").engines(List.of(new StubEngine()));
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

    DataSource hikari() {
        return hikari;
    }

    @Override
    public void close() {
        hikari.close();
        manager.close();
    }
}
