package dev.hawser.testkit;

import dev.hawser.error.DatabaseException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One thread that makes transfers, and what it was told of each. Thread-safe. */
final class TransferWriter {

    private static final int MOST = 10;

    private final int number;
    private final TransferPlan plan;
    private final TransferWork work;
    private final AtomicLong begun;
    private final SplittableRandom random;
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    private final AtomicLong done = new AtomicLong();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Thread thread;
    private volatile @Nullable Entry current;
    private volatile boolean abandoned;

    /** Moments are readings of {@link System#nanoTime()}. */
    record Entry(
            long id,
            long began,
            long ended,
            Told told,
            @Nullable String error) {}

    /** {@code begun} counts the transfers of all writers, and so numbers them. */
    TransferWriter(int number, TransferPlan plan, TransferWork work, AtomicLong begun) {
        this.number = number;
        this.plan = plan;
        this.work = work;
        this.begun = begun;
        this.random = new SplittableRandom(number);
    }

    void start() {
        thread = Daemon.start("testkit-writer-" + number, this::run);
    }

    private void run() {
        try {
            for (long id = begun.incrementAndGet(); id <= plan.transfers(); id = begun.incrementAndGet()) {
                make(transfer(id));
                if (stopping.await(plan.pause().toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private Transfer transfer(long id) {
        int source = random.nextInt(plan.accounts());
        int target = (source + 1 + random.nextInt(plan.accounts() - 1)) % plan.accounts();
        return new Transfer(id, source, target, 1 + random.nextInt(MOST));
    }

    private void make(Transfer transfer) {
        long began = System.nanoTime();
        current = new Entry(transfer.id(), began, began, Told.NOTHING, null);
        Told told;
        String error = null;
        try {
            work.run(transfer);
            told = Told.DONE;
        } catch (Throwable failed) {
            told = failed instanceof Exception exception ? plan.told().apply(exception) : Told.FAILED;
            error = codeOf(failed);
        }
        entries.add(new Entry(transfer.id(), began, System.nanoTime(), abandoned ? Told.NOTHING : told, error));
        current = null;
        if (told == Told.DONE) {
            done.incrementAndGet();
        }
    }

    private static String codeOf(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            String state = cause instanceof SQLException sql
                    ? sql.getSQLState()
                    : cause instanceof DatabaseException database ? database.sqlState() : null;
            if (state != null) {
                return state;
            }
        }
        return failed.getClass().getSimpleName();
    }

    int number() {
        return number;
    }

    long done() {
        return done.get();
    }

    /** What it was told so far, and what it has begun and not been told about. */
    List<Entry> entries() {
        Entry unfinished = current; // is read first: it may become one of the others meanwhile
        List<Entry> all = new ArrayList<>(entries);
        if (unfinished != null && all.stream().noneMatch(entry -> entry.id() == unfinished.id())) {
            all.add(unfinished);
        }
        return all;
    }

    OptionalLong firstDoneAfter(long nanos) {
        return entries.stream()
                .filter(entry -> entry.told() == Told.DONE && entry.ended() - nanos >= 0)
                .mapToLong(Entry::ended)
                .findFirst();
    }

    /** Lets it finish what it does. */
    void stop() {
        stopping.countDown();
    }

    boolean awaitEnd(Duration timeout) {
        try {
            return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Interrupts it if it has not ended. What it does counts as not told. */
    void abandon() {
        Thread running = thread;
        if (running != null && ended.getCount() > 0) {
            abandoned = true;
            running.interrupt();
        }
    }

    boolean isAbandoned() {
        return abandoned;
    }
}
