package dev.hawser.engines;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.tds.Encryption;
import dev.hawser.testkit.tds.TdsServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/**
 * The server of these tests: a {@link TdsServer} of its own, or the one that {@value #URL} names as {@code sqlserver://user:password@host:port}, by a user who may create
 * databases. Each instance has an empty database.
 */
final class SqlServers implements AutoCloseable {

    static final String URL = "HAWSER_TEST_SQLSERVER_URL";

    static final String USER = "anna";
    static final String READER = "rita";
    static final String PASSWORD = "p@ss/w:rd%41?&#'\"; ü";

    private final TdsServer own;
    private final String host;
    private final int port;
    private final String user;
    private final String password;
    private final String database = "test_" + UUID.randomUUID().toString().replace("-", "");

    private SqlServers(TdsServer own) {
        this.own = own.user(USER, PASSWORD).reader(READER, PASSWORD);
        this.host = own.host().host();
        this.port = own.host().port();
        this.user = USER;
        this.password = PASSWORD;
    }

    private SqlServers(URI uri) {
        this.own = null;
        this.host = uri.getHost();
        this.port = uri.getPort() < 0 ? 1433 : uri.getPort();
        String[] login = uri.getRawUserInfo().split(":", 2);
        this.user = URLDecoder.decode(login[0].replace("+", "%2B"), StandardCharsets.UTF_8);
        this.password = URLDecoder.decode(login[1].replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    static SqlServers start() throws IOException {
        String url = System.getenv(URL);
        return url == null || url.isEmpty() ? new SqlServers(TdsServer.start()) : new SqlServers(URI.create(url));
    }

    /** One of our own, with a certificate in {@code directory}. */
    static SqlServers start(Encryption encryption, Path directory) throws IOException {
        return new SqlServers(TdsServer.start(encryption, directory));
    }

    /** For what only a server of our own can be made to do. */
    TdsServer own() {
        Assumptions.assumeTrue(own != null, "needs a server that can be made to fail, and " + URL + " names another");
        return own;
    }

    /** The database is created when it is first opened. */
    DatabaseOptions options() {
        return DatabaseOptions.of("shop")
                .set("type", "sqlserver")
                .set("host", host)
                .set("port", port)
                .set("database", database)
                .user(user)
                .password(password)
                .set("create-db", true)
                .set("retry.first-delay", "10ms")
                .set("retry.jitter", 0);
    }

    static DatabaseManager open(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(Path.of("target")).withDatabases(options))
                .open();
    }

    @Override
    public void close() throws IOException {
        if (own != null) {
            own.close();
            return;
        }
        try (DatabaseManager manager = open(options().set("database", "master").set("create-db", false))) {
            manager.sql().update("alter database [" + database + "] set single_user with rollback immediate");
            manager.sql().update("drop database [" + database + "]");
        }
    }
}
