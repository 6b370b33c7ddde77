package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import java.util.ArrayList;
import java.util.List;

/**
 * A pool in the way its users call it. Thread-safe.
 *
 * @param <C> what it lends
 */
public interface LendingPool<C> extends AutoCloseable {

    /**
     * Takes a connection.
     *
     * @param deadline of the unit of work, for pools that know such a thing; the others wait for as long as they are configured to
     */
    C acquire(Deadline deadline) throws Exception;

    /** Runs a query on it. */
    void query(C connection, String sql) throws Exception;

    /** Gives it back. */
    void release(C connection) throws Exception;

    /** Takes {@code number} connections at once and gives them back, so that they are open. */
    default void open(int number, Deadline deadline) throws Exception {
        List<C> taken = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            taken.add(acquire(deadline));
        }
        for (C connection : taken) {
            release(connection);
        }
    }
}
