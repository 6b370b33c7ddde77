package dev.hawser.server.alert;

import dev.hawser.config.WebhookConfig;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends alerts over HTTP, in their order, on a thread of its own. What is not accepted is sent again with growing delays, for a quarter of an hour; when too many wait, the
 * oldest is dropped. Thread-safe.
 */
final class Webhook implements AlertChannel, AutoCloseable {

    /** How many wait at most. */
    static final int CAPACITY = 256;

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.alert");
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(15);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final WebhookConfig config;
    private final Ticker ticker;
    private final WebhookClient client;
    private final LinkedBlockingDeque<Message> waiting = new LinkedBlockingDeque<>(CAPACITY);
    private final Thread sender;

    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder retried = new LongAdder();

    private volatile boolean closed;

    Webhook(WebhookConfig config, Ticker ticker) {
        this.config = config;
        this.ticker = ticker;
        this.client = new WebhookClient(config);
        this.sender = new Thread(this::run, "hawser-webhook");
        sender.setDaemon(true);
        sender.start();
    }

    /** @param id the same for every attempt, so that a receiver can tell a repetition */
    private record Message(String id, Alert alert, long born) {}

    WebhookCounters counters() {
        return new WebhookCounters(delivered.sum(), failed.sum(), dropped.sum(), retried.sum());
    }

    @Override
    public void tell(Alert alert) {
        Message message = new Message(UUID.randomUUID().toString(), alert, ticker.nanoTime());
        while (!waiting.offer(message)) {
            if (waiting.poll() != null) {
                dropped.increment();
            }
        }
    }

    private void run() {
        try {
            while (!closed) {
                Message message = waiting.take();
                try {
                    deliver(message);
                } catch (RuntimeException mistake) { // of ours: the next message may fare better
                    giveUp(message, 1, "it failed: " + mistake.getClass().getSimpleName());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt(); // by close(), which nobody else can cause
        }
    }

    private void deliver(Message message) throws InterruptedException {
        String body = WebhookBody.of(message.alert()).json();
        Duration delay = FIRST_DELAY;
        for (int attempt = 1; ; attempt++) {
            Delivery outcome = client.send(message.id(), body, ticker.instant());
            if (outcome instanceof Delivery.Accepted) {
                delivered.increment();
                return;
            }
            if (outcome instanceof Delivery.Refused refused) {
                giveUp(message, attempt, refused.reason());
                return;
            }
            if (outcome instanceof Delivery.Later later) {
                Duration pause = pause(later, delay);
                if (age(message).plus(pause).compareTo(LONGEST_LIFE) > 0) {
                    giveUp(message, attempt, later.reason());
                    return;
                }
                ticker.sleep(pause);
                retried.increment();
                delay = min(delay.multipliedBy(2), LONGEST_DELAY);
            }
        }
    }

    /** As long as the receiver wants, but neither so long that it seems forgotten nor so short that it is no pause. */
    private static Duration pause(Delivery.Later later, Duration delay) {
        Duration own = jittered(delay);
        Duration wanted = later.after() == null ? own : min(later.after(), LONGEST_DELAY);
        return wanted.compareTo(own) < 0 ? own : wanted;
    }

    /** Between a half and the whole: many servers that saw the same must not come back together. */
    private static Duration jittered(Duration delay) {
        long half = delay.toNanos() / 2;
        return Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half + 1));
    }

    private Duration age(Message message) {
        return Duration.ofNanos(ticker.nanoTime() - message.born());
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void giveUp(Message message, int attempts, String reason) {
        log.atWarn()
                .setMessage("an alert could not be delivered to the webhook")
                .addKeyValue("webhook", config.place())
                .addKeyValue("delivery", message.id())
                .addKeyValue("rule", message.alert().rule().key())
                .addKeyValue("database", message.alert().database())
                .addKeyValue("attempts", attempts)
                .addKeyValue("reason", reason)
                .log();
        failed.increment();
    }

    /** Stops; what was not delivered yet is not. Blocks for some seconds at most. Again has no effect. */
    @Override
    public void close() {
        closed = true;
        sender.interrupt();
        try {
            sender.join(STOP_TIMEOUT.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
