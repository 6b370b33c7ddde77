package dev.hawser.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hawser.DatabaseManager;
import dev.hawser.HealthStatus;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.server.live.History.Resolution;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

    private static final long START = 1_768_473_000; // on a whole minute

    @TempDir
    static Path directory;

    private static final LeakCheck LEAKS = LeakCheck.begin(Duration.ofSeconds(20));
    private static DatabaseManager databases;
    private static Sample idle;
    private static Sample busy;

    private final History history = new History();

    @BeforeAll
    static void sample() {
        databases = DatabaseManager.builder(ConfigSources.in(directory))
                .database(
                        DatabaseOptions.of("shop").set("type", "sqlite").set("database", directory.resolve("shop.db")))
                .open();
        SqlDatabase shop = databases.sql();
        try (Sampler sampler = new Sampler(databases, Ticker.SYSTEM)) {
            List<Sample> taken = new ArrayList<>();
            sampler.listen(taken::addAll);
            sampler.tick();
            for (int i = 0; i < 10; i++) {
                shop.query("select 1");
            }
            sampler.tick();
            idle = taken.get(0);
            busy = taken.get(1);
        }
    }

    @AfterAll
    static void close() {
        databases.close();
        LEAKS.close();
    }

    /** A sample of one second. */
    private static Sample at(Sample sample, double epochSecond) {
        return at(sample, epochSecond, Duration.ofSeconds(1));
    }

    private static Sample at(Sample sample, double epochSecond, Duration span) {
        return new Sample(
                "shop",
                Instant.ofEpochMilli((long) (epochSecond * 1000)),
                span,
                sample.health(),
                sample.setupError(),
                sample.topology(),
                sample.paused(),
                sample.activity());
    }

    private HistoryColumns seconds() {
        return history.of("shop", Resolution.SECOND, 0);
    }

    private HistoryColumns minutes() {
        return history.of("shop", Resolution.MINUTE, 0);
    }

    @Test
    void second_hasItsRatesAndPercentiles_andWhatIsNotKnownIsNoNumber() {
        history.add(List.of(at(busy, START + 1), at(idle, START + 2)));
        assertThat(seconds().at()).containsExactly(START + 1, START + 2);
        assertThat(seconds().of(Measure.QUERIES_PER_SECOND)).containsExactly(10, 0);
        assertThat(seconds().of(Measure.P99_MS)[0]).isPositive();
        assertThat(seconds().of(Measure.P99_MS)[1]).isNaN();
        assertThat(seconds().of(Measure.EPOCH)[0]).isEqualTo(busy.topology().epoch());
    }

    @Test
    void samplesOfTheSameSecond_areAddedToTheNext_soThatNothingIsLost() {
        history.add(List.of(at(busy, START + 1.0)));
        history.add(List.of(at(busy, START + 1.2, Duration.ofMillis(200))));
        history.add(List.of(at(idle, START + 2.0, Duration.ofMillis(800))));
        assertThat(seconds().at()).containsExactly(START + 1, START + 2);
        assertThat(seconds().of(Measure.QUERIES_PER_SECOND)).containsExactly(10, 10);
    }

    @Test
    void minute_hasThePercentilesOfAllItsStatements_andTheWorstOfWhatIsSeenNowAndThen() {
        for (int i = 1; i <= 59; i++) {
            history.add(List.of(at(idle, START + i)));
        }
        history.add(List.of(at(busy, START + 60)));
        assertThat(minutes().at()).as("the minute is not known to be over").isEmpty();
        history.add(List.of(at(idle, START + 61)));
        assertThat(minutes().at()).containsExactly(START + 60);
        assertThat(minutes().of(Measure.QUERIES_PER_SECOND)[0]).isCloseTo(10 / 60f, within(1e-4f));
        assertThat(minutes().of(Measure.P95_MS)[0])
                .as("of the ten statements, not an average with seconds that had none")
                .isEqualTo(seconds().of(Measure.P95_MS)[59]);
        assertThat(minutes().status()).containsExactly(worst(idle, busy));
    }

    private static HealthStatus worst(Sample one, Sample other) {
        return one.health().status() == HealthStatus.HEALTHY
                ? other.health().status()
                : one.health().status();
    }

    @Test
    void history_isBounded_andTellsWhatIsAskedFor() {
        for (int i = 1; i <= Resolution.SECOND.capacity() + 100; i++) {
            history.add(List.of(at(idle, START + i)));
        }
        assertThat(seconds().at()).hasSize(Resolution.SECOND.capacity()).startsWith(START + 101);
        assertThat(minutes().at()).hasSize(61);
        long last = START + Resolution.SECOND.capacity() + 100;
        assertThat(history.of("shop", Resolution.SECOND, last - 4).at())
                .hasSize(5)
                .endsWith(last);
        assertThat(history.of("other", Resolution.SECOND, 0).at()).isEmpty();
    }

    @Test
    void clockThatIsSetBack_beginsAnew() {
        history.add(List.of(at(idle, START + 5_000)));
        history.add(List.of(at(idle, START + 1)));
        assertThat(seconds().at()).containsExactly(START + 1);
    }
}
