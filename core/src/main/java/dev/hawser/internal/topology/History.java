package dev.hawser.internal.topology;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.HostRole;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.PositionTracker;
import dev.hawser.spi.PositionTracker.Relation;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a database's past: where its primary was when, which tells how far a replica is behind without comparing the clocks of different machines; and how far
 * hosts had come before they left a timeline, which tells what was carried over to the next one. Thread-safe.
 */
public final class History {

    private static final int MOST_SAMPLES = 1_024;
    private static final int MOST_CARRIED = 32;

    /** Closer together they would tell nothing more. */
    private static final long APART = Duration.ofMillis(5).toNanos();

    private final @Nullable PositionTracker positions;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();

    /** Where the primary was, the newest last. */
    @GuardedBy("lock")
    private final List<Sample> samples = new ArrayList<>();

    /** The timeline of the samples: on another one there may be less. */
    @GuardedBy("lock")
    private long timeline;

    /** Where the last commit of this process is. */
    private volatile @Nullable String lastCommit;

    /** How far hosts had come on a timeline before they were seen on a later one. */
    @GuardedBy("lock")
    private final List<String> carried = new ArrayList<>();

    /** {@code position} covers everything that was committed at {@code at}. */
    private record Sample(String position, long at) {}

    /** {@code positions} compares them; null if the engine has none. */
    public History(@Nullable PositionTracker positions, Ticker ticker) {
        this.positions = positions;
        this.ticker = ticker;
    }

    /** Notes what a host said when it was asked at {@code askedAt}, after it had said {@code before}. Returns how far it was behind at most; null if that is not known. */
    @Nullable
    Duration answered(HostReport report, @Nullable HostReport before, long askedAt) {
        String position = report.position();
        if (position == null) {
            return null;
        }
        lock.lock();
        try {
            if (before != null && before.timeline() < report.timeline()) {
                carry(before);
            }
            if (report.role() == HostRole.PRIMARY) {
                if (report.timeline() > timeline) {
                    timeline = report.timeline();
                    samples.clear();
                }
                sample(position, askedAt);
                return null;
            }
            return lag(position, askedAt);
        } finally {
            lock.unlock();
        }
    }

    /** A former primary may have been wound back before it followed: what only it had was lost. */
    @GuardedBy("lock")
    private void carry(HostReport before) {
        if (before.role() == HostRole.REPLICA && before.position() != null) {
            bounded(carried, before.position(), MOST_CARRIED);
        }
    }

    /** Notes that a transaction was committed at {@code position}, of which the COMMIT began at {@code since}. */
    public void committed(String position, long since) {
        lock.lock();
        try {
            lastCommit = position;
            sample(position, since);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void sample(String position, long at) {
        forgetTheFuture();
        if (isYetToCome(at)) {
            return;
        }
        if (samples.isEmpty() || at - samples.get(samples.size() - 1).at() >= APART) {
            bounded(samples, new Sample(position, at), MOST_SAMPLES);
        }
    }

    /** A clock that went back makes old positions look new. What was noted before that is worth nothing: nobody knows how long ago it was. */
    @GuardedBy("lock")
    private void forgetTheFuture() {
        if (!samples.isEmpty() && isYetToCome(samples.get(samples.size() - 1).at())) {
            samples.clear();
        }
    }

    private boolean isYetToCome(long moment) {
        return moment - ticker.nanoTime() > 0;
    }

    private static <T> void bounded(List<T> newestLast, T added, int most) {
        newestLast.add(added);
        if (newestLast.size() > most) {
            newestLast.remove(0);
        }
    }

    /** It has everything that the primary had at the newest sample which it has reached. */
    @GuardedBy("lock")
    private @Nullable Duration lag(String reached, long askedAt) {
        forgetTheFuture();
        int after = first(sample -> relation(sample.position(), reached) != Relation.REACHED);
        return after == 0
                ? null
                : Duration.ofNanos(Math.max(0, askedAt - samples.get(after - 1).at()));
    }

    /** The index of the first sample of which {@code condition} holds, if it holds of all that come later; samples rise. */
    @GuardedBy("lock")
    private int first(Predicate<Sample> condition) {
        int from = 0;
        int to = samples.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (condition.test(samples.get(middle))) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    /**
     * Whether this process has committed at {@code position} or later on its timeline, so that the primary, which last said {@code report}, need not be asked whether it has
     * come that far. One that is on another timeline by now may have lost that commit.
     */
    public boolean hasCommitted(String position, HostReport report) {
        String last = lastCommit;
        String known = report.position();
        return last != null
                && known != null
                && relation(known, last) == Relation.REACHED
                && relation(position, last) == Relation.REACHED;
    }

    /** When the primary was first seen at or past {@code position}; null if it was not. */
    public @Nullable Long passedAt(String position) {
        lock.lock();
        try {
            forgetTheFuture();
            int index = first(sample -> relation(position, sample.position()) == Relation.REACHED);
            return index == samples.size() ? null : (Long) samples.get(index).at();
        } finally {
            lock.unlock();
        }
    }

    /** Whether this database has positions at all. */
    public boolean hasPositions() {
        return positions != null;
    }

    /**
     * Where {@code position} is, seen from a host that says {@code report}. What is known to have been carried over from an earlier timeline counts as reached.
     *
     * @throws IllegalArgumentException if it is not a position of this engine
     */
    public Relation relation(String position, HostReport report) {
        String reached = report.position();
        if (reached == null) {
            return Relation.BEHIND;
        }
        Relation relation = relation(position, reached);
        return relation == Relation.EARLIER_TIMELINE && wasCarried(position) ? Relation.REACHED : relation;
    }

    private Relation relation(String position, String reached) {
        PositionTracker tracker = positions;
        return tracker == null ? Relation.FOREIGN : tracker.relation(position, reached);
    }

    private boolean wasCarried(String position) {
        List<String> known;
        lock.lock();
        try {
            known = new ArrayList<>(carried);
        } finally {
            lock.unlock();
        }
        return known.stream().anyMatch(reached -> relation(position, reached) == Relation.REACHED);
    }

    /** A position that covers everything that was committed at {@code since}, the earliest that is known; null if none is. */
    public @Nullable String coveringAt(long since) {
        lock.lock();
        try {
            forgetTheFuture();
            for (Sample sample : samples) {
                if (sample.at() - since >= 0) {
                    return sample.position();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }
}
