package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.HealthStatus;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.LimitsConfig;
import dev.hawser.config.ManagerConfig;
import dev.hawser.event.Subscription;
import dev.hawser.server.LiveStateJson.CapabilitiesJson;
import dev.hawser.server.alert.AlertJson;
import dev.hawser.server.alert.Alerts;
import dev.hawser.server.live.EventJournal;
import dev.hawser.server.live.EventStreams;
import dev.hawser.server.live.EventStreams.Frame;
import dev.hawser.server.live.History;
import dev.hawser.server.live.Sample;
import dev.hawser.spi.Ticker;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is kept of each second's samples and of what happens, and told to live clients. It is handed samples on the sampler's thread; all else is thread-safe. */
final class Live implements Consumer<List<Sample>>, AutoCloseable {

    private final DatabaseManager databases;
    private final Map<String, DatabaseConfig> configs;
    private final String defaultName;
    private final Alerts alerts;
    private final Ticker ticker = Ticker.SYSTEM;
    private final History history = new History();
    private final EventJournal journal = new EventJournal(ticker);
    private final EventStreams streams;
    private final Subscription subscription;
    private final Map<String, Since> statuses = new HashMap<>(); // of the sampler's thread

    private record Since(HealthStatus status, Instant moment) {}

    Live(DatabaseManager databases, Alerts alerts) {
        this.databases = databases;
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
        this.subscription = databases.listen(journal);
    }

    @Override
    public void accept(List<Sample> samples) {
        history.add(samples);
        tell(samples);
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
        List<AlertJson> active = alerts.active().stream().map(AlertJson::of).toList();
        streams.publish(Frame.of(lastEvent, "state", Json.line(new LiveStateJson(at, databases, active))));
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
                CapabilitiesJson.of(databases.configured(sample.database())),
                since == null ? at : since.moment());
    }

    /** Says farewell to live clients, and looks no more. Again has no effect. */
    @Override
    public void close() {
        subscription.close();
        streams.close();
    }
}
