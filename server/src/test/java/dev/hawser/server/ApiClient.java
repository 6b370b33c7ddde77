package dev.hawser.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks a server, and holds each of its answers against {@code openapi.yaml}. Thread-safe. */
final class ApiClient {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String url;
    private final @Nullable String token;
    private final Set<String> exercised = ConcurrentHashMap.newKeySet();

    record Answer(int status, HttpResponse<String> response) {

        String body() {
            return response.body();
        }

        JsonNode json() {
            return Json.MAPPER.readTree(response.body());
        }

        JsonNode data() {
            return json().path("data");
        }

        String message() {
            return json().path("message").asString("");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    ApiClient(String url) {
        this(url, null);
    }

    ApiClient(String url, @Nullable String token) {
        this.url = url;
        this.token = token;
    }

    /** Which operations were answered how: {@code GET pathItems/health 200}. */
    Set<String> exercised() {
        return exercised;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    Answer post(String path) throws IOException, InterruptedException {
        return send("POST", path, null);
    }

    Answer post(String path, String json) throws IOException, InterruptedException {
        return send("POST", path, json, "Content-Type", "application/json");
    }

    Answer send(String method, String path, @Nullable String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        String bare = path.split("\\?", 2)[0];
        ApiDescription.OF_THE_SERVER.check(method, bare, response);
        ApiDescription.Operation operation = ApiDescription.OF_THE_SERVER.find(method, bare);
        if (operation != null) {
            exercised.add(operation.shared() + " " + response.statusCode());
        }
        return new Answer(response.statusCode(), response);
    }
}
