package dev.hawser.internal.pool;

import dev.hawser.spi.EngineConnection;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks connections for a sign of life, and does not rely on a driver to come back with the answer: drivers were seen to wait for a quarter of an hour
 * (pgjdbc issue 1556). The question runs on a worker, and who asks waits no longer than it has to. Thread-safe.
 */
final class SignOfLife {

    /** How much longer than its own time-out a driver may take. */
    private static final Duration GRACE = Duration.ofMillis(100);

    /** The share of the validation time-out after which silence means something: a healthy server that is far away needs some time too. */
    private static final double ENOUGH = 0.25;

    private final Executor workers;
    private final Duration timeout;

    SignOfLife(Executor workers, Duration timeout) {
        this.workers = workers;
        this.timeout = timeout;
    }

    /** Whether so much time is enough to take silence for a lost connection. */
    boolean isEnough(long mostNanos) {
        return mostNanos >= timeout.toNanos() * ENOUGH;
    }

    /** Whether it gave one within the validation time-out, or {@code mostNanos} if that is shorter. */
    boolean of(EngineConnection connection, long mostNanos) {
        Duration allowed = mostNanos < timeout.toNanos() ? Duration.ofNanos(Math.max(1, mostNanos)) : timeout;
        FutureTask<Boolean> question = new FutureTask<>(() -> connection.isAlive(allowed));
        try {
            workers.execute(question);
            return question.get(allowed.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException | RejectedExecutionException silent) {
            return false; // whoever asked cuts the connection, and that ends the question
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
