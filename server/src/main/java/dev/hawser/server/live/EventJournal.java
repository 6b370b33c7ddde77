package dev.hawser.server.live;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.event.DatabaseListener;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The last events of each database. Bounded: a database that fails all the time displaces no other's events, nor its own by the same ones. Thread-safe. */
public final class EventJournal implements DatabaseListener {

    static final int EVENTS_PER_DATABASE = 200;

    /** The same failure of the same host is noted once in this time. */
    private static final Duration REPETITION = Duration.ofSeconds(30);

    /** Ids begin with the moment of the start, so that they rise from run to run, and have this much room in each of its milliseconds. */
    private static final long IDS_IN_A_MILLISECOND = 1_000;

    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Deque<LiveEvent>> events = new HashMap<>();

    @GuardedBy("lock")
    private final Map<Repeated, Repetition> repetitions = new HashMap<>();

    @GuardedBy("lock")
    private long lastId;

    private record Repeated(
            String database, String kind, @Nullable String host, Object reason) {}

    private record Repetition(long since, int suppressed) {}

    public EventJournal(Ticker ticker) {
        this.ticker = ticker;
        this.lastId = ticker.instant().toEpochMilli() * IDS_IN_A_MILLISECOND;
    }

    @Override
    public boolean hearsTraffic() {
        return false;
    }

    @Override
    public void on(DatabaseEvent event) {
        EventText text = EventText.of(event);
        if (text != null) {
            note(event.database(), text);
        }
    }

    /** Notes what somebody did with a database. */
    public void note(String database, String kind, String message, Map<String, Object> details) {
        note(database, new EventText(kind, null, Severity.INFO, message, details, null));
    }

    private void note(String database, EventText text) {
        lock.lock();
        try {
            Map<String, Object> details = new HashMap<>(text.details());
            Object reason = text.repeatable();
            if (reason != null) {
                Repetition before = repetition(new Repeated(database, text.kind(), text.host(), reason));
                if (before == null) {
                    return;
                }
                if (before.suppressed() > 0) {
                    details.put("repeated", before.suppressed());
                }
            }
            Deque<LiveEvent> known = events.computeIfAbsent(database, first -> new ArrayDeque<>());
            if (known.size() == EVENTS_PER_DATABASE) {
                known.removeFirst();
            }
            Instant now = ticker.instant().truncatedTo(ChronoUnit.MILLIS);
            known.addLast(new LiveEvent(
                    ++lastId, now, database, text.kind(), text.host(), text.severity(), text.message(), details));
        } finally {
            lock.unlock();
        }
    }

    /** What was kept quiet of this since it was noted last; null if it is to be kept quiet again. */
    @GuardedBy("lock")
    private @Nullable Repetition repetition(Repeated what) {
        long now = ticker.nanoTime();
        repetitions.values().removeIf(old -> now - old.since() > 10 * REPETITION.toNanos());
        Repetition before = repetitions.get(what);
        if (before != null && now - before.since() < REPETITION.toNanos()) {
            repetitions.put(what, new Repetition(before.since(), before.suppressed() + 1));
            return null;
        }
        repetitions.put(what, new Repetition(now, 0));
        return before == null ? new Repetition(now, 0) : before;
    }

    /** The id of the last event. */
    public long lastId() {
        lock.lock();
        try {
            return lastId;
        } finally {
            lock.unlock();
        }
    }

    /** The events of all databases after the one with this id, as far as they are still known, oldest first. */
    public List<LiveEvent> since(long id) {
        List<LiveEvent> found = new ArrayList<>();
        lock.lock();
        try {
            if (id >= lastId) {
                return List.of();
            }
            events.values()
                    .forEach(known ->
                            known.stream().filter(event -> event.id() > id).forEach(found::add));
        } finally {
            lock.unlock();
        }
        found.sort(Comparator.comparingLong(LiveEvent::id));
        return found;
    }

    /** The last events of a database, newest first. */
    public List<LiveEvent> of(String database, int limit) {
        lock.lock();
        try {
            List<LiveEvent> newest = new ArrayList<>(events.getOrDefault(database, new ArrayDeque<>()));
            newest.sort(Comparator.comparingLong(LiveEvent::id).reversed());
            return List.copyOf(newest.subList(0, Math.min(limit, newest.size())));
        } finally {
            lock.unlock();
        }
    }
}
