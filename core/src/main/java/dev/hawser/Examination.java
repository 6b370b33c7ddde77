package dev.hawser;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to a database, gone step by step, and what was found at each. Immutable. See {@link DatabaseManager.Builder#examine}.
 *
 * @param database its name
 * @param engine its engine
 * @param steps in the order of the way, host by host
 */
public record Examination(String database, String engine, List<Step> steps) {

    public Examination {
        steps = List.copyOf(steps);
    }

    /** How a step went. */
    public enum State {
        /** As it should be. */
        FINE,
        /** It works, and something about it is not as it should be. */
        WARNING,
        /** It does not work, or will not when it is needed. */
        WRONG,
        /** An earlier step failed. */
        NOT_TRIED
    }

    /**
     * One step.
     *
     * @param host of which host; null if it is about all of them, or there is none
     * @param name what it is called: {@code dns}, {@code tcp}, {@code tls}, {@code authentication}, {@code database}, {@code permissions}, {@code role}, {@code version},
     *     {@code limits}, {@code file} and others that engines have
     * @param took how long it took; null where it was part of another, or not tried
     * @param said what was done and found, without a credential
     * @param advice how to put it right; null if there is nothing to do
     */
    public record Step(
            @Nullable String host,
            String name,
            State state,
            @Nullable Duration took,
            String said,
            @Nullable String advice) {}

    /** Whether nothing is {@link State#WRONG}. */
    public boolean fine() {
        return steps.stream().noneMatch(step -> step.state() == State.WRONG);
    }
}
