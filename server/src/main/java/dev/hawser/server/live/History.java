package dev.hawser.server.live;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What databases did, second by second for an hour and minute by minute for a day; about 350 KB a database, and 20 KB for each host with a lag. Thread-safe. */
public final class History {

    /** A clock that goes back by more seconds than this has been set, and everything is forgotten. */
    private static final int LONGEST_HELD = 60;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Past> databases = new HashMap<>();

    /** How closely one looks. */
    public enum Resolution {
        /** For an hour. */
        SECOND(Duration.ofSeconds(1), 3_600),
        /** For a day; a minute is there when it is over. */
        MINUTE(Duration.ofMinutes(1), 1_440);

        private final Duration step;
        private final int capacity;

        Resolution(Duration step, int capacity) {
            this.step = step;
            this.capacity = capacity;
        }

        /** How many intervals are kept. */
        public int capacity() {
            return capacity;
        }

        TimeSeries series() {
            return new TimeSeries(capacity);
        }

        /** The last moment of the interval that {@code epochSecond} is in: on a whole step, that moment itself. */
        long end(long epochSecond) {
            return Math.floorDiv(epochSecond + step.toSeconds() - 1, step.toSeconds()) * step.toSeconds();
        }
    }

    /** One database's. */
    private static final class Past {
        private final TimeSeries seconds = Resolution.SECOND.series();
        private final TimeSeries minutes = Resolution.MINUTE.series();
        private @Nullable Interval minute;
        private @Nullable Interval held;
        private long minuteEnd;
        private long lastSecond;

        /** Samples come about each second, and after a delay several at once: what falls into a second that is there already is added to the next. */
        void add(Sample sample) {
            Interval interval = held == null ? Interval.of(sample) : held.plus(Interval.of(sample));
            long second = Math.floorDiv(sample.at().toEpochMilli() + 500, 1_000);
            if (second <= lastSecond && lastSecond - second < LONGEST_HELD) {
                held = interval;
                return;
            }
            held = null;
            lastSecond = second;
            seconds.add(second, interval);
            addToMinute(second, interval);
        }

        private void addToMinute(long second, Interval interval) {
            long end = Resolution.MINUTE.end(second);
            Interval begun = minute;
            if (begun != null && end != minuteEnd) {
                minutes.add(minuteEnd, begun);
                begun = null;
            }
            minute = begun == null ? interval : begun.plus(interval);
            minuteEnd = end;
        }
    }

    /** Remembers these. */
    public void add(List<Sample> samples) {
        lock.lock();
        try {
            for (Sample sample : samples) {
                databases
                        .computeIfAbsent(sample.database(), first -> new Past())
                        .add(sample);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What a database did since {@code epochSecond}, as far as that is remembered. */
    public HistoryColumns of(String database, Resolution resolution, long epochSecond) {
        lock.lock();
        try {
            Past past = databases.get(database);
            if (past == null) {
                return new HistoryColumns(0);
            }
            return switch (resolution) {
                case SECOND -> past.seconds.from(epochSecond);
                case MINUTE -> past.minutes.from(epochSecond);
            };
        } finally {
            lock.unlock();
        }
    }
}
