package dev.hawser.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.server.live.History.Resolution;
import dev.hawser.server.live.Sample.Activity;
import dev.hawser.testkit.ManualTicker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureTest {

    private static final Instant START = Instant.ofEpochSecond(1_800_000_000);
    private static final Duration SPAN = Duration.ofSeconds(2);

    @Test
    void whatIsCounted_isARate_ofSecondsAndMinutesAndTheStreamAlike(@TempDir Path directory) {
        Sample idle = sample(directory);
        History history = new History();
        for (int i = 1; i <= 61; i++) {
            history.add(List.of(busy(idle, i)));
        }
        Map<Measure, Double> rates = Map.of(
                Measure.FAILED_PER_SECOND, 5.0,
                Measure.CONNECTION_ERRORS_PER_SECOND, 3.0,
                Measure.TIMEOUTS_PER_SECOND, 2.0,
                Measure.POOL_TIMEOUTS_PER_SECOND, 1.0,
                Measure.RETRIES_PER_SECOND, 4.0);
        assertThat(Measure.all(busy(idle, 1))).containsAllEntriesOf(rates);
        for (Resolution resolution : Resolution.values()) {
            HistoryColumns columns = history.of("shop", resolution, 0);
            assertThat(columns.at()).as(resolution + ": whole intervals").hasSizeGreaterThan(1);
            rates.forEach((measure, rate) -> assertThat(columns.of(measure))
                    .as(measure + " by " + resolution)
                    .containsOnly(rate.floatValue()));
        }
    }

    private static Sample sample(Path directory) {
        List<Sample> taken = new ArrayList<>();
        try (DatabaseManager databases = DatabaseManager.builder(ConfigSources.in(directory))
                        .database(DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")))
                        .open();
                Sampler sampler = new Sampler(databases, new ManualTicker())) {
            sampler.listen(taken::addAll);
            sampler.tick();
        }
        return taken.get(0);
    }

    /** The one after so many spans: in each, things happened. */
    private static Sample busy(Sample idle, int spans) {
        Activity none = idle.activity().since(idle.activity());
        return new Sample(
                idle.database(),
                START.plus(SPAN.multipliedBy(spans)),
                SPAN,
                idle.health(),
                idle.setupError(),
                idle.topology(),
                idle.paused(),
                new Activity(10, none.times(), none.waits(), 6, 4, 2, 8, 0));
    }
}
