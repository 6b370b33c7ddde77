package dev.hawser.benchmarks.pool;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What was asked for. Immutable.
 *
 * @param rounds of each measure; 0 for as many as the measure thinks right
 * @param anyway whether to measure although other programs use the machine
 * @param pools that take part where they can
 * @param measures names, or how they begin; none for all
 */
record PoolArguments(int rounds, boolean anyway, Set<PoolLibrary> pools, List<String> measures) {

    /** @throws IllegalArgumentException if they cannot be read */
    static PoolArguments of(String... arguments) {
        int rounds = 0;
        boolean anyway = false;
        Set<PoolLibrary> pools = EnumSet.allOf(PoolLibrary.class);
        List<String> measures = new ArrayList<>();
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            if (argument.startsWith("--rounds=")) {
                rounds = Integer.parseInt(value);
            } else if (argument.equals("--anyway")) {
                anyway = true;
            } else if (argument.startsWith("--pools=")) {
                pools = pools(value);
            } else if (argument.startsWith("-")) {
                throw new IllegalArgumentException("no option " + argument + "; there are --rounds, --pools, --anyway");
            } else {
                measures.add(argument);
            }
        }
        return new PoolArguments(rounds, anyway, pools, List.copyOf(measures));
    }

    private static Set<PoolLibrary> pools(String names) {
        Set<PoolLibrary> pools = EnumSet.noneOf(PoolLibrary.class);
        for (String name : names.split(",")) {
            pools.add(PoolLibrary.valueOf(name.strip().toUpperCase(Locale.ROOT)));
        }
        return pools;
    }

    int rounds(Measure measure) {
        return rounds == 0 ? measure.rounds() : rounds;
    }

    List<PoolLibrary> pools(Measure measure) {
        List<PoolLibrary> both = new ArrayList<>(measure.libraries());
        both.retainAll(pools);
        return both;
    }

    boolean wants(Measure measure) {
        return measures.isEmpty() || measures.stream().anyMatch(measure.name()::startsWith);
    }

    /** Whether a run is repeated when other programs used the machine during it. */
    boolean repeats(Measure measure) {
        return !anyway && !measure.toleratesOthers();
    }
}
