package dev.hawser.migrations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked and answered in commands of a database of documents. */
final class Documents {

    private Documents() {}

    /** The command that changes one document. */
    static Map<String, @Nullable Object> update(String collection, Map<String, Object> filter, Map<String, ?> change) {
        Map<String, @Nullable Object> update = new LinkedHashMap<>();
        update.put("q", filter);
        update.put("u", change);
        Map<String, @Nullable Object> command = new LinkedHashMap<>();
        command.put("update", collection);
        command.put("updates", List.of(update));
        return command;
    }

    /** How many documents a command has met. */
    static int met(Map<String, @Nullable Object> answer) {
        return answer.get("n") instanceof Number number ? number.intValue() : 0;
    }

    /** What a {@code find} answered. */
    static List<Map<String, @Nullable Object>> batch(Map<String, @Nullable Object> answer) {
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        if (answer.get("cursor") instanceof Map<?, ?> cursor && cursor.get("firstBatch") instanceof List<?> batch) {
            batch.forEach(document -> documents.add(map(document)));
        }
        return documents;
    }

    @SuppressWarnings("unchecked") // the names in documents are texts
    static Map<String, @Nullable Object> map(@Nullable Object document) {
        return document instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }
}
