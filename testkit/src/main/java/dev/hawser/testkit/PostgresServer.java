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
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server on this machine, started by the test itself, also as root, on a free port of the loopback interface, with a random password. Its
 * data are deleted when it is closed; servers that are left over stop with the process. Needs Linux on x86-64. Thread-safe.
 */
public final class PostgresServer implements Closeable {

    /** The superuser of every server. */
    public static final String USER = "postgres";

    /** The database that is always there. */
    static final String MAINTENANCE = "postgres";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int PORT_ATTEMPTS = 5;

    private final String name;
    private final String password;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable ServerProcess process;

    private volatile PostgresData data;
    private volatile int port;
    private volatile long refusedBefore;

    private PostgresServer(String name, PostgresData data) {
        this.name = name;
        this.data = data;
        this.password = data.password();
    }

    /**
     * A running server.
     *
     * @param settings lines of {@code postgresql.conf}, such as {@code max_connections = 5}
     */
    public static PostgresServer started(String... settings) throws IOException {
        return started(anyName(), PostgresData.create(List.of(settings)));
    }

    /** A running server that offers TLS; {@link #certificate()} is its own authority. */
    public static PostgresServer startedWithTls(String... settings) throws IOException {
        PostgresData data = PostgresData.create(List.of(settings));
        data.enableTls();
        return started(anyName(), data);
    }

    /** A running server that calls itself {@code name} when it follows another. */
    static PostgresServer started(String name, PostgresData data) throws IOException {
        PostgresServer server = new PostgresServer(name, data);
        LeftoverServers.add(server);
        server.startOnFreePort();
        return server;
    }

    private static String anyName() {
        return "server_" + UUID.randomUUID().toString().replace('-', '_');
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
                    close();
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
            ServerProcess started = data.startServer(port);
            process = started;
            boolean ready = Polling.until(START_TIMEOUT, () -> !started.isAlive() || data.acceptsConnections());
            if (!ready || !started.isAlive()) {
                started.kill();
                throw new IOException("PostgreSQL did not start: " + started.output());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops it as its administrator would: open transactions are rolled back, and clients are told. */
    public void stop() throws IOException {
        lock.lock();
        try {
            if (process != null) {
                process.stop("INT");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Kills it with every process it has. Clients are told nothing but that their sockets are closed. */
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

    /** Whether its process is there, be it paused. */
    public boolean isRunning() {
        lock.lock();
        try {
            return process != null && process.isAlive();
        } finally {
            lock.unlock();
        }
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

    /** A standby that streams from this server, running and caught up with what was committed before the call. */
    public PostgresServer standby() throws IOException, SQLException {
        return standby(anyName());
    }

    PostgresServer standby(String name) throws IOException, SQLException {
        PostgresServer standby = started(name, PostgresReplication.copyOf(this, name));
        PostgresReplication.awaitReplay(standby, this);
        return standby;
    }

    /** Throws its data away and begins again as a standby of {@code primary}, at the same place. */
    void rejoin(PostgresServer primary) throws IOException, SQLException {
        kill();
        PostgresData copy = PostgresReplication.copyOf(primary, name);
        refusedBefore = refusedWrites();
        data.delete();
        data = copy;
        start();
        PostgresReplication.awaitReplay(this, primary);
    }

    /** Makes a standby a primary. Returns when it is one. */
    public void promote() throws IOException, SQLException {
        try (Connection connection = connect(MAINTENANCE);
                Statement statement = connection.createStatement()) {
            // The server's own way of waiting looks every 100 ms only.
            statement.execute("select pg_promote(false)");
            if (!Polling.until(START_TIMEOUT, () -> "f".equals(single(statement, "select pg_is_in_recovery()")))) {
                throw new IOException("the standby was not promoted in time");
            }
        }
    }

    /** Changes a setting while it runs: {@code alter system}, and a reload. Returns when the server knows it. */
    public void configure(String setting, String value) throws IOException, SQLException {
        try (Connection connection = connect(MAINTENANCE);
                Statement statement = connection.createStatement()) {
            String loadedAt = single(statement, "select pg_conf_load_time()");
            statement.execute("alter system set " + setting + " = '" + value.replace("'", "''") + "'");
            statement.execute("select pg_reload_conf()");
            if (!Polling.until(
                    START_TIMEOUT, () -> !loadedAt.equals(single(statement, "select pg_conf_load_time()")))) {
                throw new IOException("the server did not read its configuration again");
            }
        }
    }

    /** Changes a setting for the next start. */
    void configureStopped(String setting, String value) throws IOException {
        data.configure(setting, value);
    }

    /** How many writes it has refused because it is read-only, or a standby (SQLSTATE 25006). */
    public long refusedWrites() throws IOException {
        return refusedBefore + data.logged("25006");
    }

    /** Creates an empty database with a name of its own. */
    public String createDatabase() throws SQLException {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        execute(MAINTENANCE, "create database " + name);
        return name;
    }

    /** Runs statements as superuser, each in a transaction of its own. */
    public void execute(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The text of the first column of the first row, as superuser; {@code null} as text if there is none. */
    public String single(String database, String query) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            return single(statement, query);
        }
    }

    static String single(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "null";
        }
    }

    /** As superuser. */
    Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", password);
        properties.setProperty("loginTimeout", "20");
        properties.setProperty("socketTimeout", "60");
        Connection connection = new org.postgresql.Driver().connect(jdbcUrl(database), properties);
        if (connection == null) {
            throw new SQLException("the driver does not know its own URL");
        }
        return connection;
    }

    PostgresData data() {
        return data;
    }

    /** Where it is. */
    public HostSpec host() {
        return new HostSpec("127.0.0.1", port);
    }

    /** The password of {@link #USER}. It holds the characters that are hard to put into a URL. */
    public String password() {
        return password;
    }

    /** The URL for Hawser, with user and password. */
    public String url(String database) {
        return "postgresql://" + USER + ":" + encoded(password) + "@" + host() + "/" + encoded(database);
    }

    /** The URL for the driver, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + "/" + encoded(database);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The certificate (PEM) of a server with TLS. */
    public Path certificate() {
        return data.certificate();
    }

    /** Adds lines to {@code pg_hba.conf} in front of the others, and makes the server read it again. */
    public void allow(String... lines) throws IOException, SQLException {
        Path file = data.file("pg_hba.conf");
        Files.writeString(
                file, String.join("\n", lines) + "\n" + Files.readString(file), StandardOpenOption.TRUNCATE_EXISTING);
        execute(MAINTENANCE, "select pg_reload_conf()");
    }

    /** Kills it and deletes its data. Again has no effect. */
    @Override
    public void close() throws IOException {
        kill();
        data.delete();
        LeftoverServers.remove(this);
    }

    @Override
    public String toString() {
        return "PostgreSQL at " + host();
    }
}
