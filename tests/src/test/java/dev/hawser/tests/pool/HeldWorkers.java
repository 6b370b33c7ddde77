package dev.hawser.tests.pool;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Workers that begin nothing before the test lets them, one task at a time and on its own thread. */
final class HeldWorkers implements Executor {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    int waiting() {
        return tasks.size();
    }

    /** Runs one task; first waits until there is one. */
    void runNext() {
        PoolFixture.await(() -> !tasks.isEmpty());
        tasks.remove().run();
    }

    /** Runs everything that waits, and what is added meanwhile; first waits until there is something. */
    void runAll() {
        PoolFixture.await(() -> !tasks.isEmpty());
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
