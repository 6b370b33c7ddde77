package dev.hawser.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import dev.hawser.config.AlertRule;
import dev.hawser.config.AlertSeverity;
import dev.hawser.config.Secret;
import dev.hawser.config.WebhookConfig;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(LeakCheck.class)
class WebhookTest {

    private static final String SECRET = "c4nary-webhook-secret";
    private static final String TOKEN = "c4nary-path-token";

    private final ManualTicker ticker = new ManualTicker();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.hawser.alert");
    private final Receiver receiver = new Receiver();

    WebhookTest() throws IOException {}

    /** A real server that answers as told, and with 204 when it was told nothing. */
    private static final class Receiver {

        /** What came in one request. */
        record Request(String body, String signature, String delivery, String contentType) {}

        final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
        final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
        final CountDownLatch hanging = new CountDownLatch(1);
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final HttpServer http;
        volatile boolean redirected;
        volatile String retryAfter = "";

        static final int HANG = -1;

        Receiver() throws IOException {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.setExecutor(threads);
            http.createContext("/elsewhere", exchange -> {
                redirected = true;
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            http.createContext("/hook", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                Integer status = statuses.poll();
                requests.add(new Request(
                        body,
                        exchange.getRequestHeaders().getFirst("X-Hawser-Signature"),
                        exchange.getRequestHeaders().getFirst("X-Hawser-Delivery"),
                        exchange.getRequestHeaders().getFirst("Content-Type")));
                if (status != null && status == HANG) {
                    await(hanging);
                }
                if (!retryAfter.isEmpty()) {
                    exchange.getResponseHeaders().add("Retry-After", retryAfter);
                }
                exchange.getResponseHeaders().add("Location", "/elsewhere");
                exchange.sendResponseHeaders(status == null || status == HANG ? 204 : status, -1);
                exchange.close();
            });
            http.start();
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/hook/" + TOKEN + "?key=" + TOKEN);
        }

        Request next() throws InterruptedException {
            Request request = requests.poll(20, TimeUnit.SECONDS);
            assertThat(request).as("a request within 20 s").isNotNull();
            return request;
        }

        void stop() {
            hanging.countDown();
            http.stop(0);
            threads.shutdownNow();
        }
    }

    @BeforeEach
    void listen() {
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        receiver.stop();
        logger.detachAppender(log);
        assertThat(log.list)
                .allSatisfy(event -> assertThat(event.getMessage() + event.getKeyValuePairs())
                        .doesNotContain(SECRET)
                        .doesNotContain(TOKEN));
    }

    private Webhook webhook(Duration timeout, Ticker clock) {
        return new Webhook(new WebhookConfig(receiver.url(), Secret.of(SECRET), timeout, false), clock);
    }

    private static Alert alert(String message) {
        return new Alert(
                AlertRule.REPLICA_LAG,
                "orders",
                Watched.REPLICA,
                AlertSeverity.WARNING,
                Instant.parse("2026-01-15T10:30:00.123456Z"),
                null,
                message,
                "advice");
    }

    /** The counters rise after the answer was sent. */
    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(20);
        while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void alert_isSentInTheShapeOfTheApi_signed() throws Exception {
        try (Webhook webhook = webhook(Duration.ofSeconds(5), ticker)) {
            ticker.advance(Duration.ofSeconds(1_700_000_000));
            webhook.tell(alert("db2:5432 is 31 s behind \"its\" primary ✓"));
            Receiver.Request request = receiver.next();
            JsonNode body = JsonMapper.shared().readTree(request.body());
            assertThat(body.propertyNames())
                    .containsExactly(
                            "status", "rule", "database", "host", "severity", "since", "ended", "message", "advice");
            assertThat(body.path("status").stringValue()).isEqualTo("firing");
            assertThat(body.path("rule").stringValue()).isEqualTo("replica-lag");
            assertThat(body.path("host").stringValue()).isEqualTo("db2:5432");
            assertThat(body.path("severity").stringValue()).isEqualTo("warning");
            assertThat(body.path("since").stringValue()).isEqualTo("2026-01-15T10:30:00.123Z");
            assertThat(body.path("ended").isNull()).isTrue();
            assertThat(body.path("message").stringValue()).isEqualTo("db2:5432 is 31 s behind \"its\" primary ✓");
            assertThat(request.contentType()).isEqualTo("application/json");

            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] expected = mac.doFinal(("1700000000." + request.body()).getBytes(StandardCharsets.UTF_8));
            assertThat(request.signature())
                    .isEqualTo("t=1700000000,v1=" + HexFormat.of().formatHex(expected));
            await(() -> webhook.counters().delivered() == 1);
        }
    }

    @Test
    void receiver_thatFails_getsTheSameDeliveryAgain_withGrowingDelays_untilItAccepts() throws Exception {
        receiver.statuses.addAll(java.util.List.of(500, 429, 503, 502));
        try (Webhook webhook = webhook(Duration.ofSeconds(5), ticker)) {
            webhook.tell(alert("one"));
            webhook.tell(alert("two"));
            Set<String> ids = new TreeSet<>();
            for (int attempt = 0; attempt < 5; attempt++) {
                Receiver.Request request = receiver.next();
                assertThat(request.body()).contains("\"one\"");
                ids.add(request.delivery());
            }
            assertThat(ids).hasSize(1);
            Receiver.Request second = receiver.next();
            assertThat(second.body()).as("the order is kept").contains("\"two\"");
            assertThat(second.delivery()).isNotIn(ids);
            await(() -> webhook.counters().equals(new WebhookCounters(2, 0, 0, 4)));
            assertThat(ticker.sleeps()).hasSize(4);
            for (int i = 0; i < 4; i++) {
                assertThat(ticker.sleeps().get(i))
                        .isBetween(Duration.ofMillis(500L << i), Duration.ofMillis(1000L << i));
            }
        }
    }

