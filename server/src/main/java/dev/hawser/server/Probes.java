package dev.hawser.server;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/** Whether the process lives, and whether it is of use now. Neither answer has any detail: anybody may ask, and nobody who asks holds a thread. Thread-safe. */
final class Probes {

    private final Readiness readiness;

    record Answer(String status) {}

    Probes(Readiness readiness) {
        this.readiness = readiness;
    }

    /** Asks no database, and never waits. */
    void live(Context context) {
        context.json(new Answer("alive"));
    }

    void ready(Context context) {
        context.future(() -> readiness.now().thenAccept(ready -> {
            if (ready) {
                context.json(new Answer("ready"));
            } else {
                context.status(HttpStatus.SERVICE_UNAVAILABLE).json(new Answer("not ready"));
            }
        }));
    }
}
