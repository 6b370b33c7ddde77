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

    private Answer silence(long mostNanos) {
        return mostNanos >= timeout.toNanos() * ENOUGH ? Answer.SILENT : Answer.NOT_QUICKLY;
    }

    /** What came of a question. */
    enum Answer {
        /** It gave one. */
        ALIVE,
        /** It had time enough and gave none. */
        SILENT,
        /** It gave none in the little time that its caller had, which says nothing of other connections. */
        NOT_QUICKLY,
        /** The caller was interrupted. The question may still be on its way, so the connection must not be lent; that says nothing of others. */
        GIVEN_UP,
        /** It could not be asked: no worker was there. That says nothing of the connection. */
        NOT_ASKED
    }

    /** Asks for one within the validation time-out, or {@code mostNanos} if that is shorter. */
    Answer of(EngineConnection connection, long mostNanos) {
        Duration allowed = mostNanos < timeout.toNanos() ? Duration.ofNanos(Math.max(1, mostNanos)) : timeout;
        FutureTask<Boolean> question = new FutureTask<>(() -> connection.isAlive(allowed));
        try {
            workers.execute(question);
            if (question.get(allowed.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS)) {
                return Answer.ALIVE;
            }
        } catch (TimeoutException | ExecutionException silent) {
            return silence(mostNanos); // whoever asked cuts the connection, and that ends the question
        } catch (RejectedExecutionException | OutOfMemoryError noWorker) {
            return Answer.NOT_ASKED; // the manager is closing, or the machine has no thread left
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Answer.GIVEN_UP;
        }
        return silence(mostNanos);
    }
}
