package dev.hawser.testkit;

import dev.hawser.HostSpec;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection to nowhere that counts what is done with it. Thread-safe. */
public final class FakeConnection implements EngineConnection {

    private final FakeEngine engine;
    private final HostSpec host;
    private final int number;
    private final Credentials credentials;
    private final List<Duration> pings = new CopyOnWriteArrayList<>();
    private final CountDownLatch cut = new CountDownLatch(1);
    private final AtomicInteger resets = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private final AtomicInteger cancels = new AtomicInteger();
    private final AtomicInteger aborts = new AtomicInteger();
    private volatile boolean broken;
    private volatile boolean silent;
    private volatile boolean inTransaction;

    FakeConnection(FakeEngine engine, HostSpec host, int number, Credentials credentials) {
        this.engine = engine;
        this.host = host;
        this.number = number;
        this.credentials = credentials;
    }

    /** The host that it was opened to. */
    public HostSpec host() {
        return host;
    }

    /** Its number, from 1, among all that the engine has opened. */
    public int number() {
        return number;
    }

    /** What it was opened with. */
    public Credentials credentials() {
        return credentials;
    }

    /** From now on it gives no sign of life and cannot be reset. */
    public void breakDown() {
        broken = true;
    }

    /** From now on whoever asks for a sign of life hears nothing, whatever its time-out, until the connection is closed or cut. */
    public void fallSilent() {
        silent = true;
    }

    /** Fails as a statement would on a connection that is broken; otherwise does nothing. */
    public void use() throws FakeFailure {
        if (broken || isClosed()) {
            throw new FakeFailure(ErrorCategory.CONNECTION_LOST, this + " is broken or closed");
        }
    }

    @Override
    public boolean isAlive(Duration timeout) {
        pings.add(timeout);
        if (silent) {
            awaitCut();
        }
        return !broken && !isClosed();
    }

    private void awaitCut() {
        try {
            cut.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void reset() throws FakeFailure {
        resets.incrementAndGet();
        use();
        inTransaction = false;
    }

    /** As if a transaction had begun, which {@link #reset()} ends. */
    public void begin() throws FakeFailure {
        use();
        inTransaction = true;
    }

    @Override
    public boolean inTransaction() {
        return inTransaction;
    }

    /** Its number, with a word in front. */
    @Override
    public String serverProcess() {
        return "fake-" + number;
    }

    @Override
    public String serverVersion() {
        return "Fake 1.0";
    }

    @Override
    public Integer connectionCount() {
        return engine.open().size();
    }

    @Override
    public void cancel() {
        cancels.incrementAndGet();
    }

    @Override
    public void close() {
        if (closes.getAndIncrement() == 0) {
            engine.closed(this);
            cut.countDown();
        }
    }

    @Override
    public void abort() {
        aborts.incrementAndGet();
        engine.closed(this);
        cut.countDown();
    }

    /** How often it was asked for a sign of life. */
    public int pings() {
        return pings.size();
    }

    /** How long it was given for each sign of life, in order. */
    public List<Duration> pingTimeouts() {
        return List.copyOf(pings);
    }

    /** How often it was reset. */
    public int resets() {
        return resets.get();
    }

    /** How often it was closed: more than once is a mistake of the caller. */
    public int closes() {
        return closes.get();
    }

    /** How often what ran on it was cancelled. */
    public int cancels() {
        return cancels.get();
    }

    /** How often it was aborted. */
    public int aborts() {
        return aborts.get();
    }

    /** Whether it was closed or aborted. */
    public boolean isClosed() {
        return closes.get() + aborts.get() > 0;
    }

    @Override
    public String toString() {
        return "fake connection " + number + " to " + host;
    }
}
