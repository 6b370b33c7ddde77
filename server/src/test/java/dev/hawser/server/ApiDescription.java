package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code openapi.yaml}, as tests hold answers against it. Thread-safe. */
final class ApiDescription {

    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    static final ApiDescription OF_THE_SERVER = read();

    private final JsonNode root;
    private final Map<String, Operation> operations = new TreeMap<>();
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /**
     * One method of one path.
     *
     * @param shared what the same operation of the default database and of a named one have in common: the name of their path item
     */
    record Operation(String method, String path, String shared, JsonNode node) {

        boolean matches(String concrete) {
            return concrete.matches(path.replace("{name}", "[^/]+").replace("{path}", ".+"));
        }

        JsonNode responses() {
            return node.path("responses");
        }
    }

    private ApiDescription(JsonNode root) {
        this.root = root;
        for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
            JsonNode item = resolved(path.getValue());
            String shared = path.getValue().path("$ref").asString(path.getKey());
            for (String method : METHODS) {
                if (item.has(method)) {
                    String name = method.toUpperCase(java.util.Locale.ROOT);
                    operations.put(
                            name + " " + path.getKey(),
                            new Operation(
                                    name,
                                    path.getKey(),
                                    name + " " + shared.substring(shared.lastIndexOf("/pathItems/") + 1),
                                    item.get(method)));
                }
            }
        }
    }

    private static ApiDescription read() {
        try (InputStream yaml = ApiDescription.class.getResourceAsStream(OpenApi.RESOURCE)) {
            Object loaded = new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
            return new ApiDescription(Json.MAPPER.valueToTree(loaded));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    JsonNode root() {
        return root;
    }

    /** By method and path: {@code GET /api/databases}. */
    Map<String, Operation> operations() {
        return operations;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").asString().substring(1)) : node;
    }

    @Nullable
    Operation find(String method, String path) {
        String asGet = method.equals("HEAD") ? "GET" : method;
        return operations.values().stream()
                .filter(operation -> operation.method().equals(asGet) && operation.matches(path))
                .findFirst()
                .orElse(null);
    }

    /** Fails if an answer is not one that the description has for its request. */
    void check(String method, String path, HttpResponse<String> answer) {
        String what = method + " " + path + " answered " + answer.statusCode();
        Operation operation = find(method, path);
        JsonNode response =
                operation == null ? root.at("/components/responses/Problem") : response(operation, answer.statusCode());
        assertThat(response.isMissingNode())
                .as(what + ", which is not described")
                .isFalse();
        if (method.equals("HEAD") || !response.has("content")) {
            assertThat(answer.body()).as(what).isEmpty();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        JsonNode content = response.path("content").path(type);
        assertThat(content.isMissingNode())
                .as(what + " with " + type + ", which is not described: " + answer.body())
                .isFalse();
        JsonNode body = type.equals("application/json")
                ? Json.MAPPER.readTree(answer.body())
                : Json.MAPPER.valueToTree(answer.body());
        assertThat(errors(content.path("schema"), body))
                .as(what + " with " + answer.body())
                .isEmpty();
    }

    private JsonNode response(Operation operation, int status) {
        JsonNode responses = operation.responses();
        boolean described = responses.has(String.valueOf(status));
        boolean byDefault = !described && status >= 400;
        return resolved(byDefault ? responses.path("default") : responses.path(String.valueOf(status)));
    }

    /** What is wrong with {@code value}. */
    List<Error> errors(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, this::compiled)
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    private Schema compiled(JsonNode schema) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.set("components", root.get("components")); // what references lead to
        document.putArray("allOf").add(schema);
        return registry.getSchema(document);
    }
}
