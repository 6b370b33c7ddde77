package dev.hawser.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A library and what it is to do. Immutable. */
record Contestant(Scenario scenario, Library library) {

    /** All of them, in a random order. */
    static List<Contestant> shuffled() {
        List<Contestant> all = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            for (Library library : Library.values()) {
                all.add(new Contestant(scenario, library));
            }
        }
        Collections.shuffle(all);
        return all;
    }
}
