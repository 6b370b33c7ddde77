package dev.hawser.spi;

import dev.hawser.HostSpec;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.OutcomeUnknownException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is told by the client of one database what it does, from which health, counters, events and the query log follow; and says what the driver's errors mean. Thread-safe. Does
 * not block, so that it can be told on any thread of a driver.
 */
public interface ClientObserver {

    /** A connection of the pool was opened. */
    void opened(HostSpec host, Duration took);

    /** A connection could not be opened. */
    void openFailed(HostSpec host, Throwable error, Duration took);

    /** A connection that was {@link #opened} was closed; {@code broken} if it was found to be. */
    void closed(HostSpec host, String reason, boolean broken);

    /** A caller asks the pool for a connection. */
    void waiting(HostSpec host);

    /** A caller who was {@link #waiting} got a connection, on this thread. {@code connection} is the same until it comes back. */
    void acquired(HostSpec host, Object connection, Duration waited);

    /** A caller who was {@link #waiting} got none. */
    void notAcquired(HostSpec host, boolean timedOut);

    /** A connection came back. */
    void released(HostSpec host, Object connection);

    /** A statement begins on a connection that was {@link #acquired}. {@code text} as in {@link #succeeded}. */
    void started(Object connection, String text);

    /**
     * A statement ended well.
     *
     * @param text what it was, values masked
     * @param rows how many it returned or changed
     */
    void succeeded(HostSpec host, String text, Duration took, long rows);

    /** A statement failed. */
    void failed(HostSpec host, String text, Duration took, Throwable error);

    /** A transaction is about to run again, because of {@code cause}; null if that was the server's refusal to commit it. */
    void retrying(int attempt, @Nullable Throwable cause);

    /** A commit got no answer. */
    void outcomeInDoubt();

    /** What the client knows of its hosts has changed. */
    void hostsChanged(List<ClientHost> hosts);

    /** What a driver's exception means. */
    DatabaseException meaning(@Nullable HostSpec host, String attempted, Duration took, Throwable error);

    /** A commit got no answer, and it could not be found out what became of it. */
    OutcomeUnknownException outcomeUnknown(String attempted, Duration took, Throwable error);
}
