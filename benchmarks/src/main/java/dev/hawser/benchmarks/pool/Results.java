package dev.hawser.benchmarks.pool;

import dev.hawser.benchmarks.Quantiles;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

/** What the rounds of one measurement gave. A value that a round could not give is NaN, and counts as the worst. For one thread. */
final class Results {

    private final Map<PoolLibrary, List<Round>> rounds = new EnumMap<>(PoolLibrary.class);

    void add(PoolLibrary library, Round round) {
        rounds.computeIfAbsent(library, key -> new ArrayList<>()).add(round);
    }

    Set<PoolLibrary> libraries() {
        return rounds.keySet();
    }

    /** In the order of the rounds. */
    double[] values(PoolLibrary library, Metric metric) {
        return rounds.getOrDefault(library, List.of()).stream()
                .mapToDouble(round -> round.value(metric))
                .toArray();
    }

    double median(PoolLibrary library, Metric metric) {
        double[] values = values(library, metric);
        return values.length == 0 || DoubleStream.of(values).anyMatch(Double::isNaN)
                ? Double.NaN
                : Quantiles.median(values);
    }

    /** The best median among those that Hawser is compared to. */
    double bestPeer(Metric metric) {
        DoubleStream peers = libraries().stream()
                .filter(PoolLibrary::isPeer)
                .mapToDouble(peer -> median(peer, metric))
                .filter(value -> !Double.isNaN(value));
        return (metric.better() == Metric.Better.HIGHER ? peers.max() : peers.min()).orElse(Double.NaN);
    }

    /** How many processors other programs used during the worst of the rounds. */
    double disturbance() {
        return rounds.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Round::disturbance)
                .max()
                .orElse(Double.NaN);
    }
}
