package dev.hawser.server.live;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a database and that people want to know. Immutable.
 *
 * @param id rises from event to event, also from one run of the server to the next
 * @param kind what it is, the same word each time: {@code failover_completed}
 * @param host where; null if it is about the database
 * @param message what happened, as a sentence
 * @param details what the message is made of, by name
 */
public record LiveEvent(
        long id,
        Instant at,
        String database,
        String kind,
        @Nullable String host,
        Severity severity,
        String message,
        Map<String, Object> details) {

    public LiveEvent {
        details = Map.copyOf(details);
    }
}
