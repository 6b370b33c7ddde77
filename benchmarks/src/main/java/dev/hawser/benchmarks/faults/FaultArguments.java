package dev.hawser.benchmarks.faults;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What was asked for. Immutable.
 *
 * @param rounds of each scenario; 0 for as many as the scenario thinks right
 * @param writers how many threads write at the same time
 * @param calls how many transfers, or writes to be read back, in scenarios that count them; 0 for as many as the scenario thinks right
 * @param subjects that take part where they can
 * @param scenarios names, or how they begin; none for all
 */
record FaultArguments(int rounds, int writers, int calls, Set<FaultSubject> subjects, List<String> scenarios) {

    private static final int WRITERS = 20;

    /** @throws IllegalArgumentException if they cannot be read */
    static FaultArguments of(String... arguments) {
        int rounds = 0;
        int writers = WRITERS;
        int calls = 0;
        Set<FaultSubject> subjects = EnumSet.allOf(FaultSubject.class);
        List<String> scenarios = new ArrayList<>();
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            if (argument.startsWith("--rounds=")) {
                rounds = Integer.parseInt(value);
            } else if (argument.startsWith("--writers=")) {
                writers = Integer.parseInt(value);
            } else if (argument.startsWith("--calls=")) {
                calls = Integer.parseInt(value);
            } else if (argument.startsWith("--subjects=")) {
                subjects = FaultSubject.parse(value);
            } else if (argument.startsWith("-")) {
                throw new IllegalArgumentException(
                        "no option " + argument + "; there are --rounds, --writers, --calls, --subjects");
            } else {
                scenarios.add(argument);
            }
        }
        return new FaultArguments(rounds, writers, calls, subjects, List.copyOf(scenarios));
    }

    boolean wants(FaultScenario<?> scenario) {
        return scenarios.isEmpty() || scenarios.stream().anyMatch(scenario.name()::startsWith);
    }

    int rounds(FaultScenario<?> scenario) {
        return rounds == 0 ? scenario.rounds() : rounds;
    }

    int callsOr(int number) {
        return calls == 0 ? number : calls;
    }
}
