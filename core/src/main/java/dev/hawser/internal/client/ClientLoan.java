package dev.hawser.internal.client;

import dev.hawser.ConnectionHolder;
import dev.hawser.HostSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection that a client has lent to one of its callers. Thread-safe. */
final class ClientLoan {

    private final HostSpec host;
    private final Thread thread;
    private final long since;
    private volatile @Nullable String text;

    ClientLoan(HostSpec host, Thread thread, long since) {
        this.host = host;
        this.thread = thread;
        this.since = since;
    }

    HostSpec host() {
        return host;
    }

    long since() {
        return since;
    }

    /** What runs on it now. */
    void runs(String statement) {
        text = statement;
    }

    /** As applications see it. */
    ConnectionHolder published(long now) {
        return new ConnectionHolder(
                host,
                thread.getName().isEmpty() ? "virtual " + thread.getId() : thread.getName(),
                Duration.ofNanos(Math.max(0, now - since)),
                null,
                text,
                false,
                null,
                List.of(),
                List.of(thread.getStackTrace()));
    }
}
