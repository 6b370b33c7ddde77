package dev.hawser.tests.pool;

/** Work on a thread of its own; whoever waits for its end is told what it threw. */
final class Worker {

    private final Thread thread; // not a superclass, which Lincheck would not follow
    private volatile Throwable failure;

    private Worker(Runnable work) {
        thread = new Thread(work);
        thread.setUncaughtExceptionHandler((itself, thrown) -> failure = thrown);
    }

    static Worker started(Runnable work) {
        Worker worker = new Worker(work);
        worker.thread.start();
        return worker;
    }

    /** Runs all side by side, until each has ended. */
    static void together(Runnable... works) {
        Worker[] workers = new Worker[works.length];
        for (int i = 0; i < works.length; i++) {
            workers[i] = started(works[i]);
        }
        ended(workers);
    }

    /** Waits for the end of all, which must be good ones. */
    static void ended(Worker... workers) {
        for (Worker worker : workers) {
            worker.join();
        }
        for (Worker worker : workers) {
            if (worker.failure != null) {
                throw new AssertionError("a worker failed: " + worker.failure, worker.failure);
            }
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    private void join() {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while waiting for a worker", interrupted);
        }
    }
}
