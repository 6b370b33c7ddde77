package dev.hawser.benchmarks.faults;

import dev.hawser.DatabaseManager;
import dev.hawser.HostSpec;
import dev.hawser.benchmarks.pool.DataSourcePool;
import dev.hawser.benchmarks.pool.PostgresqlPools;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Profile;
import dev.hawser.testkit.PostgresCluster;
import dev.hawser.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How each subject is set up: Hawser with its defaults, the others with every time-out that their users are advised to set. Immutable.
 *
 * @param size of each pool
 */
record FaultClients(PostgresCluster cluster, String database, int size) {

    private static final String PRIMARY = "&targetServerType=primary";
    private static final String REPLICAS = "&targetServerType=preferSecondary&loadBalanceHosts=true";

    /** For writes. */
    FaultClient open(FaultSubject subject) throws SQLException {
        return subject.isHawser() ? new HawserClient(hawser(subject)) : new RetryingClient(writers(subject));
    }

    /** Hawser, with one database. */
    DatabaseManager hawser(FaultSubject subject) {
        return DatabaseManager.builder(ConfigSources.in(Path.of("")))
                .profile(Profile.PRODUCTION)
                .database(DatabaseOptions.of("shop")
                        .url("postgresql://" + list(hosts(subject)) + "/" + database)
                        .user(PostgresServer.USER)
                        .password(cluster.password())
                        .poolSize(size))
                .open();
    }

    /** Another pool, whose connections lead to the primary. */
    DataSourcePool writers(FaultSubject subject) throws SQLException {
        return pool(subject, subject.usesVirtualAddress() ? "" : PRIMARY);
    }

    /** Another pool, whose connections lead to standbys, where the subject knows of any. */
    DataSourcePool readers(FaultSubject subject) throws SQLException {
        return pool(subject, subject.usesVirtualAddress() ? "" : REPLICAS);
    }

    private DataSourcePool pool(FaultSubject subject, String target) throws SQLException {
        String url = "jdbc:postgresql://" + list(hosts(subject)) + "/" + database + PostgresqlPools.TIMEOUTS + target;
        return switch (subject) {
            case HIKARI_MULTIHOST, HIKARI_VIP -> PostgresqlPools.hikari(url, cluster.password(), size);
            case AGROAL_MULTIHOST -> PostgresqlPools.agroal(url, cluster.password(), size);
            case AWS_SRW_EFM2 -> PostgresqlPools.hikari(awsUrl(), cluster.password(), size);
            case HAWSER, HAWSER_VIP -> throw new IllegalArgumentException(subject + " has pools of its own");
        };
    }

    /** What the wrapper's documentation offers outside Amazon's services. Its time-outs are milliseconds where the driver's are seconds. */
    private String awsUrl() {
        HostSpec writes = cluster.virtualAddress().host();
        return "jdbc:aws-wrapper:postgresql://" + writes + "/" + database
                + "?wrapperDialect=pg&wrapperPlugins=srw,efm2&verifyNewSrwConnections=false&srwWriteEndpoint=" + writes
                + "&srwReadEndpoint=" + cluster.nodes().get(1).host()
                + "&connectTimeout=2000&socketTimeout=5000&loginTimeout=3000&tcpKeepAlive=true";
    }

    private List<HostSpec> hosts(FaultSubject subject) {
        return subject.usesVirtualAddress() ? List.of(cluster.virtualAddress().host()) : cluster.hosts();
    }

    private static String list(List<HostSpec> hosts) {
        return hosts.stream().map(HostSpec::toString).collect(Collectors.joining(","));
    }
}
