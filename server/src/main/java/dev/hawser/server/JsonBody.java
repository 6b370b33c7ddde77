package dev.hawser.server;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON object that a request has for a body. Whatever is wrong with it is refused, and the refusal says what to change; nothing is guessed. For one thread. */
final class JsonBody {

    private static final int MAX_DEPTH = 16;
    private static final int LONGEST_ECHO = 40;

    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode object;

    private JsonBody(JsonNode object) {
        this.object = object;
    }

    /** The body of {@code context}, which has no other fields than {@code known}. */
    static JsonBody of(Context context, String... known) {
        String type = context.header(Header.CONTENT_TYPE); // contentType() fails where the charset does not exist
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new HttpResponseException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE.getCode(),
                    "send a JSON object, and the header " + Header.CONTENT_TYPE + ": application/json");
        }
        JsonNode object = parse(bytes(context));
        if (object == null || !object.isObject()) {
            throw new BadRequestResponse("the body: expected a JSON object with " + String.join(", ", known));
        }
        for (String field : object.propertyNames()) {
            if (!List.of(known).contains(field)) {
                throw new BadRequestResponse(
                        "the field \"" + shortened(field) + "\" is unknown; expected are " + String.join(", ", known));
            }
        }
        return new JsonBody(object);
    }

    private static byte[] bytes(Context context) {
        try {
            return context.req().getInputStream().readAllBytes(); // its size has been limited before
        } catch (IOException broken) {
            throw new BadRequestResponse("the body: it did not arrive completely");
        }
    }

    private static @Nullable JsonNode parse(byte[] bytes) {
        try {
            return STRICT.readTree(bytes);
        } catch (JacksonException malformed) {
            throw new BadRequestResponse(
                    "the body: expected well-formed JSON, at most " + MAX_DEPTH + " levels deep and each field once; "
                            + where(malformed) + shortened(malformed.getOriginalMessage()));
        }
    }

    private static String where(JacksonException malformed) {
        TokenStreamLocation place = malformed.getLocation();
        return place == null ? "" : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ";
    }

    private static String shortened(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() <= 2 * LONGEST_ECHO ? line : line.substring(0, LONGEST_ECHO) + "…";
    }

    /** A text that must be there. */
    String text(String field) {
        JsonNode value = object.get(field);
        if (value == null || !value.isString() || value.stringValue().isBlank()) {
            throw new BadRequestResponse(field + ": expected a text that is not empty");
        }
        return value.stringValue();
    }

    /** A number from {@code min} to {@code max}; {@code otherwise} if there is none. */
    double number(String field, double min, double max, double otherwise) {
        JsonNode value = object.get(field);
        if (value == null) {
            return otherwise;
        }
        double number = value.isNumber() ? value.asDouble() : Double.NaN;
        if (!(number >= min && number <= max)) {
            throw new BadRequestResponse(field + ": expected a number from " + plain(min) + " to " + plain(max));
        }
        return number;
    }

    /** A whole number from {@code min} to {@code max}; {@code otherwise} if there is none. */
    int integer(String field, int min, int max, int otherwise) {
        JsonNode value = object.get(field);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw new BadRequestResponse(field + ": expected a whole number from " + min + " to " + max);
        }
        return value.intValue();
    }

    /** One of the names of {@code type}, in lower case. */
    <E extends Enum<E>> E choice(String field, Class<E> type) {
        JsonNode value = object.get(field);
        return Choice.of(field, value != null && value.isString() ? value.stringValue() : null, type);
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
