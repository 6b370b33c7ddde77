package dev.hawser.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** A library and what it is to do. Immutable. */
record Contestant(Scenario scenario, Library library) {

    /** All of these libraries, in a random order. Where no rows are mapped, libraries have one way only. */
    static List<Contestant> shuffled(Set<Library> libraries) {
        List<Contestant> all = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            for (Library library : libraries) {
                if (scenario.maps() || !library.mapsByLambda()) {
                    all.add(new Contestant(scenario, library));
                }
            }
        }
        Collections.shuffle(all);
        return all;
    }
}
