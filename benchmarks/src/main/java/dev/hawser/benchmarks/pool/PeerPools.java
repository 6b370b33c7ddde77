package dev.hawser.benchmarks.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.cache.ConnectionCache;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;

/** Other libraries' pools: their own defaults, but for sizes and the time-out. */
final class PeerPools {

    private PeerPools() {}

    static DataSourcePool hikari(Endpoint endpoint, PoolSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setDriverClassName(endpoint.driver().getName());
        config.setJdbcUrl(endpoint.url());
        config.setUsername(endpoint.user());
        config.setPassword(endpoint.password());
        config.setMinimumIdle(settings.minimum());
        config.setMaximumPoolSize(settings.maximum());
        config.setConnectionTimeout(settings.timeout().toMillis());
        return DataSourcePool.of(new HikariDataSource(config));
    }

    static DataSourcePool agroal(Endpoint endpoint, PoolSettings settings) throws SQLException {
        return DataSourcePool.of(AgroalDataSource.from(agroalConfiguration(endpoint, settings)));
    }

    /** Without its cache of connections by thread, with which it serves who comes before who waits. */
    static DataSourcePool agroalWithoutCache(Endpoint endpoint, PoolSettings settings) throws SQLException {
        return DataSourcePool.of(AgroalDataSource.from(agroalConfiguration(endpoint, settings)
                .connectionPoolConfiguration(pool -> pool.connectionCache(ConnectionCache.none()))));
    }

    private static AgroalDataSourceConfigurationSupplier agroalConfiguration(Endpoint endpoint, PoolSettings settings) {
        return new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.initialSize(settings.minimum())
                        .minSize(settings.minimum())
                        .maxSize(settings.maximum())
                        .acquisitionTimeout(settings.timeout())
                        .connectionFactoryConfiguration(factory -> factory.connectionProviderClass(endpoint.driver())
                                .jdbcUrl(endpoint.url())
                                .principal(new NamePrincipal(endpoint.user()))
                                .credential(new SimplePassword(endpoint.password()))));
    }

    static DataSourcePool tomcat(Endpoint endpoint, PoolSettings settings) {
        PoolProperties properties = new PoolProperties();
        properties.setDriverClassName(endpoint.driver().getName());
        properties.setUrl(endpoint.url());
        properties.setUsername(endpoint.user());
        properties.setPassword(endpoint.password());
        properties.setInitialSize(settings.minimum());
        properties.setMinIdle(settings.minimum());
        properties.setMaxIdle(settings.maximum());
        properties.setMaxActive(settings.maximum());
        properties.setMaxWait(Math.toIntExact(settings.timeout().toMillis()));
        DataSource pool = new DataSource(properties);
        return new DataSourcePool(pool, () -> pool.close(true));
    }

    static DataSourcePool dbcp2(Endpoint endpoint, PoolSettings settings) {
        BasicDataSource pool = new BasicDataSource();
        pool.setDriverClassName(endpoint.driver().getName());
        pool.setUrl(endpoint.url());
        pool.setUsername(endpoint.user());
        pool.setPassword(endpoint.password());
        pool.setInitialSize(settings.minimum());
        pool.setMinIdle(settings.minimum());
        pool.setMaxIdle(settings.maximum());
        pool.setMaxTotal(settings.maximum());
        pool.setMaxWait(settings.timeout());
        return DataSourcePool.of(pool);
    }
}
