package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.HealthStatus;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.LimitsConfig;
import dev.hawser.config.ManagerConfig;
import dev.hawser.event.Subscription;
import dev.hawser.server.live.EventJournal;
import dev.hawser.server.live.EventStreams;
import dev.hawser.server.live.EventStreams.Frame;
import dev.hawser.server.live.History;
import dev.hawser.server.live.Sample;
import dev.hawser.server.live.Sampler;
import dev.hawser.spi.Ticker;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is seen of the databases while the server runs: samples each second, and from them history, events, and streams of both. Thread-safe. */
final class Live implements AutoCloseable {

    private final Map<String, DatabaseConfig> configs;
    private final String defaultName;
    private final Supplier<? extends List<?>> alerts;
    private final Ticker ticker = Ticker.SYSTEM;
    private final History history = new History();
    private final EventJournal journal = new EventJournal(ticker);
    private final Sampler sampler;
    private final EventStreams streams;
    private final Subscription subscription;
    private final Map<String, Since> statuses = new HashMap<>(); // of the sampler's thread

    private record Since(HealthStatus status, Instant moment) {}

    private Live(DatabaseManager databases, Supplier<? extends List<?>> alerts) {
        ManagerConfig config = databases.config();
        this.configs =
                config.databases().stream().collect(Collectors.toUnmodifiableMap(DatabaseConfig::name, each -> each));
        this.defaultName = config.defaultDatabase().map(DatabaseConfig::name).orElse("");
        this.alerts = alerts;
        LimitsConfig limits = config.server().limits();
        this.streams = new EventStreams(
                new EventStreams.Bounds(limits.eventStreams(), limits.eventStreamsPerClient(), limits.slowClient()),
                ticker,
                journal.lastId(),
                this::eventsSince);
        this.sampler = new Sampler(databases, ticker);
        this.subscription = databases.listen(journal);
    }

    /** Begins to look. {@code alerts} are those that are active, as JSON shows them. */
    static Live start(DatabaseManager databases, Supplier<? extends List<?>> alerts) {
        Live live = new Live(databases, alerts);
        live.sampler.listen(live.history::add);
        live.sampler.listen(live::tell);
        live.sampler.start();
        return live;
    }

    Sampler sampler() {
        return sampler;
    }

    History history() {
        return history;
    }

    EventJournal journal() {
        return journal;
    }

    EventStreams streams() {
        return streams;
    }

    private Stream<Frame> eventsSince(long id) {
        return journal.since(id).stream().map(event -> Frame.of(event.id(), "happened", Json.line(event)));
    }

    private void tell(List<Sample> samples) {
        if (samples.isEmpty()) {
            return;
        }
        Instant at = samples.get(0).at().truncatedTo(ChronoUnit.MILLIS);
        List<LiveStateJson.DatabaseJson> databases =
                samples.stream().map(sample -> database(sample, at)).toList();
        long lastEvent = journal.lastId();
        streams.publish(Frame.of(lastEvent, "state", Json.line(new LiveStateJson(at, databases, alerts.get()))));
    }

    private LiveStateJson.DatabaseJson database(Sample sample, Instant at) {
        HealthStatus status = LiveStateJson.statusOf(sample);
        Since since = statuses.compute(
                sample.database(),
                (name, known) -> known != null && known.status() == status ? known : new Since(status, at));
        DatabaseConfig config = configs.get(sample.database());
        return LiveStateJson.DatabaseJson.of(
                sample,
                config != null && config.critical(),
                sample.database().equals(defaultName),
                since == null ? at : since.moment());
    }

    /** Says farewell to live clients, and looks no more. Again has no effect. */
    @Override
    public void close() {
        subscription.close();
        sampler.close();
        streams.close();
    }
}
