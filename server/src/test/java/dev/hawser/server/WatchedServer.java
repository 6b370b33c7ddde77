package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.config.AlertProperty;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.server.prometheus.ReplicatedPage;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A server that watches: its database {@code shop} had traffic and an error, {@code lost} does not work, of which there is an alert, and the alert's webhook is not there.
 */
final class WatchedServer implements AutoCloseable {

    static final int QUERIES = 40;

    private final LeakCheck leaks = LeakCheck.begin(Duration.ofSeconds(20));
    private final DatabaseManager databases;
    private final Server server;
    private final ApiClient client;

    private WatchedServer(Path directory) throws IOException {
        ConfigSources sources = ConfigSources.in(directory)
                .withAlerts(AlertProperty.RULES, "rule=database-unhealthy for=0s")
                .withAlerts(AlertProperty.WEBHOOK_URL, "http://127.0.0.1:9/hook");
        this.databases = DatabaseManager.builder(sources)
                .database(DatabaseOptions.of("shop")
                        .set("type", "sqlite")
                        .set("default", true)
                        .set("database", directory.resolve("shop.db")))
                .database(DatabaseOptions.of("lost")
                        .set("type", "sqlite")
                        .set("database", directory.resolve("nowhere/lost.db")))
                .open();
        this.server = Server.start(databases, "127.0.0.1", 0);
        this.client = new ApiClient(server.url(), server.token().orElseThrow());
    }

    static WatchedServer in(Path directory) throws Exception {
        WatchedServer watched = new WatchedServer(directory);
        watched.use();
        return watched;
    }

    private void use() throws Exception {
        databases.sql("shop").update("create table walrus (id integer primary key)");
        for (int i = 0; i < QUERIES; i++) {
            databases.sql("shop").query("select count(*) from walrus");
        }
        assertThatThrownBy(() -> databases.sql("shop").query("select * from seal"))
                .isInstanceOf(DatabaseException.class);
        databases.health("shop", true);
        Instant end = Instant.now().plusSeconds(20);
        while (client.get("/api/alerts").data().path("active").isEmpty()
                && Instant.now().isBefore(end)) {
            Thread.onSpinWait();
        }
        assertThat(client.get("/api/alerts").data().path("active")).isNotEmpty();
    }

    Server server() {
        return server;
    }

    DatabaseManager databases() {
        return databases;
    }

    ApiClient client() {
        return client;
    }

    /** The page, and what it has beside that where there are replicas. */
    Scrape everything() throws Exception {
        return Scrape.parse(client.get("/metrics").body()).and(Scrape.parse(ReplicatedPage.of(databases)));
    }

    /** Fails if something is left behind. */
    @Override
    public void close() {
        server.close();
        databases.close();
        leaks.close();
    }
}
