package dev.hawser.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.benchmarks.results.Results;
import dev.hawser.benchmarks.results.Round;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailoverScenarioTest {

    private static final FaultArguments HAWSER = FaultArguments.of("--subjects=hawser,hikari-multihost");

    @ParameterizedTest
    @EnumSource(Outage.class)
    void goals_ofThoseWhoTookPart_areHawsersAlone(Outage outage) {
        List<Goal> goals = new FailoverScenario(outage).goals(HAWSER);

        assertThat(goals).isNotEmpty().allMatch(goal -> goal.claim().startsWith("Hawser, "));
        assertThat(goals).noneMatch(goal -> goal.claim().contains("virtual address"));
    }

    @Test
    void goals_oneDoubledInOneOfManyRounds_isNotReached() {
        Results results = new Results();
        add(results, 0);
        add(results, 1);
        add(results, 0);

        assertThat(goal("doubled").isReached(results)).isFalse();
        assertThat(goal("lost").isReached(results)).isTrue();
        assertThat(goal("until 99 %").isReached(results)).isTrue();
    }

    @Test
    void goals_writersNeverBack_isNotReached() {
        Results results = new Results();
        results.add(
                FaultSubject.HAWSER,
                new Round(Map.of(FailoverScenario.RECOVERED, Double.POSITIVE_INFINITY), Double.NaN));

        assertThat(goal("until 99 %").isReached(results)).isFalse();
    }

    private static Goal goal(String what) {
        return new FailoverScenario(Outage.STOP)
                .goals(HAWSER).stream()
                        .filter(goal -> goal.claim().contains(what))
                        .findFirst()
                        .orElseThrow();
    }

    private static void add(Results results, double doubled) {
        Map<Metric, Double> figures = new HashMap<>();
        new FailoverScenario(Outage.STOP).metrics().forEach(metric -> figures.put(metric, 0.0));
        figures.put(FailoverScenario.DOUBLED, doubled);
        results.add(FaultSubject.HAWSER, new Round(figures, Double.NaN));
    }
}
