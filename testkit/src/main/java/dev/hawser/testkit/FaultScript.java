package dev.hawser.testkit;

import dev.hawser.spi.Ticker;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A sequence of faults. Which, when, for how long and how follows from its seed: a run that went wrong can be had again. Each fault is over, and the cluster whole, before
 * the next begins; every kind comes once before any comes again. Immutable.
 */
public final class FaultScript {

    private static final int SHORTEST_MILLIS = 50;
    private static final int LONGEST_MILLIS = 500;

    // What it takes on a quiet machine to promote a standby and to copy it to the old primary. A script that is late
    // goes on without a pause.
    private static final int REPAIR_MILLIS = 700;

    private final long seed;
    private final Duration length;
    private final List<Step> steps;

    /**
     * One fault. Immutable.
     *
     * @param at when it begins, from the start of the script
     * @param lasting how long it lasts until it is undone
     * @param seed of what it leaves to chance
     */
    public record Step(Duration at, Fault fault, Duration lasting, long seed) {

        @Override
        public String toString() {
            return seconds(at) + " " + fault + " for " + lasting.toMillis() + " ms";
        }
    }

    private FaultScript(long seed, Duration length, List<Step> steps) {
        this.seed = seed;
        this.length = length;
        this.steps = List.copyOf(steps);
    }

    /** One with every kind of fault. */
    public static FaultScript of(long seed, Duration length) {
        return of(seed, length, EnumSet.allOf(Fault.class));
    }

    /** One with faults of these kinds, none of which begins after {@code length}. */
    public static FaultScript of(long seed, Duration length, Collection<Fault> kinds) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("a script needs faults");
        }
        Random random = new Random(seed);
        List<Fault> sorted = new ArrayList<>(EnumSet.copyOf(kinds));
        List<Step> steps = new ArrayList<>();
        long at = millis(random);
        while (true) {
            Collections.shuffle(sorted, random);
            for (Fault fault : sorted) {
                if (at >= length.toMillis()) {
                    return new FaultScript(seed, length, steps);
                }
                long lasting = millis(random);
                steps.add(new Step(Duration.ofMillis(at), fault, Duration.ofMillis(lasting), random.nextLong()));
                at += lasting + REPAIR_MILLIS + millis(random);
            }
        }
    }

    private static long millis(Random random) {
        return SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS);
    }

    /** What it will do. */
    public List<Step> steps() {
        return steps;
    }

    /**
     * Does it to a cluster that is whole and has proxies and two standbys. Returns when the last fault is undone. Steps that are late begin at once; those that would begin
     * after the script's length are left out.
     *
     * @param log gets a line for each step, such as {@code System.out::println}
     */
    public void run(Cluster<?> cluster, Consumer<String> log) throws IOException, SQLException, InterruptedException {
        log.accept("seed " + seed + ", " + steps.size() + " faults in " + length.toMillis() + " ms; " + cluster);
        long startedAt = System.nanoTime();
        for (Step step : steps) {
            Duration early = step.at().minus(since(startedAt));
            if (!early.isNegative()) {
                Ticker.SYSTEM.sleep(early);
            } else if (since(startedAt).compareTo(length) > 0) {
                log.accept(seconds(since(startedAt)) + " too late for " + step);
                continue;
            }
            log.accept(seconds(since(startedAt)) + " " + step.fault() + " for "
                    + step.lasting().toMillis() + " ms");
            step.fault().strike(cluster, step.lasting(), new Random(step.seed()));
            log.accept(seconds(since(startedAt)) + " whole again: " + cluster);
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%+7.3f s", time.toMillis() / 1e3);
    }

    @Override
    public String toString() {
        return "seed " + seed + steps;
    }
}
