package dev.hawser.server.access;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells those who have long-lasting business with clients, such as streams of events, that the server is about to stop. Thread-safe. */
public final class Drain {

    private final List<Runnable> tasks = new CopyOnWriteArrayList<>();

    /** Has {@code task} called when the server begins to stop. It must not block. */
    public void onBegin(Runnable task) {
        tasks.add(task);
    }

    /** Calls them all. */
    public void begin() {
        tasks.forEach(Runnable::run);
    }
}
