package dev.hawser;

import java.time.Duration;

/** How fresh a read must be. Immutable. */
public sealed interface Consistency {

    /** Sees every commit: asks the primary, or a host that cannot be behind it. */
    Consistency STRONG = new Strong();

    /** May be behind by any amount: any healthy host. */
    Consistency EVENTUAL = new Eventual();

    /** Sees at least everything up to {@code position}. */
    static Consistency after(Position position) {
        return new After(position);
    }

    /** Is behind by at most {@code lag}. */
    static Consistency bounded(Duration lag) {
        if (lag.isNegative()) {
            throw new IllegalArgumentException("the lag must not be negative: " + lag);
        }
        return new Bounded(lag);
    }

    /** See {@link #STRONG}. */
    record Strong() implements Consistency {}

    /** See {@link #EVENTUAL}. */
    record Eventual() implements Consistency {}

    /** See {@link #after(Position)}. */
    record After(Position position) implements Consistency {}

    /** See {@link #bounded(Duration)}. */
    record Bounded(Duration lag) implements Consistency {}
}
