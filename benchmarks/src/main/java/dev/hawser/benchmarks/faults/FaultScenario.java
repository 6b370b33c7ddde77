package dev.hawser.benchmarks.faults;

import dev.hawser.benchmarks.results.Contender;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import java.util.List;
import java.util.Map;

/**
 * Something that goes wrong, and what is measured meanwhile. For one thread.
 *
 * @param <C> what takes part
 */
interface FaultScenario<C extends Contender> {

    /** How it is asked for. */
    String name();

    /** What happens in it, for the head of its table. */
    String title();

    /** The rows of the table, in their order. */
    List<C> contenders(FaultArguments asked);

    /** How often each is measured; the others have their turn in between. */
    int rounds();

    /** The columns of the table. */
    List<Metric> metrics();

    /** Measures one of them once. */
    Map<Metric, Double> run(C contender, FaultArguments asked) throws Exception;

    /** Only of those that took part. */
    List<Goal> goals(FaultArguments asked);

    /** The one that others are compared to besides the best. */
    C yardstick();
}
