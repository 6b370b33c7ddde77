package dev.hawser.migrations;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.error.DatabaseException;
import dev.hawser.spi.CommandDatabase;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The right to migrate a database of documents, where no session holds locks: a document that says who has it, with a number that its holder raises every few seconds.
 * Whoever sees the same number for {@link #TERM} takes the lease over. Each measures that on its own monotonic clock, so clocks need not agree. The holder stops
 * earlier: when it could not raise the number for two thirds of that. Thread-safe.
 */
final class Lease implements AutoCloseable {

    static final Duration TERM = Duration.ofSeconds(15);

    private static final Duration HEARTBEAT = TERM.dividedBy(5);
    private static final Duration TRUSTED = TERM.multipliedBy(2).dividedBy(3);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int DUPLICATE_KEY = 11_000;
    private static final String IDENTITY = "lease";

    private final CommandDatabase database;
    private final String collection;
    private final String holder;
    private final Ticker ticker;
    private final String token = UUID.randomUUID().toString();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();

    @GuardedBy("lock")
    private boolean closed;

    private volatile long renewedAt;
    private volatile boolean lost;
    private @Nullable Thread heart;

    /** {@code holder}: who this is, for those who wait. */
    Lease(CommandDatabase database, String collection, String holder, Ticker ticker) {
        this.database = database;
        this.collection = collection;
        this.holder = holder;
        this.ticker = ticker;
    }

    private record Seen(Map<String, @Nullable Object> document, long at) {

        boolean isSame(Map<String, @Nullable Object> other) {
            return key().equals(key(other));
        }

        Map<String, Object> key() {
            return key(document);
        }

        private static Map<String, Object> key(Map<String, @Nullable Object> lease) {
            return Map.of(
                    "_id", IDENTITY, "owner", String.valueOf(lease.get("owner")), "beat", number(lease.get("beat")));
        }

        private static Object number(@Nullable Object beat) {
            return beat instanceof Number number ? number.longValue() : 0L;
        }
    }

    /** Waits until it has it, and returns how long that took. */
    Duration acquire(Duration timeout) {
        long startedAt = ticker.nanoTime();
        Seen seen = null;
        while (true) {
            long now = ticker.nanoTime();
            if (create()) {
                return begin(startedAt);
            }
            Map<String, @Nullable Object> current = current();
            if (current != null) {
                if (seen == null || !seen.isSame(current)) {
                    seen = new Seen(current, now);
                } else if (now - seen.at() >= TERM.toNanos() && takeOver(seen)) {
                    return begin(startedAt);
                }
                if (now - startedAt >= timeout.toNanos()) {
                    throw new MigrationException(List.of(database.name() + ": waited "
                            + timeout.toSeconds() + " s for others to end their migrations; " + current.get("holder")
                            + " is at it. Wait for it, or raise migrations.lock-timeout"));
                }
            }
            pause();
        }
    }

    private Duration begin(long startedAt) {
        Thread thread = new Thread(this::beat, "hawser-migrations-lease");
        thread.setDaemon(true);
        heart = thread;
        thread.start();
        return Duration.ofNanos(ticker.nanoTime() - startedAt);
    }

    private void pause() {
        try {
            ticker.sleep(POLL);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new MigrationException(database.name() + ": interrupted while others migrate", stop);
        }
    }

    private boolean create() {
        Map<String, @Nullable Object> lease = mine();
        lease.put("_id", IDENTITY);
        Map<String, @Nullable Object> command = new LinkedHashMap<>();
        command.put("insert", collection);
        command.put("documents", List.of(lease));
        long sentAt = ticker.nanoTime();
        try {
            database.run(command);
        } catch (DatabaseException held) {
            if (held.vendorCode() == DUPLICATE_KEY) {
                return false;
            }
            throw failed(held);
        }
        renewedAt = sentAt;
        return true;
    }

    private Map<String, @Nullable Object> mine() {
        Map<String, @Nullable Object> lease = new LinkedHashMap<>();
        lease.put("owner", token);
        lease.put("beat", 0L);
        lease.put("holder", holder);
        return lease;
    }

    private @Nullable Map<String, @Nullable Object> current() {
        try {
            List<Map<String, @Nullable Object>> found = Documents.batch(database.run(finding()));
            return found.isEmpty() ? null : found.get(0);
        } catch (DatabaseException failed) {
            throw failed(failed);
        }
    }

    private Map<String, @Nullable Object> finding() {
        Map<String, @Nullable Object> command = new LinkedHashMap<>();
        command.put("find", collection);
        command.put("filter", Map.of("_id", IDENTITY));
        command.put("limit", 1);
        command.put("singleBatch", true);
        return command;
    }

    private boolean takeOver(Seen stale) {
        try {
            return change(stale.key(), Map.of("$set", mine()));
        } catch (DatabaseException failed) {
            throw failed(failed);
        }
    }

    /** Whether it was still as {@code expected}. */
    private boolean change(Map<String, Object> expected, Map<String, ?> change) {
        long sentAt = ticker.nanoTime();
        boolean changed = Documents.met(database.run(Documents.update(collection, expected, change))) == 1;
        if (changed) {
            renewedAt = sentAt;
        }
        return changed;
    }

    private void beat() {
        while (awaitNext()) {
            renew();
        }
    }

    private boolean awaitNext() {
        lock.lock();
        try {
            if (!closed) {
                ticker.await(over, HEARTBEAT);
            }
            return !closed && !lost;
        } catch (InterruptedException stop) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Raises the number. */
    void renew() {
        try {
            if (!change(Map.of("_id", IDENTITY, "owner", token), Map.of("$inc", Map.of("beat", 1L)))) {
                lost = true;
            }
        } catch (DatabaseException unreachable) {
            // The next may get through; if none does in time, it is lost.
        }
    }

    /** Nothing more may be done without it. */
    void requireHeld() {
        if (lost || ticker.nanoTime() - renewedAt > TRUSTED.toNanos()) {
            throw new MigrationException(List.of(database.name() + ": the lease for migrations was lost, because it"
                    + " could not be renewed for " + TRUSTED.toSeconds() + " s or because somebody removed it from the"
                    + " collection " + collection + "; nothing more is applied. Run up again: it goes on where this"
                    + " ended"));
        }
    }

    private MigrationException failed(DatabaseException why) {
        return new MigrationException(
                "the lease for migrations, in the collection " + collection + " of " + database.name()
                        + ", cannot be had: " + why.getMessage(),
                why);
    }

    /** Gives it back, if it was not lost. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            over.signalAll();
        } finally {
            lock.unlock();
        }
        if (heart != null) {
            release();
        }
    }

    private void release() {
        Map<String, @Nullable Object> delete = new LinkedHashMap<>();
        delete.put("q", Map.of("_id", IDENTITY, "owner", token));
        delete.put("limit", 1);
        Map<String, @Nullable Object> command = new LinkedHashMap<>();
        command.put("delete", collection);
        command.put("deletes", List.of(delete));
        try {
            database.run(command);
        } catch (DatabaseException unreachable) {
            // It ends by itself.
        }
    }
}
