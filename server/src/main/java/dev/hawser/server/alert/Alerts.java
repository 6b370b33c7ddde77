package dev.hawser.server.alert;

import dev.hawser.config.AlertRule;
import dev.hawser.config.AlertRuleConfig;
import dev.hawser.config.AlertsConfig;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.ManagerConfig;
import dev.hawser.config.WebhookConfig;
import dev.hawser.server.live.Sample;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Judges what is observed, each second, and tells of what begins and ends. One thread observes; what is active may be asked by any. */
public final class Alerts implements Consumer<List<Sample>>, AutoCloseable {

    /** What is kept of those that ended. */
    private static final int RECENT = 100;

    /** A machine that slept, or a thread that could not run: what was true before and is true now was not necessarily true in between. */
    private static final Duration GAP = Duration.ofSeconds(10);

    private static final Comparator<Alert> WORST_FIRST =
            Comparator.comparing(Alert::severity).reversed().thenComparing(Alert::since);

    private final AlertsConfig config;
    private final Map<String, List<Watch>> watches = new LinkedHashMap<>();
    private final Map<Alert.Key, AlertState> states = new LinkedHashMap<>();
    private final Deque<Alert> ended = new ArrayDeque<>();
    private final List<AlertChannel> channels;
    private final @Nullable Webhook webhook;
    private final Ticker ticker;
    private final long start;
    private Duration last = Duration.ZERO;

    private volatile Picture picture = new Picture(List.of(), List.of());

    /** What watches the configured databases, and tells the log, and the webhook if there is one. */
    public static Alerts of(ManagerConfig config, Ticker ticker) {
        WebhookConfig hook = config.alerts().webhook();
        Webhook webhook = hook == null ? null : new Webhook(hook, ticker);
        List<AlertChannel> channels = webhook == null ? List.of(new AlertLog()) : List.of(new AlertLog(), webhook);
        return new Alerts(config.alerts(), config.databases(), channels, webhook, ticker);
    }

    Alerts(
            AlertsConfig config,
            List<DatabaseConfig> databases,
            List<AlertChannel> channels,
            @Nullable Webhook webhook,
            Ticker ticker) {
        this.config = config;
        this.channels = List.copyOf(channels);
        this.webhook = webhook;
        this.ticker = ticker;
        this.start = ticker.nanoTime();
        databases.forEach(database -> watches.put(database.name(), watches(database)));
    }

    private List<Watch> watches(DatabaseConfig database) {
        return config.rulesFor(database.name()).stream()
                .filter(rule -> rule.rule() != AlertRule.PRIMARY_LOST || !database.readonly())
                .map(rule -> new Watch(rule, Conditions.of(rule)))
                .toList();
    }

    /** One rule for one database. */
    private record Watch(AlertRuleConfig rule, Condition condition) {}

    private record Picture(List<Alert> active, List<Alert> recent) {}

    /** Those that go on, the worst first, then the oldest. Does not block. */
    public List<Alert> active() {
        return picture.active();
    }

    /** Those that ended, the latest first, at most 100. Does not block. */
    public List<Alert> recent() {
        return picture.recent();
    }

    /** What became of the messages to the webhook; empty if there is none. Does not block. */
    public Optional<WebhookCounters> deliveries() {
        return Optional.ofNullable(webhook).map(Webhook::counters);
    }

    /** Judges a sample of each database, and tells what is new. Does not block. */
    @Override
    public void accept(List<Sample> samples) {
        Map<String, Observation> seen = new LinkedHashMap<>();
        samples.forEach(sample -> seen.put(sample.database(), Observation.of(sample)));
        observe(seen);
    }

    /** Judges what is seen of each database at this moment. A database that is not among them is as one where nothing is wrong. */
    void observe(Map<String, Observation> seen) {
        Duration time = Duration.ofNanos(ticker.nanoTime() - start);
        Instant at = ticker.instant();
        if (time.minus(last).compareTo(GAP) > 0) {
            states.values().forEach(AlertState::interrupted);
        }
        last = time;
        Map<Alert.Key, Finding> findings = findings(time, seen);
        List<Alert> news = new ArrayList<>();
        states.forEach((key, state) -> state.next(time, at, findings.get(key)).ifPresent(news::add));
        states.values().removeIf(AlertState::idle);
        publish(news);
        news.forEach(alert -> channels.forEach(channel -> channel.tell(alert)));
    }

    private Map<Alert.Key, Finding> findings(Duration time, Map<String, Observation> seen) {
        Map<Alert.Key, Finding> findings = new LinkedHashMap<>();
        seen.forEach((database, observation) -> {
            for (Watch watch : watches.getOrDefault(database, List.of())) {
                for (Finding finding : watch.condition().look(time, observation)) {
                    Alert.Key key = new Alert.Key(watch.rule().rule(), database, finding.host());
                    findings.put(key, finding);
                    states.computeIfAbsent(key, anew -> new AlertState(watch.rule(), config, anew));
                }
            }
        });
        return findings;
    }

    /** Stops telling the webhook. Blocks for some seconds at most. Again has no effect. */
    @Override
    public void close() {
        if (webhook != null) {
            webhook.close();
        }
    }

    private void publish(List<Alert> news) {
        news.stream().filter(alert -> !alert.firing()).forEach(ended::addFirst);
        while (ended.size() > RECENT) {
            ended.removeLast();
        }
        List<Alert> active = states.values().stream()
                .flatMap(state -> state.firing().stream())
                .sorted(WORST_FIRST)
                .toList();
        picture = new Picture(active, List.copyOf(ended));
    }
}
