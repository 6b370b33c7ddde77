package dev.hawser.benchmarks.results;

import dev.hawser.benchmarks.Quantiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** What the rounds of one measurement gave. A value that a round could not give is NaN, and counts as the worst. For one thread. */
public final class Results {

    private final Map<Contender, List<Round>> rounds = new TreeMap<>(Comparator.comparingInt(Contender::ordinal));

    public void add(Contender contender, Round round) {
        rounds.computeIfAbsent(contender, key -> new ArrayList<>()).add(round);
    }

    public Set<Contender> contenders() {
        return rounds.keySet();
    }

    /** In the order of the rounds. */
    public double[] values(Contender contender, Metric metric) {
        return rounds.getOrDefault(contender, List.of()).stream()
                .mapToDouble(round -> round.value(metric))
                .toArray();
    }

    public double median(Contender contender, Metric metric) {
        double[] values = values(contender, metric);
        return values.length == 0 || DoubleStream.of(values).anyMatch(Double::isNaN)
                ? Double.NaN
                : Quantiles.median(values);
    }

    /** The highest of all rounds: of failures each counts. NaN if one gave none. */
    public double highest(Contender contender, Metric metric) {
        return DoubleStream.of(values(contender, metric)).max().orElse(Double.NaN);
    }

    /** The best median among those that Hawser is compared to. */
    public double bestPeer(Metric metric) {
        DoubleStream peers = contenders().stream()
                .filter(Contender::isPeer)
                .mapToDouble(peer -> median(peer, metric))
                .filter(value -> !Double.isNaN(value));
        return (metric.better() == Metric.Better.HIGHER ? peers.max() : peers.min()).orElse(Double.NaN);
    }

    /** How many processors other programs used during the worst of the rounds. */
    public double disturbance() {
        return rounds.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Round::disturbance)
                .max()
                .orElse(Double.NaN);
    }
}
