package dev.hawser.migrations;

import java.time.Duration;
import java.util.List;

/**
 * What came of trying the pending migrations in a scratch database: each up, down and up again, and then all of them. Immutable.
 *
 * @param tried those that were tried, in order
 * @param problems what must not go to production as it is, each with the guilty file: a script that fails, an undo that is missing or does not lead back
 * @param warnings what to know before: that the schema is not what the applied migrations make, or what could not be compared
 * @param advice statements that keep others from big tables, and what to write instead
 * @param took how long it took, with the making of the scratch database
 */
public record Proof(
        List<Tried> tried, List<String> problems, List<String> warnings, List<StatementAdvice> advice, Duration took) {

    /**
     * One migration, and how long its statements took on empty tables.
     *
     * @param name its version, or for a repeatable one its description
     * @param script its file or its class
     * @param undone whether it was undone, and the schema was then what it was before
     */
    public record Tried(String name, String script, Duration up, Duration down, boolean undone) {}

    public Proof {
        tried = List.copyOf(tried);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
        advice = List.copyOf(advice);
    }

    /** Whether there is no problem. */
    public boolean holds() {
        return problems.isEmpty();
    }
}
