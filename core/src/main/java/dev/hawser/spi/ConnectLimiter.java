package dev.hawser.spi;

import dev.hawser.HostSpec;
import java.time.Duration;

/**
 * Says when the next connection may be opened, so that a server that comes back, or a fleet that starts, is not flooded with connects. Thread-safe.
 *
 * <p>A fleet shares one limit through a store that it has already: an implementation takes its leave from a row of PostgreSQL, a key of Redis, or a library that
 * keeps token buckets there, under a name made of the host, and sleeps between its questions for as long as the store says. What the store cannot answer in time
 * is best allowed: a limit must not keep an application from its database.
 */
@FunctionalInterface
public interface ConnectLimiter {

    /**
     * Waits for leave to open one connection to {@code host}, for {@code atMost}. False if there is none in time; it may then return at once. Never called by an
     * application's own thread.
     *
     * @throws InterruptedException if the thread was interrupted; no leave was given
     */
    boolean acquire(HostSpec host, Duration atMost) throws InterruptedException;
}
