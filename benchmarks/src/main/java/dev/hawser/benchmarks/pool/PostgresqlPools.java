package dev.hawser.benchmarks.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.hawser.DatabaseManager;
import dev.hawser.HostSpec;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Profile;
import dev.hawser.testkit.PostgresServer;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.cache.ConnectionCache;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.Driver;

/** Pools of connections to PostgreSQL: the others with every time-out that their users are advised to set, Hawser with its defaults. */
public final class PostgresqlPools {

    /** Of the driver, as the query of a URL. */
    public static final String TIMEOUTS = "?connectTimeout=2&socketTimeout=5&loginTimeout=3&tcpKeepAlive=true";

    private static final Duration ACQUISITION = Duration.ofSeconds(5);
    private static final Duration VALIDATION = Duration.ofSeconds(2);

    private PostgresqlPools() {}

    /** {@code host} stands for the server. */
    static DataSourcePool open(PoolLibrary library, PostgresServer server, HostSpec host, int size)
            throws SQLException {
        String url = "jdbc:postgresql://" + host.host() + ":" + host.port() + "/postgres" + TIMEOUTS;
        return switch (library) {
            case HIKARI -> hikari(url, server.password(), size);
            case AGROAL_NO_CACHE -> agroal(url, server.password(), size);
            case HAWSER_FACADE -> hawser(server, host, size);
            case AGROAL, TOMCAT, DBCP2, HAWSER_LEASE ->
                throw new IllegalArgumentException(library + " is not measured on PostgreSQL");
        };
    }

    /** HikariCP at this URL, which has its time-outs. */
    public static DataSourcePool hikari(String url, String password, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(PostgresServer.USER);
        config.setPassword(password);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(ACQUISITION.toMillis());
        config.setValidationTimeout(VALIDATION.toMillis());
        return DataSourcePool.of(new HikariDataSource(config));
    }

    /** Agroal at this URL, which has its time-outs. */
    public static DataSourcePool agroal(String url, String password, int size) throws SQLException {
        return DataSourcePool.of(AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.initialSize(size)
                        .minSize(size)
                        .maxSize(size)
                        .acquisitionTimeout(ACQUISITION)
                        .connectionCache(ConnectionCache.none())
                        .validateOnBorrow(true)
                        .connectionValidator(PostgresqlPools::answers)
                        .connectionFactoryConfiguration(factory -> factory.connectionProviderClass(Driver.class)
                                .jdbcUrl(url)
                                .principal(new NamePrincipal(PostgresServer.USER))
                                .credential(new SimplePassword(password))))));
    }

    private static boolean answers(Connection connection) {
        try {
            return connection.isValid(Math.toIntExact(VALIDATION.toSeconds()));
        } catch (SQLException broken) {
            return false;
        }
    }

    private static DataSourcePool hawser(PostgresServer server, HostSpec host, int size) {
        DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(Path.of("")))
                .profile(Profile.PRODUCTION)
                .database(DatabaseOptions.of("shop")
                        .url("postgresql://" + host.host() + ":" + host.port() + "/postgres")
                        .user(PostgresServer.USER)
                        .password(server.password())
                        .poolSize(size)
                        .set("pool.max-overflow", 0))
                .open();
        return new DataSourcePool(manager.sql("shop").dataSource(), manager);
    }
}
