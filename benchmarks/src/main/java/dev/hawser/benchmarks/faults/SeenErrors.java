package dev.hawser.benchmarks.faults;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/** The errors that an application's code had to deal with. Those that differ only in numbers count as the same. Thread-safe. */
final class SeenErrors {

    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int LENGTH = 400;

    private final LongAdder count = new LongAdder();
    private final Map<String, LongAdder> kinds = new ConcurrentHashMap<>();

    void add(Throwable error) {
        count.increment();
        kinds.computeIfAbsent(kind(error), text -> new LongAdder()).increment();
    }

    private static String kind(Throwable error) {
        String text = error.getClass().getSimpleName() + ": " + error.getMessage();
        String same = NUMBER.matcher(text).replaceAll("#");
        return same.length() <= LENGTH ? same : same.substring(0, LENGTH) + "...";
    }

    long count() {
        return count.sum();
    }

    /** The most frequent first, each with how often it was seen. */
    List<String> mostFrequent(int number) {
        return kinds.entrySet().stream()
                .sorted(Comparator.comparingLong(
                        (Map.Entry<String, LongAdder> kind) -> -kind.getValue().sum()))
                .limit(number)
                .map(kind -> kind.getValue().sum() + " x " + kind.getKey())
                .toList();
    }
}
