package dev.hawser.benchmarks.stub;

import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What stub connections lead to: says how long it takes to open one, and counts them. Found by its URL, through {@link StubDriver}, while it is open. Thread-safe. */
public final class StubServer implements AutoCloseable {

    static final String SCHEME = "jdbc:stub:";

    private static final Map<String, StubServer> OPEN = new ConcurrentHashMap<>();
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String url = SCHEME + NUMBERS.incrementAndGet();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile Duration openDelay = Duration.ZERO;

    private StubServer() {}

    /** One that opens connections at once. */
    public static StubServer started() {
        StubServer server = new StubServer();
        OPEN.put(server.url, server);
        return server;
    }

    static @Nullable StubServer at(String url) {
        return OPEN.get(url);
    }

    /** Where pools find it. */
    public String url() {
        return url;
    }

    /** Lets every further connection take this long to open. */
    public void delayOpening(Duration delay) {
        openDelay = delay;
    }

    /** How many connections were asked for, whether they are open by now or not. */
    public int opened() {
        return opened.get();
    }

    /** Opens a connection. */
    public Connection connect() throws InterruptedException {
        opened.incrementAndGet();
        TimeUnit.NANOSECONDS.sleep(openDelay.toNanos());
        return new StubConnection();
    }

    @Override
    public void close() {
        OPEN.remove(url);
    }
}
