package dev.hawser;

import java.time.Duration;

/** The moment at which to give up, on the monotonic clock. Immutable. */
public final class Deadline {

    // Far enough never to be reached, near enough for differences of nanoTime() not to overflow.
    private static final long FOREVER = Long.MAX_VALUE / 4;

    private final long nanoTime;
    private final long timeout;

    private Deadline(long nanoTime, long timeout) {
        this.nanoTime = nanoTime;
        this.timeout = timeout;
    }

    /** The moment {@code timeout} from now. Zero or less is already over. */
    public static Deadline in(Duration timeout) {
        return at(System.nanoTime(), timeout);
    }

    /** The moment {@code timeout} after {@code now}, a reading of {@link System#nanoTime()} or of a test's ticker. */
    public static Deadline at(long now, Duration timeout) {
        long nanos = timeout.compareTo(Duration.ofNanos(FOREVER)) >= 0 ? FOREVER : timeout.toNanos();
        return new Deadline(now + nanos, nanos);
    }

    /** What remains from {@code now}, never negative. */
    public Duration remaining(long now) {
        return Duration.ofNanos(remainingNanos(now));
    }

    /** What remains, never negative. */
    public Duration remaining() {
        return remaining(System.nanoTime());
    }

    /** What remains from {@code now} in nanoseconds, never negative, and never more than there was in the beginning: a clock that goes back makes nobody wait for ages. */
    public long remainingNanos(long now) {
        return Math.max(0, Math.min(timeout, nanoTime - now));
    }

    /** Whether it is over. */
    public boolean expired() {
        return remainingNanos(System.nanoTime()) == 0;
    }

    /** The earlier of the two. */
    public Deadline earlier(Deadline other) {
        return nanoTime - other.nanoTime <= 0 ? this : other;
    }

    @Override
    public String toString() {
        return "in " + remaining().toMillis() + " ms";
    }
}
