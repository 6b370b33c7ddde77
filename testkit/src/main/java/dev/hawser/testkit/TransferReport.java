package dev.hawser.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What callers were told, and what the database holds. Immutable.
 *
 * @param tallies one for each thing that callers are told
 * @param strange transfers that are there and that nobody tried
 * @param money more, or less if negative, than there was in the beginning
 * @param wrongAccounts accounts that do not hold what the transfers that are there make of them: a transfer was applied in part
 * @param errors what callers saw, by SQLSTATE or name of the exception; what a library hides by trying again is not seen
 * @param hung writers that did not come back in time when the run was stopped
 * @param longestCall that came back
 * @param examples of what is wrong
 */
public record TransferReport(
        Map<Told, Tally> tallies,
        long strange,
        long money,
        long wrongAccounts,
        Map<String, Long> errors,
        int hung,
        Duration longestCall,
        List<String> examples) {

    private static final String READ_ONLY = "25006";

    /**
     * What is there of the transfers whose callers were told the same. Immutable.
     *
     * @param told how many callers
     * @param there how many of their transfers are there, at least once
     * @param doubled how many of those are there more than once
     */
    public record Tally(long told, long there, long doubled) {

        static final Tally NONE = new Tally(0, 0, 0);

        Tally plus(int times) {
            return new Tally(told + 1, there + (times > 0 ? 1 : 0), doubled + (times > 1 ? 1 : 0));
        }
    }

    /** Copies. */
    public TransferReport {
        Map<Told, Tally> all = new EnumMap<>(Told.class);
        for (Told told : Told.values()) {
            all.put(told, tallies.getOrDefault(told, Tally.NONE));
        }
        tallies = java.util.Collections.unmodifiableMap(all);
        errors = java.util.Collections.unmodifiableMap(new TreeMap<>(errors));
        examples = List.copyOf(examples);
    }

    private Tally of(Told told) {
        return tallies.getOrDefault(told, Tally.NONE);
    }

    /** How many transfers were tried. */
    public long tried() {
        return tallies.values().stream().mapToLong(Tally::told).sum();
    }

    /** Told done. */
    public long done() {
        return of(Told.DONE).told();
    }

    /** Told failed. */
    public long failed() {
        return of(Told.FAILED).told();
    }

    /** Told that nobody knows. */
    public long unknown() {
        return of(Told.UNKNOWN).told();
    }

    /** Told done, and not there. */
    public long lost() {
        return of(Told.DONE).told() - of(Told.DONE).there();
    }

    /** There more than once, whatever was told. */
    public long doubled() {
        return tallies.values().stream().mapToLong(Tally::doubled).sum();
    }

    /** Told failed, and there. */
    public long failedButThere() {
        return of(Told.FAILED).there();
    }

    /** Told that nobody knows, and there. */
    public long unknownButThere() {
        return of(Told.UNKNOWN).there();
    }

    /** How many callers were told of a write that a host refused because it is no primary (25006). */
    public long refusedWrites() {
        return errors.getOrDefault(READ_ONLY, 0L);
    }

    /** Every promise that was broken, in words; empty if none was. Failures that were told as failures break none. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        add(problems, lost(), "told done and not there");
        add(problems, doubled(), "there more than once");
        add(problems, failedButThere(), "told failed and there");
        add(problems, strange, "there and tried by nobody");
        add(problems, money, "more money than in the beginning");
        add(problems, wrongAccounts, "accounts with a balance that the transfers do not explain");
        add(problems, hung, "writers hung");
        return problems;
    }

    private static void add(List<String> problems, long number, String what) {
        if (number != 0) {
            problems.add(number + " " + what);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        tallies.forEach((told, tally) -> text.append(String.format(
                "told %-8s %7d, there %7d, more than once %d%n", told, tally.told(), tally.there(), tally.doubled())));
        text.append("errors ")
                .append(errors)
                .append(", longest call ")
                .append(longestCall.toMillis())
                .append(String.format(" ms%n"))
                .append(problems().isEmpty() ? "nothing lost, nothing doubled" : String.join("; ", problems()));
        examples.forEach(example -> text.append(String.format("%n  %s", example)));
        return text.toString();
    }
}
