package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.server.access.Scope;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.router.ParsedEndpoint;
import io.javalin.security.Roles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code openapi.yaml} and the server, held against each other. */
class OpenApiTest {

    private static final ApiDescription DESCRIPTION = ApiDescription.OF_THE_SERVER;

    private static final String LARGE = "{\"query\": \"" + "x".repeat(70_000) + "\"}";

    /** What other tests provoke: what is wrong with tokens, and more streams than there may be. */
    private static final Predicate<String> ELSEWHERE =
            Pattern.compile(".* 40[13]|GET /api/events (429|503)").asMatchPredicate();

    @TempDir
    Path directory;

    @Test
    void routesAndDescription_haveEachOther() throws Exception {
        try (ServedDatabases served = ServedDatabases.in(directory)) {
            Set<String> registered = served.server().routes().stream()
                    .map(route -> route.endpoint)
                    .filter(route -> route.method.isHttpMethod() && !route.method.equals(HandlerType.HEAD))
                    .map(route -> route.method.name() + " "
                            + route.path.replace('<', '{').replace('>', '}'))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(registered).isEqualTo(DESCRIPTION.operations().keySet());
        }
    }

    @Test
    void everyRoute_hasOneScope_theOneThatIsDescribed() throws Exception {
        try (ServedDatabases served = ServedDatabases.in(directory)) {
            for (ParsedEndpoint parsed : served.server().routes()) {
                Endpoint route = parsed.endpoint;
                if (!route.method.isHttpMethod()) {
                    continue;
                }
                Roles roles = route.metadata(Roles.class);
                assertThat(roles == null ? Set.of() : roles.getRoles())
                        .as(route.method + " " + route.path)
                        .singleElement()
                        .isEqualTo(described(route));
            }
        }
    }

    private static Scope described(Endpoint route) {
        ApiDescription.Operation operation = DESCRIPTION.find(route.method.name(), route.path);
        JsonNode security = operation.node().path("security");
        if (security.isMissingNode()) {
            security = DESCRIPTION.root().path("security");
        }
        if (security.isEmpty()) {
            return Scope.OPEN;
        }
        JsonNode scopes = security.at("/0/bearer");
        return scopes.isEmpty()
                ? Scope.TOKEN
                : Scope.find(scopes.get(0).asString()).orElseThrow();
    }

    @Test
    void everyAnswer_isAsDescribed_andEveryDescribedOneIsGiven() throws Exception {
        Set<String> exercised = new TreeSet<>();
        try (ServedDatabases unwell = ServedDatabases.notReady(directory)) {
            assertThat(unwell.client().get("/health/ready").status()).isEqualTo(503);
            exercised.addAll(unwell.client().exercised());
        }
        try (ServedDatabases served = ServedDatabases.in(directory)) {
            ApiClient client = served.client();
            for (String base :
                    List.of("/api/database", "/api/databases/shop", "/api/databases/lost", "/api/databases/no")) {
                exercise(client, base);
            }
            for (String path : List.of(
                    "/health/live",
                    "/health/ready",
                    "/openapi.yaml",
                    "/metrics",
                    "/api/alerts",
                    "/api/databases",
                    "/api/session")) {
                assertThat(client.get(path).status()).as(path).isEqualTo(200);
                client.send("HEAD", path, null);
            }
            exerciseStream(served);
            exerciseDashboard(client);
            exercised.addAll(client.exercised());
        }
        assertThat(exercised).containsAll(described());
    }

