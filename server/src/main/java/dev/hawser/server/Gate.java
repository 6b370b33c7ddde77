package dev.hawser.server;

import io.javalin.http.Handler;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.util.concurrent.Semaphore;

/** Lets only so many requests wait for databases at a time; threads are left for those that do not wait. Thread-safe. */
final class Gate {

    private final Semaphore permits;

    Gate(int size) {
        this.permits = new Semaphore(size);
    }

    /** {@code work}, refused at once with 503 while the gate is full. */
    Handler through(Handler work) {
        return context -> {
            if (!permits.tryAcquire()) {
                Problem problem = Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE, "too many requests wait for databases; try again in a second");
                context.status(problem.status()).header(Header.RETRY_AFTER, "1").json(problem.body());
                return;
            }
            try {
                work.handle(context);
            } finally {
                permits.release();
            }
        };
    }
}
