package dev.hawser.engines;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.SslMode;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import dev.hawser.spi.jdbc.TimeLimits;
import dev.hawser.spi.jdbc.TransactionEnd;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Connections to the servers of one MySQL or MariaDB database. */
final class MysqlConnections implements ConnectionFactory {

    /**
     * For how many seconds the server waits until whoever reads a stream goes on; its default of a minute cuts slow readers
     * (<a href="https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_net_write_timeout">net_write_timeout</a>).
     */
    private static final String NET_WRITE_TIMEOUT = "net_write_timeout = 600";

    private final DatabaseConfig config;
    private final MysqlDriver driver;
    private final JdbcSessionRules rules;
    private final JdbcSessionRules mysqlRules;
    private final String settings;
    private final TrustStore trustStore;

    /** Those that have said that they have no TLS, where that may be. */
    private final Set<HostSpec> withoutTls = ConcurrentHashMap.newKeySet();

    MysqlConnections(DatabaseConfig config, MysqlDriver driver) {
        this.config = config;
        this.driver = driver;
        this.trustStore = new TrustStore(config.ssl().rootCert());
        this.settings = "set " + limits(config.statementTimeout(), config.idleTransactionTimeout()) + NET_WRITE_TIMEOUT
                + ", time_zone = '+00:00'";
        this.rules = new JdbcSessionRules(
                        config.readonly(),
                        List.of(),
                        null,
                        null,
                        "select concat(case when version() like '%MariaDB%' then 'MariaDB ' else 'MySQL ' end,"
                                + " substring_index(version(), '-', 1))",
                        "select count(*) from information_schema.processlist where db = database()",
                        MysqlConnections::endsTransaction)
                .withTimeLimits(TimeLimits.settings(
                        "set " + limits(Duration.ZERO, Duration.ZERO) + NET_WRITE_TIMEOUT,
                        "set " + limits(config.statementTimeout(), config.idleTransactionTimeout())
                                + NET_WRITE_TIMEOUT));
        this.mysqlRules = rules.withWriteTimeout(config.statementTimeout());
    }

    /**
     * Settings, each with a comma behind it, for both servers in one text: MariaDB reads what is behind {@code M!}, and skips comments for versions 5.7 of MySQL
     * (<a href="https://mariadb.com/kb/en/comment-syntax/">comment syntax</a>). MySQL ends nobody who is idle in a transaction.
     */
    private static String limits(Duration statement, Duration idleTransaction) {
        long statementMillis = statement.toMillis();
        return "/*M!100102 max_statement_time = " + statementMillis / 1000.0 + ", */"
                + "/*M!100300 idle_transaction_timeout = " + ceilSeconds(idleTransaction) + ", */"
                + "/*!50708 max_execution_time = " + statementMillis + ", */ ";
    }

    private static long ceilSeconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }

    /** <a href="https://dev.mysql.com/doc/refman/8.4/en/innodb-error-handling.html">InnoDB Error Handling</a>. */
    private static boolean endsTransaction(SQLException error, Connection connection) throws SQLException {
        return switch (error.getErrorCode()) {
            case MysqlErrors.DEADLOCK, MysqlErrors.XA_DEADLOCK, MysqlErrors.ROW_CHANGED -> true;
            case MysqlErrors.LOCK_WAIT_TIMEOUT ->
                TransactionEnd.number(connection, "select @@innodb_rollback_on_timeout") == 1;
            default -> false;
        };
    }

    @Override
    public EngineConnection connect(HostSpec host, Credentials login, Duration timeout) throws SQLException {
        MysqlDriver.Opened opened = open(host, config.database(), login, timeout);
        Connection connection = opened.connection();
        try {
            try (Statement statement = connection.createStatement()) {
                statement.execute(settings);
            }
            if (config.readonly()) {
                connection.setReadOnly(true);
            }
            connection.setNetworkTimeout(
                    Runnable::run, Math.toIntExact(ServerSilence.longest(config).toMillis()));
            return new JdbcConnection(connection, rules(connection), null, opened.cut());
        } catch (SQLException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    /** The limit of MySQL's server is for reads alone. */
    private JdbcSessionRules rules(Connection connection) throws SQLException {
        return MysqlRole.isMariadb(connection) ? rules : mysqlRules;
    }

    /** {@code database}: null for none. */
    MysqlDriver.Opened open(HostSpec host, @Nullable String database, Credentials login, Duration timeout)
            throws SQLException {
        boolean tls = config.ssl().mode() != SslMode.DISABLE && !withoutTls.contains(host);
        MysqlDriver.Target target = new MysqlDriver.Target(host, database, login, timeout, tls, trustStore.file());
        try {
            return driver.connect(config, target);
        } catch (SQLException refused) {
            boolean may = config.ssl().mode().compareTo(SslMode.REQUIRE) < 0;
            if (!tls || !may || !driver.isWithoutTls(refused)) {
                throw refused;
            }
            withoutTls.add(host);
            return driver.connect(config, target.plain());
        }
    }

    @Override
    public void prepare(Credentials login, Duration timeout) throws SQLException {
        if (config.createDb()) {
            new MysqlSetup(config, this, login).run(timeout);
        }
    }

    @Override
    public void drop(Credentials login, Duration timeout) throws SQLException {
        Scratch.require(config);
        new MysqlSetup(config, this, login).drop(timeout);
    }

    @Override
    public void close() {
        trustStore.close();
    }
}
