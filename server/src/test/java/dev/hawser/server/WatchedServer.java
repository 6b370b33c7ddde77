package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hawser.DatabaseManager;
import dev.hawser.config.AlertProperty;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.ServerProperty;
import dev.hawser.error.DatabaseException;
import dev.hawser.server.backup.InMemoryBackups;
import dev.hawser.server.prometheus.ReplicatedPage;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A server that watches: its database {@code shop} had traffic and an error, {@code lost} does not work, of which there is an alert, told to a webhook that is there.
 */
final class WatchedServer implements AutoCloseable {

    static final int QUERIES = 40;

    private final LeakCheck leaks = LeakCheck.begin(Duration.ofSeconds(20));
    private final HttpServer receiver;
    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final DatabaseManager databases;
    private final Server server;
    private final ApiClient client;

    private WatchedServer(Path directory) throws IOException {
        this.receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", this::receive);
        receiver.start();
        ConfigSources sources = ConfigSources.in(directory)
                .withServer(ServerProperty.LIMITS_REQUESTS_PER_SECOND, 100_000) // it is asked until the alert is there
                .withAlerts(
                        AlertProperty.RULES,
                        List.of("rule=database-unhealthy for=0s", "rule=pool-exhausted for=0s keep=0s"))
                .withAlerts(
                        AlertProperty.WEBHOOK_URL,
                        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
        this.databases = DatabaseManager.builder(sources)
                .database(DatabaseOptions.of("shop")
                        .set("type", "sqlite")
                        .set("default", true)
                        .set("database", directory.resolve("shop.db"))
                        .set("backups.to", directory.resolve("backups")))
                .backups(new InMemoryBackups(Ticker.SYSTEM)
                        .with("shop", "hours-ago", Instant.now().minus(Duration.ofHours(2)), true, null))
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

    private void receive(HttpExchange exchange) throws IOException {
        received.add(Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes()));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    /** What the webhook was told next. */
    JsonNode told() throws InterruptedException {
        JsonNode next = received.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("a message to the webhook within 20 s").isNotNull();
        return next;
    }

    private void use() throws Exception {
        databases.sql("shop").update("create table walrus (id integer primary key)");
        for (int i = 0; i < QUERIES; i++) {
            databases.sql("shop").query("select count(*) from walrus");
        }
        assertThatThrownBy(() -> databases.sql("shop").query("select * from seal"))
                .isInstanceOf(DatabaseException.class);
        databases.health("shop", true);
        awaitAlert("active", "database-unhealthy");
    }

    /** Waits until the API shows an alert, which it does within a second. */
    JsonNode awaitAlert(String list, String rule) throws Exception {
        Instant end = Instant.now().plusSeconds(20);
        do {
            for (JsonNode alert : client.get("/api/alerts").data().path(list)) {
                if (alert.path("rule").stringValue().equals(rule)) {
                    return alert;
                }
            }
        } while (Instant.now().isBefore(end));
        throw new AssertionError("no alert " + rule + " among the " + list);
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
        receiver.stop(0);
        databases.close();
        leaks.close();
    }
}
