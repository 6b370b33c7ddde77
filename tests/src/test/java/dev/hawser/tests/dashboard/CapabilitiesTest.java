package dev.hawser.tests.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the stream says that can be done with a database, held against what the routes do. */
class CapabilitiesTest {

    private static final Map<String, String> ROUTES = Map.of("pause", "", "flush", "{\"mode\": \"idle\"}");
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void whatIsNotOffered_isRefused_andWhatIs_isDone(@TempDir Path directory) throws Exception {
        try (Site site = Site.over(directory, """
                docs: {url: "mongodb://127.0.0.1:9/docs", connect-timeout: 200ms}
                notes: {url: "sqlite:///%s"}
                """.formatted(directory.resolve("notes.db")))) {
            JsonNode state = firstState(site);
            assertThat(capabilities(state, "docs").toString())
                    .isEqualTo("{\"pause\":false,\"flush\":false,\"query\":false}");
            assertThat(capabilities(state, "notes").toString())
                    .isEqualTo("{\"pause\":true,\"flush\":true,\"query\":true}");
            for (Map.Entry<String, String> route : ROUTES.entrySet()) {
                assertThat(post(site, "docs/" + route.getKey(), route.getValue()))
                        .as(route.getKey())
                        .isNotEqualTo(200);
                assertThat(post(site, "notes/" + route.getKey(), route.getValue()))
                        .as(route.getKey())
                        .isEqualTo(200);
            }
        }
    }

    private static JsonNode capabilities(JsonNode state, String name) {
        for (JsonNode database : state.path("databases")) {
            if (database.path("name").asString().equals(name)) {
                return database.path("capabilities");
            }
        }
        throw new AssertionError("no " + name + " in " + state);
    }

    private static JsonNode firstState(Site site) throws Exception {
        HttpResponse<Stream<String>> answer =
                client().send(request(site, "api/events").build(), BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            // Something that happens at this moment may be told before the first state.
            return JSON.readTree(lines.dropWhile(line -> !line.equals("event: state"))
                    .filter(line -> line.startsWith("data: "))
                    .findFirst()
                    .orElseThrow()
                    .substring("data: ".length()));
        }
    }

    private static int post(Site site, String route, String body) throws Exception {
        HttpRequest request = request(site, "api/databases/" + route)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client().send(request, BodyHandlers.discarding()).statusCode();
    }

    private static HttpRequest.Builder request(Site site, String path) {
        return HttpRequest.newBuilder(URI.create(site.url() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + site.token(Site.EVERYTHING, Duration.ofHours(1)));
    }

    private static HttpClient client() {
        return HttpClient.newHttpClient();
    }
}
