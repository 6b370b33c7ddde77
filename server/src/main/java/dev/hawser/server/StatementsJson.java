package dev.hawser.server;

import dev.hawser.StatementSummary;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the statements of a database did. Immutable. */
record StatementsJson(Instant since, List<StatementJson> statements) {

    /** Which come first: those with the most of it. */
    enum Order {
        TOTAL(Comparator.comparing(StatementSummary::total)),
        MEAN(Comparator.comparing(StatementSummary::mean)),
        MAX(Comparator.comparing(StatementSummary::max)),
        CALLS(Comparator.comparing(StatementSummary::calls)),
        FAILED(Comparator.comparing(StatementSummary::failed));

        private final Comparator<StatementSummary> ascending;

        Order(Comparator<StatementSummary> ascending) {
            this.ascending = ascending;
        }
    }

    static StatementsJson of(Collection<StatementSummary> statements, Order order, int limit, Instant since) {
        return new StatementsJson(
                since.truncatedTo(ChronoUnit.SECONDS),
                statements.stream()
                        .sorted(order.ascending.reversed().thenComparing(StatementSummary::query))
                        .limit(limit)
                        .map(StatementJson::of)
                        .toList());
    }

    /** One statement, its literals masked. */
    record StatementJson(
            String query,
            long calls,
            long failed,
            long rows,
            @Nullable BigDecimal totalMs,
            @Nullable BigDecimal meanMs,
            @Nullable BigDecimal maxMs,
            Instant lastSeen) {

        static StatementJson of(StatementSummary statement) {
            return new StatementJson(
                    statement.query(),
                    statement.calls(),
                    statement.failed(),
                    statement.rows(),
                    Json.milliseconds(statement.total()),
                    Json.milliseconds(statement.mean()),
                    Json.milliseconds(statement.max()),
                    statement.lastSeen().truncatedTo(ChronoUnit.SECONDS));
        }
    }
}
