package dev.hawser.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.server.SseClient;
import dev.hawser.server.SseClient.Event;
import dev.hawser.server.live.EventStreams.Bounds;
import dev.hawser.server.live.EventStreams.Frame;
import dev.hawser.server.live.EventStreams.Refusal;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.LeakCheck;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class EventStreamsTest {

    private static final Duration SLOWEST = Duration.ofSeconds(3);

    private final List<Frame> journal = new CopyOnWriteArrayList<>();
    private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    private EventStreams streams;
    private Javalin server;
    private volatile @Nullable Instant expiresAt;

    @BeforeEach
    void start() {
        streams = new EventStreams(
                new Bounds(4, 3, SLOWEST),
                Ticker.SYSTEM,
                0,
                id -> journal.stream().filter(event -> event.id() > id));
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.startupWatcherEnabled = false;
                    config.routes.get("/", context -> context.future(() -> open(context)));
                })
                .start("127.0.0.1", 0);
    }

    private CompletableFuture<?> open(Context context) {
        String last = context.header("Last-Event-ID");
        try {
            Refusal refusal = streams.open(
                    context.contentType("text/event-stream").req(),
                    context.res(),
                    expiresAt,
                    last == null ? null : Long.valueOf(last));
            if (refusal == null) {
                return new CompletableFuture<>();
            }
            refusals.add(refusal);
            context.status(503).result("refused");
            return CompletableFuture.completedFuture(refusal);
        } catch (IOException gone) {
            return CompletableFuture.failedFuture(gone);
        }
    }

    @AfterEach
    void stop() {
        streams.close();
        server.stop();
    }

    private SseClient client(String... headers) throws IOException {
        return new SseClient(server.port(), "/", 0, headers);
    }

    private void happened(long id) {
        journal.add(Frame.of(id, "happened", "{\"number\":" + id + "}"));
    }

    private void publish(long id, String json) {
        streams.publish(Frame.of(id, "state", json));
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void client_isToldTheStateAtOnce_andThenWhatHappensBeforeTheStateAfterIt() throws Exception {
        publish(0, "{\"state\":1}");
        try (SseClient client = client()) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Content-Type")).startsWith("text/event-stream");
            assertThat(client.next()).isEqualTo(new Event("state", 0, "{\"state\":1}"));
            happened(5);
            happened(6);
            publish(6, "{\"state\":2}");
            assertThat(client.next()).isEqualTo(new Event("happened", 5, "{\"number\":5}"));
            assertThat(client.next()).isEqualTo(new Event("happened", 6, "{\"number\":6}"));
            assertThat(client.next()).isEqualTo(new Event("state", 6, "{\"state\":2}"));
        }
        await("the client that left is forgotten", () -> {
            publish(6, "{}");
            return streams.size() == 0;
        });
    }

    @Test
    void clientThatComesBack_isToldWhatItMissed_once() throws Exception {
        happened(1);
        happened(2);
        happened(3);
        publish(3, "{}");
        try (SseClient client = client("Last-Event-ID: 1")) {
            assertThat(client.next().id()).isEqualTo(2);
            assertThat(client.next().id()).isEqualTo(3);
            assertThat(client.next().kind()).isEqualTo("state");
            happened(4);
            publish(4, "{}");
            assertThat(client.next()).isEqualTo(new Event("happened", 4, "{\"number\":4}"));
        }
    }

    @Test
    void clientThatMissedMoreThanAStreamHolds_isToldTheNewest_andStays() throws Exception {
        for (int id = 1; id <= 1_600; id++) {
            happened(id);
        }
        publish(1_600, "{}");
        try (SseClient client = client("Last-Event-ID: 0")) {
            for (long id = 1_101; id <= 1_600; id++) {
                assertThat(client.next()).isEqualTo(new Event("happened", id, "{\"number\":" + id + "}"));
            }
            assertThat(client.next().kind()).isEqualTo("state");
            happened(1_601);
            publish(1_601, "{}");
            assertThat(client.next().id()).isEqualTo(1_601);
        }
    }

    @Test
    void slowClient_missesStates_andDelaysNobody_andIsCutWhenItTakesNothing() throws Exception {
        String large = "{\"text\":\"" + "x".repeat(200_000) + "\",\"number\":";
        try (SseClient slow = new SseClient(server.port(), "/", 65_536);
                SseClient quick = client()) {
            await("both are there", () -> streams.size() == 2);
            for (int i = 1; i <= 15; i++) { // in far less time than a client may take nothing
                publish(0, large + i + "}");
                assertThat(quick.next().data()).endsWith(":" + i + "}");
            }
            List<String> taken = new ArrayList<>();
            for (String data = ""; !data.endsWith(":15}"); taken.add(data)) {
                data = slow.next().data();
            }
            assertThat(taken.size()).as("states that the slow client was sent").isLessThan(10);

            long deadline = System.nanoTime() + SLOWEST.multipliedBy(8).toNanos();
            while (streams.size() == 2) {
                publish(0, large + "0}");
                quick.next();
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
            assertThatThrownBy(() -> {
                        while (true) {
                            slow.next();
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void streamsBeyondTheBounds_areRefused_andThereIsRoomAgainWhenOneEnds() throws Exception {
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(client());
        }
        await("three are there", () -> streams.size() == 3);
        try (SseClient fourth = client()) {
            assertThat(fourth.status()).isEqualTo(503);
            assertThat(refusals).containsExactly(Refusal.TOO_MANY_OF_ADDRESS);
        }
        clients.remove(0).close();
        await("one is forgotten", () -> {
            publish(0, "{}");
            return streams.size() == 2;
        });
        clients.add(client());
        await("another is there", () -> streams.size() == 3);
        for (SseClient client : clients) {
            client.close();
        }
    }

    @Test
    void stream_endsWhenItsTokenExpires() throws Exception {
        expiresAt = Instant.now().plusSeconds(1);
        publish(0, "{}");
        try (SseClient client = client()) {
            Event end = client.next("end");
            assertThat(end.data()).isEqualTo("{\"code\":\"token_expired\",\"reason\":\"the token has expired\"}");
            assertThat(Instant.now()).isAfterOrEqualTo(expiresAt);
            assertThatThrownBy(client::next).isInstanceOf(IOException.class);
        }
    }

    @Test
    void close_saysFarewell_andRefusesNewOnes() throws Exception {
        try (SseClient client = client()) {
            await("it is there", () -> streams.size() == 1);
            streams.close();
            assertThat(client.next("end").data()).isEqualTo("{\"code\":\"stopping\",\"reason\":\"the server stops\"}");
            assertThat(streams.size()).isZero();
        }
        try (SseClient late = client()) {
            assertThat(late.status()).isEqualTo(503);
            assertThat(refusals).containsExactly(Refusal.STOPPING);
        }
    }
}
