package dev.hawser.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hawser.Health;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.NoSuchDatabaseException;
import dev.hawser.server.access.Refusal;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a request got no good answer, and with which status. Immutable. */
record Problem(int status, Body body) {

    /**
     * The envelope.
     *
     * @param error what it is, in a few words that are the same each time
     * @param message what happened this time, and what to do
     * @param data what is known all the same; left out if there is nothing
     */
    record Body(
            boolean success,
            String error,
            String message,
            @Nullable String category,
            int retryCount,
            @Nullable Instant lastAttempt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Object data) {}

    static Problem of(DatabaseException error) {
        return of(error instanceof NoSuchDatabaseException ? HttpStatus.NOT_FOUND : status(error.category()), error);
    }

    /** Why a query of the caller failed: a bad request, unless it could not run at all. */
    static Problem ofQuery(DatabaseException error) {
        HttpStatus status = status(error.category());
        return of(status == HttpStatus.SERVICE_UNAVAILABLE ? status : HttpStatus.BAD_REQUEST, error);
    }

    private static Problem of(HttpStatus status, DatabaseException error) {
        return new Problem(
                status.getCode(),
                new Body(
                        false,
                        error instanceof NoSuchDatabaseException ? "Unknown database" : title(error.category()),
                        String.valueOf(error.getMessage()),
                        error.category().code(),
                        error.attempts() - 1,
                        truncated(error.lastAttempt()),
                        null));
    }

    /** A database that does not work, with what is known of it. */
    static Problem unhealthy(Health health, Object data) {
        String reason = health.error() == null ? "Database is " + health.status() : health.error();
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE.getCode(),
                new Body(
                        false,
                        "Database is " + health.status(),
                        reason,
                        health.category() == null ? null : health.category().code(),
                        health.retryCount(),
                        truncated(health.timestamp()),
                        data));
    }

    /** A request that is refused. */
    static Problem of(Refusal refusal) {
        return new Problem(
                refusal.status(),
                new Body(false, refusal.error(), String.valueOf(refusal.getMessage()), null, 0, null, null));
    }

    /** A request that cannot be served whatever the databases do. */
    static Problem of(HttpStatus status, String message) {
        return new Problem(status.getCode(), new Body(false, status.getMessage(), message, null, 0, null, null));
    }

    /** The only place where a category becomes a status. */
    private static HttpStatus status(ErrorCategory category) {
        return switch (category) {
            case CONNECTION_LOST,
                    CONNECTION_REFUSED,
                    WRONG_ROLE,
                    AUTHENTICATION,
                    NO_SUCH_DATABASE,
                    POOL_EXHAUSTED,
                    RESOURCE -> HttpStatus.SERVICE_UNAVAILABLE;
            case TIMEOUT -> HttpStatus.GATEWAY_TIMEOUT;
            case SERIALIZATION, DEADLOCK -> HttpStatus.CONFLICT;
            case CONSTRAINT, SYNTAX, DATA, REFUSED -> HttpStatus.BAD_REQUEST;
            case PERMISSION -> HttpStatus.FORBIDDEN;
            case OUTCOME_UNKNOWN, OTHER -> HttpStatus.BAD_GATEWAY; // not this server's failure: 500 is that
        };
    }

    private static String title(ErrorCategory category) {
        String words = category.name().replace('_', ' ');
        return words.charAt(0) + words.substring(1).toLowerCase(Locale.ROOT);
    }

    private static @Nullable Instant truncated(@Nullable Instant moment) {
        return moment == null ? null : moment.truncatedTo(ChronoUnit.MILLIS);
    }
}
