package dev.hawser.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of the API, which is part of this archive. Thread-safe. */
final class OpenApi {

    static final String RESOURCE = "/openapi.yaml";

    private final byte[] text;

    OpenApi() {
        try (InputStream resource = OpenApi.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("the archive lacks " + RESOURCE);
            }
            text = resource.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    void get(Context context) {
        SlowAnswer.send(context.contentType("application/yaml"), text);
    }
}
