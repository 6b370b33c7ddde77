package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.ServerProperty;
import dev.hawser.server.access.Configured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A server over one SQLite database, {@code shop}, with a configuration of the test's, and a client for it. */
public final class Serving implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final DatabaseManager databases;
    private final Server server;

    /** Listens at a free port of this machine, unless the options say otherwise. */
    public Serving(Path directory, Map<ServerProperty, Object> options) throws IOException {
        Map<ServerProperty, Object> all = new HashMap<>(options);
        all.putIfAbsent(ServerProperty.PORT, 0);
        databases = DatabaseManager.builder(Configured.sources(all))
                .database(DatabaseOptions.of("shop")
                        .url("sqlite:///shop.db")
                        .set("database", directory.resolve("shop.db")))
                .open();
        try {
            server = Server.start(databases, databases.config().server());
        } catch (IOException | RuntimeException failed) {
            databases.close();
            throw failed;
        }
    }

    /** An answer with its body. */
    public record Answer(HttpResponse<String> response) {

        /** The status. */
        public int status() {
            return response.statusCode();
        }

        /** The body as JSON. */
        public JsonNode json() {
            return Json.MAPPER.readTree(response.body());
        }

        /** What the body says is wrong. */
        public String error() {
            return json().path("error").stringValue("");
        }

        /** The first header of this name; empty if there is none. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    public Server server() {
        return server;
    }

    public DatabaseManager databases() {
        return databases;
    }

    /** Asks with a token, or without one if it is null. */
    public Answer get(String path, @Nullable String token) throws Exception {
        return send(request(path, token));
    }

    public Answer post(String path, @Nullable String token) throws Exception {
        return send(request(path, token).POST(BodyPublishers.noBody()));
    }

    public HttpRequest.Builder request(String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    public Answer send(HttpRequest.Builder request) throws Exception {
        return new Answer(CLIENT.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString()));
    }

    @Override
    public void close() {
        server.close();
        databases.close();
    }
}
