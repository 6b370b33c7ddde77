package dev.hawser.internal.client;

import dev.hawser.StatementSummary;
import dev.hawser.internal.sql.StatementTally;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the commands of a client did, by their texts. Bounded: when it is full, texts that are new are counted together. Thread-safe. */
final class ClientStatements {

    private static final int MAX = 500;

    private static final String OTHERS = "others";

    private final Ticker ticker;
    private final Map<String, StatementTally> tallies = new ConcurrentHashMap<>();

    ClientStatements(Ticker ticker) {
        this.ticker = ticker;
    }

    void succeeded(String text, Duration took, long rows) {
        tally(text).succeeded(ticker.nanoTime(), took.toNanos(), rows);
    }

    void failed(String text, Duration took) {
        tally(text).failed(ticker.nanoTime(), took.toNanos());
    }

    private StatementTally tally(String text) {
        StatementTally tally = tallies.get(text);
        if (tally == null) {
            String key = tallies.size() < MAX ? text : OTHERS;
            tally = tallies.computeIfAbsent(key, first -> new StatementTally());
        }
        return tally;
    }

    List<StatementSummary> summaries() {
        return tallies.entrySet().stream()
                .map(entry -> entry.getValue().summary(entry.getKey(), ticker))
                .toList();
    }
}
