package dev.hawser.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A clock that stands still until a test moves it. Sleeping moves it at once, and is remembered. Thread-safe. */
public final class ManualTicker implements Ticker {

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<Duration> sleeps = new ArrayList<>();

    @GuardedBy("lock")
    private long now;

    @GuardedBy("lock")
    private Instant wall = Instant.EPOCH;

    /** A clock that starts at zero. */
    public ManualTicker() {
        this(0);
    }

    /** A clock that starts at {@code nanos}, for tests of the overflow of {@link System#nanoTime()}. */
    public ManualTicker(long nanos) {
        this.now = nanos;
    }

    @Override
    public long nanoTime() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Instant instant() {
        lock.lock();
        try {
            return wall;
        } finally {
            lock.unlock();
        }
    }

    /** Moves the clock by {@code duration} and returns at once. A thread that is interrupted gets its exception, as with a real clock. */
    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before sleeping " + duration);
        }
        lock.lock();
        try {
            sleeps.add(duration);
            advance(duration);
        } finally {
            lock.unlock();
        }
    }

    /** Moves the clock by {@code most}, as {@link #sleep} does: nobody signals while it stands still. */
    @Override
    public boolean await(Condition condition, Duration most) throws InterruptedException {
        sleep(most);
        return false;
    }

    /** Moves the clock, and the time of day with it. */
    public void advance(Duration duration) {
        lock.lock();
        try {
            now += duration.toNanos();
            wall = wall.plus(duration);
        } finally {
            lock.unlock();
        }
    }

    /** Moves the time of day alone, as on a machine that sleeps: its monotonic clock stands still meanwhile. */
    public void advanceWall(Duration duration) {
        lock.lock();
        try {
            wall = wall.plus(duration);
        } finally {
            lock.unlock();
        }
    }

    /** How long each sleep was asked to be, in order. */
    public List<Duration> sleeps() {
        lock.lock();
        try {
            return List.copyOf(sleeps);
        } finally {
            lock.unlock();
        }
    }
}