    private static void exercise(ApiClient client, String base) throws Exception {
        for (String path : List.of(
                "/health",
                "/health?force=true",
                "/health?force=maybe",
                "/info",
                "/status",
                "/metrics",
                "/pool",
                "/backups",
                "/queries",
                "/queries?order=mean&limit=5",
                "/queries?limit=0",
                "/topology",
                "/history",
                "/history?resolution=minute",
                "/history?resolution=hour",
                "/history?last=300",
                "/history?last=0",
                "/events",
                "/events?limit=x")) {
            client.get(base + path);
            client.send("HEAD", base + path, null);
        }
        for (String path : List.of("/reconnect", "/pause?timeout=1", "/pause?timeout=soon", "/resume")) {
            client.post(base + path);
        }
        for (String body : List.of("{\"mode\": \"idle\"}", "{\"mode\": \"some\"}", LARGE)) {
            client.post(base + "/flush", body);
        }
        for (String body : List.of("{\"query\": \"select 1\"}", "{\"query\": \"select nothing\"}", LARGE)) {
            client.post(base + "/test", body);
        }
        client.send("POST", base + "/flush", "mode=idle", "Content-Type", "application/x-www-form-urlencoded");
        client.send("POST", base + "/test", "select 1", "Content-Type", "text/plain");
    }

    private static void exerciseStream(ServedDatabases served) throws Exception {
        assertThat(served.client().send("HEAD", "/api/events", null).status()).isEqualTo(200);
        served.client().send("GET", "/api/events", null, "Last-Event-ID", "the last");
        try (SseClient stream = served.stream("Last-Event-ID: 0")) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            served.client().exercised().add("GET /api/events 200");
            assertThat(DESCRIPTION.errors(
                            schema("LiveState"), stream.next("state").json()))
                    .isEmpty();
            served.client().post("/api/database/pause");
            assertThat(DESCRIPTION.errors(
                            schema("Event"), stream.next("happened").json()))
                    .isEmpty();
            served.client().post("/api/database/resume");
        }
    }

    private static void exerciseDashboard(ApiClient client) throws Exception {
        for (String path : List.of("/", "/" + Dashboard.load().assetsPath() + "/hawser.svg")) {
            String tag = client.get(path).header("ETag");
            client.send("GET", path, null, "If-None-Match", tag);
        }
        client.get("/assets/nothing");
    }

    private static JsonNode schema(String name) {
        return DESCRIPTION.root().at("/components/schemas/" + name);
    }

    private static Set<String> described() {
        Set<String> described = new TreeSet<>();
        for (ApiDescription.Operation operation : DESCRIPTION.operations().values()) {
            operation.responses().propertyNames().stream()
                    .filter(status -> !status.equals("default"))
                    .map(status -> operation.shared() + " " + status)
                    .filter(ELSEWHERE.negate())
                    .forEach(described::add);
        }
        return described;
    }

    @Test
    void description_isServedAsItIs_andSaysWhichScopeEachOperationNeeds() throws Exception {
        JsonNode security = DESCRIPTION.root().at("/security/0/bearer");
        assertThat(security.get(0).asString()).isEqualTo("database:read");
        for (Map.Entry<String, ApiDescription.Operation> entry :
                DESCRIPTION.operations().entrySet()) {
            JsonNode own = entry.getValue().node().path("security");
            if (entry.getKey().startsWith("POST")) {
                assertThat(own.at("/0/bearer/0").asString()).as(entry.getKey()).startsWith("database:");
            }
            boolean open = own.isArray() && own.isEmpty();
            assertThat(open)
                    .as(entry.getKey())
                    .isEqualTo(!entry.getValue().path().startsWith("/api")
                            && !entry.getValue().path().equals("/metrics"));
        }
    }

    @Test
    void check_ofAnAnswerThatIsNotAsDescribed_fails() {
        JsonNode probe = schema("Probe");
        assertThat(DESCRIPTION.errors(probe, Json.MAPPER.readTree("{\"status\": \"alive\"}")))
                .isEmpty();
        assertThat(DESCRIPTION.errors(probe, Json.MAPPER.readTree("{\"status\": \"maybe\"}")))
                .isNotEmpty();
        assertThat(DESCRIPTION.errors(probe, Json.MAPPER.readTree("{\"status\": \"alive\", \"more\": 1}")))
                .isNotEmpty();
        JsonNode moment = schema("Moment");
        assertThat(DESCRIPTION.errors(moment, Json.MAPPER.readTree("\"yesterday\"")))
                .isNotEmpty();
    }
}
