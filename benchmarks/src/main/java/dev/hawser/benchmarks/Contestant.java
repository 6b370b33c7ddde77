package dev.hawser.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A library and what it is to do. Immutable. */
record Contestant(Scenario scenario, Library library) {

    /** All of them, in a random order. Where no rows are mapped, libraries have one way only. */
    static List<Contestant> shuffled() {
        List<Contestant> all = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            for (Library library : Library.values()) {
                if (scenario.maps() || !library.mapsByLambda()) {
                    all.add(new Contestant(scenario, library));
                }
            }
        }
        Collections.shuffle(all);
        return all;
    }
}
