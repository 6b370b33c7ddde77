package dev.hawser.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.HostSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Databases for tests: each call gives an empty one. Thread-safe. */
public final class TestDatabases {

    /** The environment variable with the URL of a PostgreSQL server to use, by a user who may create databases, instead of starting one. */
    public static final String POSTGRESQL_URL = "HAWSER_TEST_POSTGRESQL_URL";

    private static final Object LOCK = new Object();

    @GuardedBy("LOCK")
    private static @Nullable TestDatabase maintenance;

    private TestDatabases() {}

    /** An empty PostgreSQL database on the server of this process, which the first call starts and the end of the process stops. */
    public static TestDatabase postgres() {
        TestDatabase server = server();
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        Properties properties = new Properties();
        properties.setProperty("user", server.user());
        properties.setProperty("password", server.password());
        try (Connection connection = new org.postgresql.Driver()
                        .connect("jdbc:postgresql://" + server.host() + "/" + server.name(), properties);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot create a database on " + server, failed);
        }
        return new TestDatabase(server.host(), name, server.user(), server.password());
    }

    private static TestDatabase server() {
        synchronized (LOCK) {
            if (maintenance == null) {
                String url = System.getenv(POSTGRESQL_URL);
                maintenance = url == null || url.isEmpty() ? ownServer() : parse(url);
            }
            return maintenance;
        }
    }

    private static TestDatabase ownServer() {
        try {
            PostgresServer server = PostgresServer.started();
            return new TestDatabase(server.host(), "postgres", PostgresServer.USER, server.password());
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "cannot start PostgreSQL; set " + POSTGRESQL_URL + " to use another", failed);
        }
    }

    /** Reads {@code postgresql://user:password@host:port/database}. Fails without repeating what it read: it holds a password. */
    static TestDatabase parse(String url) {
        URI uri = URI.create(url.replaceFirst("^postgres:", "postgresql:"));
        String user = uri.getRawUserInfo();
        String path = uri.getRawPath();
        if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null || user == null || path.length() < 2) {
            throw new IllegalArgumentException(
                    POSTGRESQL_URL + " must be postgresql://user:password@host:port/database");
        }
        String[] parts = user.split(":", 2);
        return new TestDatabase(
                new HostSpec(uri.getHost(), uri.getPort() < 0 ? 5432 : uri.getPort()),
                decoded(path.substring(1)),
                decoded(parts[0]),
                parts.length == 2 ? decoded(parts[1]) : "");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
