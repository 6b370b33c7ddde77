package dev.hawser.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.HostSpec;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A real database server on this machine, started by the test itself, also as root, on a free port of the loopback interface, with a random password. Its data are
 * deleted when it is closed; servers that are left over stop with the process. Needs Linux on x86-64. Thread-safe.
 */
public abstract sealed class TestServer implements Closeable permits PostgresServer, MysqlFamilyServer {

    /** How long to wait for what a server does by itself. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int PORT_ATTEMPTS = 5;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable ServerProcess process;

    private volatile int port;

    TestServer() {}

    /** Starts the process. */
    abstract ServerProcess launch(int onPort) throws IOException;

    /** Why nobody can connect yet; null if somebody can. */
    abstract @Nullable Exception refusal() throws IOException;

    /** What its administrator would send to stop it. */
    abstract String stopSignal();

    abstract void deleteData() throws IOException;

    /** Makes it refuse writes of applications, on connections that exist as well. They stay open: nobody is told. */
    abstract void fence() throws IOException, SQLException;

    /** Ends {@link #fence()}. */
    abstract void unfence() throws IOException, SQLException;

    /** A connection as administrator. {@code database}: empty for the one that is always there, or none. */
    public abstract Connection connect(String database) throws SQLException;

    /** The user of {@link #url}. */
    public abstract String user();

    /** Of {@link #user()} and of the administrator. It holds the characters that are hard to put into a URL. */
    public abstract String password();

    /** The scheme of its URLs. */
    public abstract String scheme();

    /** The certificate (PEM) of a server with TLS, which is its own authority. */
    public abstract Path certificate();

    // ----------------------------------------------------------------------------------------------------------------------------------------- process

    final void startOnFreePort() throws IOException {
        LeftoverServers.add(this);
        for (int attempt = 1; ; attempt++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            try {
                start();
                return;
            } catch (IOException failed) {
                boolean portTakenMeanwhile = failed.getCause() == null;
                if (!portTakenMeanwhile || attempt == PORT_ATTEMPTS) {
                    close();
                    throw failed;
                }
            }
        }
    }

    /** Starts it again, on the same port. Returns when it accepts connections. */
    public final void start() throws IOException {
        lock.lock();
        try {
            if (process != null && process.isAlive()) {
                throw new IllegalStateException(this + " is running");
            }
            ServerProcess started = launch(port);
            process = started;
            Polling.until(PATIENCE, () -> !started.isAlive() || refusal() == null);
            if (!started.isAlive()) {
                throw new IOException(this + " did not start: " + started.output());
            }
            Exception refusal = refusal();
            if (refusal != null) {
                started.kill();
                throw new IOException(this + " did not let anybody in: " + started.output(), refusal);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops it as its administrator would: open transactions are rolled back, and clients are told. */
    public final void stop() throws IOException {
        lock.lock();
        try {
            if (process != null) {
                process.stop(stopSignal());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Kills it with every process it has. Clients are told nothing but that their sockets are closed. */
    public final void kill() throws IOException {
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
    public final void pause() throws IOException {
        running().pause();
    }

    /** Ends {@link #pause()}. */
    public final void resume() throws IOException {
        running().resume();
    }

    /** Whether its process is there, be it paused. */
    public final boolean isRunning() {
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
                throw new IllegalStateException(this + " is not running");
            }
            return process;
        } finally {
            lock.unlock();
        }
    }

    /** Kills it and deletes its data. Again has no effect. */
    @Override
    public final void close() throws IOException {
        kill();
        deleteData();
        LeftoverServers.remove(this);
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ access

    /** Creates an empty database with a name of its own. */
    public final String createDatabase() throws SQLException {
        String name = anyName("test_");
        execute("", "create database " + name);
        return name;
    }

    static String anyName(String prefix) {
        return prefix + UUID.randomUUID().toString().replace("-", "");
    }

    /** Runs statements as administrator, each in a transaction of its own. {@code database}: as for {@link #connect}. */
    public final void execute(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The text of the first column of the first row, as administrator; {@code null} as text if there is none. {@code database}: as for {@link #connect}. */
    public final String single(String database, String query) throws SQLException {
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

    /** Where it listens. */
    public final HostSpec host() {
        return new HostSpec("127.0.0.1", port);
    }

    /** The URL for Hawser, with user and password. */
    public final String url(String database) {
        return scheme() + "://" + user() + ":" + encoded(password()) + "@" + host() + "/" + encoded(database);
    }

    /** The URL for the driver, without user and password. */
    public final String jdbcUrl(String database) {
        return "jdbc:" + scheme() + "://" + host() + "/" + encoded(database);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