    @Test
    void receiver_thatSaysWhen_isAskedThen_butWithinAMinute_andNeverAtOnce() throws Exception {
        receiver.statuses.add(429);
        receiver.retryAfter = "7";
        try (Webhook webhook = webhook(Duration.ofSeconds(5), ticker)) {
            webhook.tell(alert("one"));
            await(() -> webhook.counters().delivered() == 1);
            receiver.statuses.add(503);
            receiver.retryAfter = "86400";
            webhook.tell(alert("two"));
            await(() -> webhook.counters().delivered() == 2);
            assertThat(ticker.sleeps()).containsExactly(Duration.ofSeconds(7), Duration.ofMinutes(1));
            receiver.statuses.add(503);
            receiver.retryAfter = "0";
            webhook.tell(alert("three"));
            await(() -> webhook.counters().delivered() == 3);
            assertThat(ticker.sleeps().get(2)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
        }
    }

    @Test
    void receiver_thatHangs_isGivenUpForTheMoment_andNeverHoldsWhoTells() throws Exception {
        receiver.statuses.add(Receiver.HANG);
        try (Webhook webhook = webhook(Duration.ofMillis(300), ticker)) {
            long before = System.nanoTime();
            for (int i = 0; i < 1_000; i++) {
                webhook.tell(alert("hang " + i));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .as("telling 1,000 alerts")
                    .isLessThan(Duration.ofSeconds(10));
            await(() -> webhook.counters().delivered() >= Webhook.CAPACITY);
            WebhookCounters counters = webhook.counters();
            assertThat(counters.dropped()).isBetween(1L, 1_000L - Webhook.CAPACITY);
            assertThat(counters.retried()).isPositive();
            await(() -> webhook.counters().delivered() + webhook.counters().dropped() == 1_000);
            assertThat(receiver.requests)
                    .as("the oldest were dropped")
                    .anyMatch(request -> request.body().contains("\"hang 999\""));
        }
    }

    @Test
    void receiver_thatRedirects_orRefuses_isNotFollowed_norAskedAgain() {
        receiver.statuses.addAll(java.util.List.of(302, 307, 404));
        try (Webhook webhook = webhook(Duration.ofSeconds(5), ticker)) {
            for (int i = 0; i < 3; i++) {
                webhook.tell(alert("gone"));
            }
            await(() -> webhook.counters().failed() == 3);
            assertThat(webhook.counters()).isEqualTo(new WebhookCounters(0, 3, 0, 0));
            assertThat(receiver.redirected).isFalse();
            assertThat(log.list).hasSize(3).first().satisfies(event -> {
                assertThat(event.getMessage()).isEqualTo("an alert could not be delivered to the webhook");
                assertThat(event.getKeyValuePairs().toString())
                        .contains("http://127.0.0.1:")
                        .contains("redirects are not followed");
            });
        }
    }

    @Test
    void receiver_thatIsNotThere_isGivenUpAfterAQuarterOfAnHour_togetherWithThoseBehindIt() {
        receiver.stop();
        try (Webhook webhook = webhook(Duration.ofSeconds(5), ticker)) {
            webhook.tell(alert("one"));
            webhook.tell(alert("two"));
            await(() -> webhook.counters().failed() == 2);
            Duration waited = ticker.sleeps().stream().reduce(Duration.ZERO, Duration::plus);
            assertThat(waited).isBetween(Duration.ofMinutes(13), Duration.ofMinutes(15));
            assertThat(log.list.get(0).getKeyValuePairs().toString()).contains("it cannot be reached");
        }
    }

    @Test
    void close_endsAWaitBetweenAttempts() throws Exception {
        receiver.statuses.addAll(java.util.List.of(500, 500, 500));
        receiver.retryAfter = "60";
        Webhook webhook = webhook(Duration.ofSeconds(5), Ticker.SYSTEM);
        webhook.tell(alert("one"));
        receiver.next();
        long before = System.nanoTime();
        webhook.close();
        webhook.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void log_hasTheAlert_asKeysAndValues_byItsSeverity() {
        Alert warning = alert("db2:5432 is 31 s behind its primary");
        new AlertLog().tell(warning);
        new AlertLog()
                .tell(new Alert(
                        AlertRule.DATABASE_UNHEALTHY,
                        "orders",
                        null,
                        AlertSeverity.CRITICAL,
                        Instant.EPOCH,
                        null,
                        "broken",
                        "repair"));
        new AlertLog()
                .tell(new Alert(
                        warning.rule(),
                        "orders",
                        warning.host(),
                        warning.severity(),
                        Instant.EPOCH,
                        Instant.EPOCH.plusSeconds(60),
                        "was behind",
                        "none"));
        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.ERROR, Level.INFO);
        assertThat(log.list).extracting(ILoggingEvent::getMessage).containsExactly("alert", "alert", "alert ended");
        assertThat(log.list.get(0).getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .contains(
                        "rule=replica-lag",
                        "database=orders",
                        "severity=warning",
                        "host=db2:5432",
                        "problem=db2:5432 is 31 s behind its primary",
                        "advice=advice");
        assertThat(log.list.get(2).getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .contains("ended=1970-01-01T00:01:00Z");
    }
}
