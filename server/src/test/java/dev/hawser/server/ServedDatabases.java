package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.ServerProperty;
import dev.hawser.server.backup.InMemoryBackups;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** A server for the tests of a class: of its databases {@code shop}, the default, works, and {@code lost} is in a directory that does not exist. */
final class ServedDatabases implements AutoCloseable {

    private final LeakCheck leaks = LeakCheck.begin(Duration.ofSeconds(20));
    private final DatabaseManager databases;
    private final Server server;
    private final ApiClient client;

    private ServedDatabases(DatabaseManager databases) throws IOException {
        this.databases = databases;
        this.server = Server.start(databases, "127.0.0.1", 0);
        this.client = new ApiClient(server.url(), server.token().orElseThrow());
    }

    static ServedDatabases in(Path directory) throws IOException {
        return new ServedDatabases(open(directory, false));
    }

    /** Where {@code lost} counts for readiness. */
    static ServedDatabases notReady(Path directory) throws IOException {
        return new ServedDatabases(open(directory, true));
    }

    private static DatabaseManager open(Path directory, boolean lostIsCritical) {
        return DatabaseManager.builder(
                        ConfigSources.in(directory).withServer(ServerProperty.LIMITS_REQUESTS_PER_SECOND, 0))
                .database(DatabaseOptions.of("shop")
                        .set("type", "sqlite")
                        .set("default", true)
                        .set("database", directory.resolve("shop.db"))
                        .set("backups.to", directory.resolve("backups"))
                        .set("backups.schedule", "365d")
                        .set("backups.max-age", "3650d"))
                .backups(backups())
                .database(DatabaseOptions.of("lost")
                        .set("type", "sqlite")
                        .set("database", directory.resolve("nowhere/lost.db"))
                        .set("backups.to", directory.resolve("nowhere"))
                        .set("critical", lostIsCritical))
                .open();
    }

    private static InMemoryBackups backups() {
        Instant now = Instant.now();
        return new InMemoryBackups(Ticker.SYSTEM)
                .with("shop", "bad", now.minus(Duration.ofDays(3)), false, "table walrus has 2 rows instead of 3")
                .with("shop", "old", now.minus(Duration.ofDays(2)), false, null)
                .with("shop", "new", now.minus(Duration.ofDays(1)), true, null);
    }

    DatabaseManager databases() {
        return databases;
    }

    SqlDatabase shop() {
        return databases.sql("shop");
    }

    Server server() {
        return server;
    }

    ApiClient client() {
        return client;
    }

    /** A stream of events, with these headers beside those it needs. */
    SseClient stream(String... headers) throws IOException {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Authorization: Bearer " + server.token().orElseThrow();
        return new SseClient(server.port(), "/api/events", 0, all);
    }

    /** Fails if something is left behind. */
    @Override
    public void close() {
        server.close();
        databases.close();
        leaks.close();
    }
}
