package dev.hawser.benchmarks.pool;

import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Something to measure on each pool. For one thread. */
interface Measure extends AutoCloseable {

    /** How it is asked for. */
    String name();

    /** What happens in it, for the head of its table. */
    String title();

    /** The pools that take part, as the rows of the table. */
    Set<PoolLibrary> libraries();

    /** How often each is measured; the others have their turn in between. */
    int rounds();

    /** The columns of the table. */
    List<Metric> metrics();

    /** Measures one pool once. */
    Map<Metric, Double> run(PoolLibrary library) throws Exception;

    List<Goal> goals();

    /** What cannot be said in figures, to be printed below the table. */
    default List<String> remarks() {
        return List.of();
    }

    /** Whether other programs on the machine hardly change what is measured, so that it need not be repeated because of them. */
    default boolean toleratesOthers() {
        return false;
    }

    /** Why it cannot be done here, if so. */
    default Optional<String> impossible() {
        return Optional.empty();
    }

    /** Ends what was started for all rounds. */
    @Override
    default void close() throws IOException {
        // most start nothing
    }
}
