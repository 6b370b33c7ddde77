package dev.hawser.server;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.server.live.EventStreams.Refusal;
import dev.hawser.server.live.History.Resolution;
import dev.hawser.server.live.LiveEvent;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What databases do and did. Nothing here asks a database, so nothing waits for one. Thread-safe. */
final class LiveApi {

    private static final int STATEMENTS = 50;
    private static final int MOST_STATEMENTS = 2_000;
    private static final int EVENTS = 100;
    private static final int MOST_EVENTS = 1_000;
    private static final long LAST_MOMENT = 253_402_300_799L; // of the year 9999
    private static final long SECONDS_OF_A_DAY = 86_400;
    private static final String RETRY_SECONDS = "10";

    private final DatabaseManager databases;
    private final Live live;

    /** The last things that happened, newest first. */
    record EventsJson(List<LiveEvent> events) {}

    LiveApi(DatabaseManager databases, Live live) {
        this.databases = databases;
        this.live = live;
    }

    void queries(Context context) {
        Database database = RequestedDatabase.of(databases, context);
        StatementsJson.Order order = QueryParameter.choice(context, "order", StatementsJson.Order.TOTAL);
        int limit = (int) QueryParameter.integer(context, "limit", 1, MOST_STATEMENTS, STATEMENTS);
        Instant since = Instant.now().minus(database.metrics().uptime());
        context.json(Reply.of(StatementsJson.of(database.statements(), order, limit, since), "Statements retrieved"));
    }

    void topology(Context context) {
        TopologyJson topology = TopologyJson.of(
                databases.configured(RequestedDatabase.name(databases, context)).topology());
        context.json(Reply.of(topology, "Hosts retrieved"));
    }

    void history(Context context) {
        String name = known(context);
        Resolution resolution = QueryParameter.choice(context, "resolution", Resolution.SECOND);
        long from = QueryParameter.integer(context, "from", 0, LAST_MOMENT, 0);
        long last = QueryParameter.integer(context, "last", 1, SECONDS_OF_A_DAY, LAST_MOMENT);
        long first = Math.max(from, Instant.now().getEpochSecond() - last);
        HistoryJson history = HistoryJson.of(resolution, live.history().of(name, resolution, first));
        context.json(Reply.of(history, "History retrieved"));
    }

    void events(Context context) {
        String name = known(context);
        int limit = (int) QueryParameter.integer(context, "limit", 1, MOST_EVENTS, EVENTS);
        context.json(Reply.of(new EventsJson(live.journal().of(name, limit)), "Events retrieved"));
    }

    private String known(Context context) {
        String name = RequestedDatabase.name(databases, context);
        databases.configured(name);
        return name;
    }

    /**
     * Everything, each second, until the client leaves or may not stay.
     *
     * @param expiresAt when the caller's right to it ends; null for never
     */
    void stream(Context context, @Nullable Instant expiresAt) {
        Long lastEventId = lastEventId(context);
        context.contentType("text/event-stream").header("X-Accel-Buffering", "no");
        if (context.method().equals(HandlerType.HEAD)) {
            return;
        }
        context.future(() -> open(context, expiresAt, lastEventId));
    }

    /** What is never completed if there is a stream: that ends the request by itself. */
    private CompletableFuture<?> open(Context context, @Nullable Instant expiresAt, @Nullable Long lastEventId) {
        try {
            Refusal refusal = live.streams().open(context.req(), context.res(), expiresAt, lastEventId);
            if (refusal == null) {
                return new CompletableFuture<>();
            }
            Problem problem = problem(refusal);
            context.status(problem.status())
                    .header(Header.RETRY_AFTER, RETRY_SECONDS)
                    .json(problem.body());
            return CompletableFuture.completedFuture(refusal);
        } catch (IOException gone) {
            throw new UncheckedIOException("the client is gone", gone);
        }
    }

    private static @Nullable Long lastEventId(Context context) {
        String given = context.header("Last-Event-ID");
        if (given == null || given.isBlank()) {
            return null;
        }
        try {
            return Long.valueOf(given.strip());
        } catch (NumberFormatException notANumber) {
            throw new BadRequestResponse("Last-Event-ID: expected the id of an event, which is a whole number");
        }
    }

    private static Problem problem(Refusal refusal) {
        return switch (refusal) {
            case TOO_MANY ->
                Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "as many clients listen as the server allows; try again later, or raise server.limits.event-streams");
            case TOO_MANY_OF_ADDRESS ->
                Problem.of(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "as many clients of your address listen as the server allows; close one of them, or raise"
                                + " server.limits.event-streams-per-client");
            case STOPPING -> Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "the server stops; try again in a while");
        };
    }
}
