package dev.hawser.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.benchmarks.pool.PoolLibrary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private static final Metric SPEED = Metric.high("speed", 1);
    private static final Metric WAIT = Metric.low("wait", 1);

    private final Results results = new Results();

    @Test
    void bestPeer_severalPeers_isTheBestMedianAndNeverHawsers() {
        add(PoolLibrary.HIKARI, 10, 4);
        add(PoolLibrary.AGROAL, 30, 8);
        add(PoolLibrary.HAWSER_LEASE, 90, 1);

        assertThat(results.bestPeer(SPEED)).isEqualTo(30);
        assertThat(results.bestPeer(WAIT)).isEqualTo(4);
    }

    @Test
    void median_aRoundWithoutAValue_isNotANumber() {
        add(PoolLibrary.HIKARI, 10, 4);
        add(PoolLibrary.HIKARI, 10, Double.NaN);

        assertThat(results.median(PoolLibrary.HIKARI, SPEED)).isEqualTo(10);
        assertThat(results.median(PoolLibrary.HIKARI, WAIT)).isNaN();
    }

    @Test
    void median_neverInMostRounds_isNever() {
        add(PoolLibrary.HIKARI, 10, 4);
        add(PoolLibrary.HIKARI, 10, Double.POSITIVE_INFINITY);
        add(PoolLibrary.HIKARI, 10, Double.POSITIVE_INFINITY);

        assertThat(WAIT.format(results.median(PoolLibrary.HIKARI, WAIT))).isEqualTo("never");
    }

    @Test
    void judged_onEitherSideOfTheBound_saysSo() {
        add(PoolLibrary.HIKARI, 10, 4);
        add(PoolLibrary.HAWSER_LEASE, 20, 1);
        var ratio = Goal.ratio(SPEED, PoolLibrary.HAWSER_LEASE, PoolLibrary.HIKARI);

        assertThat(Goal.atLeast(2, "x", ratio).judged(results)).endsWith("measured 2: reached");
        assertThat(Goal.atLeast(2.1, "x", ratio).judged(results)).endsWith("NOT REACHED");
        assertThat(Goal.atMost(2, "x", ratio).isReached(results)).isTrue();
        assertThat(Goal.atMost(1.9, "x", ratio).isReached(results)).isFalse();
        assertThat(Goal.lessThan(2, "x", ratio).isReached(results)).isFalse();
    }

    @Test
    void judged_nothingMeasured_isNotReached() {
        add(PoolLibrary.HAWSER_LEASE, Double.NaN, Double.NaN);
        var value = Goal.value(WAIT, PoolLibrary.HAWSER_LEASE);

        assertThat(Goal.atMost(5, "x", value).isReached(results)).isFalse();
        assertThat(Goal.atLeast(5, "x", value).isReached(results)).isFalse();
    }

    @Test
    void print_twoRounds_givesMedianSpreadAndRatios() {
        add(PoolLibrary.HIKARI, 10, 4);
        add(PoolLibrary.HIKARI, 12, 4);
        add(PoolLibrary.HAWSER_LEASE, 22, 1);
        ByteArrayOutputStream text = new ByteArrayOutputStream();

        Table.of(List.of(SPEED, WAIT), results, PoolLibrary.HIKARI)
                .print(new PrintStream(text, true, StandardCharsets.UTF_8));

        assertThat(text.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        " | speed | x Hikari | x best | wait | x Hikari | x best",
                        "HikariCP | 11.0 (10.0..12.0) | 1.00 | 1.00 | 4.0 | 1.00 | 1.00",
                        "Hawser, lease | 22.0 | 2.00 | 2.00 | 1.0 | 0.25 | 0.25");
    }

    private void add(PoolLibrary library, double speed, double wait) {
        results.add(library, new Round(Map.of(SPEED, speed, WAIT, wait), 0.1));
    }
}
