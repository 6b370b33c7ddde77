package dev.hawser.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hawser.config.AlertRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pool may have 30 connections. */
class SaturationForecastTest {

    private static final long SEED = 20261122;

    /** How much of what is lent in one second still is in the next: of requests that last for half a second, and for five. */
    private static final double SHORT_REQUESTS = 0.13;

    private static final double LONG_REQUESTS = 0.8;

    /** What is lent: the load's mean, and what requests that come by chance make of it. The variance of a queue with many servers is its mean. */
    private static List<Integer> lent(IntToDoubleFunction mean, double kept, int seconds, long seed) {
        Random random = new Random(seed);
        List<Integer> lent = new ArrayList<>();
        double noise = 0;
        for (int second = 0; second < seconds; second++) {
            double now = mean.applyAsDouble(second);
            noise = noise * kept + random.nextGaussian() * Math.sqrt(now * (1 - kept * kept));
            lent.add((int) Math.max(0, Math.round(now + noise)));
        }
        return lent;
    }

    private static Observation seen(int lent) {
        return Watched.of(Watched.primary(Math.min(30, lent), Math.max(0, lent - 30)));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 16, 22})
    void steadyLoad_howeverNoisy_isNoForecast(int mean) {
        Watched watched = Watched.withDefaults();
        for (int lent : lent(second -> mean, LONG_REQUESTS, 3 * 3600, SEED + mean)) {
            watched.see(seen(lent), 1);
        }
        assertThat(watched.told)
                .filteredOn(alert -> alert.rule() == AlertRule.SATURATION_FORECAST)
                .as("of three hours")
                .isEmpty();
    }

    /** From 14 to 30 at 1.5 a minute: ten and a half minutes. */
    @Test
    void rise_isForetold_minutesBefore() {
        Watched watched = Watched.withDefaults();
        List<Integer> load = lent(second -> 14 + Math.max(0, second - 1200) * 1.5 / 60, SHORT_REQUESTS, 1900, SEED);
        for (int second = 0;
                second < load.size() && watched.active("saturation-forecast").isEmpty();
                second++) {
            watched.see(seen(load.get(second)), 1);
        }
        Alert forecast = watched.active("saturation-forecast").orElseThrow();
        double left = (1200 + 16 / 1.5 * 60 - watched.ticker.instant().getEpochSecond()) / 60.0;
        double foretold = Integer.parseInt(forecast.message().replaceAll(".*in about (\\d+) minutes.*", "$1"));
        assertThat(left).as("minutes until 30 are asked for").isGreaterThan(3);
        assertThat(foretold).isCloseTo(left, within(left / 3));
        assertThat(forecast.message())
                .matches("the pool of db1:5432 will be exhausted in about \\d+ minutes:"
                        + " \\d\\d of 30 connections are asked for, rising by [12]\\.\\d a minute");
        assertThat(forecast.host()).isEqualTo(Watched.PRIMARY);
    }

    @Test
    void burst_thatPasses_isNoForecast() {
        Watched watched = Watched.withDefaults();
        for (int lent : lent(second -> second % 900 > 840 ? 28 : 16, LONG_REQUESTS, 3600, SEED)) {
            watched.see(seen(lent), 1);
        }
        assertThat(watched.told)
                .filteredOn(alert -> alert.rule() == AlertRule.SATURATION_FORECAST)
                .isEmpty();
    }

    @Test
    void smallPool_thatBeginsToBeUsed_isNoForecast() {
        SaturationForecast forecast = new SaturationForecast(Duration.ofHours(1));
        for (int second = 0; second < 300; second++) {
            assertThat(forecast.look(Duration.ofSeconds(second), seen(second / 25)))
                    .isEmpty();
        }
    }

    @Test
    void gap_inWhatIsSeen_startsTheLineAnew() {
        SaturationForecast forecast = new SaturationForecast(Duration.ofHours(1));
        for (int second = 0; second < 400; second++) {
            forecast.look(Duration.ofSeconds(second), seen(15 + second / 30));
        }
        assertThat(forecast.look(Duration.ofSeconds(400), seen(28))).hasSize(1);
        assertThat(forecast.look(Duration.ofSeconds(460), seen(28))).isEmpty();
    }

    @Test
    void trend_isNotBentByOneOutlier_andKnowsChance() {
        double[] line = new double[20];
        for (int i = 0; i < line.length; i++) {
            line[i] = 10 + 0.5 * i;
        }
        line[18] = 500;
        Trend trend = Trend.of(line);
        assertThat(trend.slope()).isCloseTo(0.5, within(0.02));
        assertThat(trend.level()).isCloseTo(19.5, within(0.3));
        assertThat(trend.significance()).isGreaterThan(5);

        assertThat(Trend.of(new double[] {3, 1, 4, 1, 5, 9, 2, 6, 5, 3}).significance())
                .isBetween(0.5, 1.5);
        assertThat(Trend.of(new double[] {7, 7, 7, 7})).isEqualTo(new Trend(7, 0, 0));
        assertThat(Trend.of(new double[] {4, 3, 2, 1}).significance()).isNegative();
    }
}
