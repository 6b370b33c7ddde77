package dev.hawser.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.HostSpec;
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
public final class PostgresServer implements AutoCloseable {

    /** The superuser of every server. */
    public static final String USER = "postgres";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int PORT_ATTEMPTS = 5;

    private final PostgresData data;
    private final String password;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable ServerProcess process;

    private volatile int port;

    private PostgresServer(PostgresData data, String password) {
        this.data = data;
        this.password = password;
    }

    /**
     * A running server.
     *
     * @param settings lines of {@code postgresql.conf}, such as {@code max_connections = 5}
     */
    public static PostgresServer started(String... settings) throws IOException {
        return started(PostgresData.create(List.of(settings)));
    }

    /** A running server that offers TLS; {@link #certificate()} is its own authority. */
    public static PostgresServer startedWithTls(String... settings) throws IOException {
        PostgresData data = PostgresData.create(List.of(settings));
        data.enableTls();
        return started(data);
    }

    private static PostgresServer started(PostgresData data) throws IOException {
        PostgresServer server = new PostgresServer(data, data.password());
        LeftoverServers.add(server);
        server.startOnFreePort();
        return server;
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
        String slot = "standby_" + UUID.randomUUID().toString().replace('-', '_');
        PostgresServer standby;
        // The backup belongs to its session: the same one must begin and end it.
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_create_physical_replication_slot('" + slot + "', true)");
            statement.execute("select pg_backup_start('" + slot + "', true)");
            PostgresData copy = data.copyOfRunning();
            try (ResultSet files = statement.executeQuery("select labelfile, spcmapfile from pg_backup_stop(false)")) {
                files.next();
                copy.becomeStandby(host(), password, slot, files.getString(1), files.getString(2));
            }
            standby = started(copy);
        }
        String committed = single("postgres", "select pg_current_wal_lsn()");
        standby.awaitReplay(committed);
        return standby;
    }

    private void awaitReplay(String position) throws IOException, SQLException {
        String question = "select pg_last_wal_replay_lsn() >= '" + position + "'";
        if (!Polling.until(START_TIMEOUT, () -> "t".equals(single("postgres", question)))) {
            throw new IOException("the standby did not reach " + position);
        }
    }

    /** Makes a standby a primary. Returns when it is one. */
    public void promote() throws IOException, SQLException {
        if (!"t".equals(single("postgres", "select pg_promote(true, 30)"))) {
            throw new IOException("the standby was not promoted in time");
        }
    }

    /** Creates an empty database with a name of its own. */
    public String createDatabase() throws SQLException {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        execute("postgres", "create database " + name);
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
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "null";
        }
    }

    private Connection connect(String database) throws SQLException {
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
        execute("postgres", "select pg_reload_conf()");
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
