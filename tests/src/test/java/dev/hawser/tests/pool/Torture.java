package dev.hawser.tests.pool;

import dev.hawser.Deadline;
import dev.hawser.FlushMode;
import dev.hawser.PoolStats;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.ConnectionPool;
import dev.hawser.internal.pool.Lease;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.FakeEngine;
import dev.hawser.testkit.FakeFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;

/**
 * A pool in bad company: borrowers of many habits, a server of bad health, and people who turn every knob. Each acts in steps; between two rounds nobody is in
 * one, and then everything must be accounted for.
 *
 * <p>What each of them does is drawn from the seed, each time the same; in which order they come to do it is up to the machine.
 */
final class Torture {

    private static final int SIZE = 8;
    private static final int OVERFLOW = 4;
    private static final int LARGEST = 2 * (SIZE + OVERFLOW);

    /** Far longer than a round may take to end: who waits for so long was forgotten. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Random random;
    private final JumpyClock clock = new JumpyClock();
    private final PoolFixture fixture;
    private final FakeEngine engine;
    private final ConnectionPool pool;
    private final Hands hands = new Hands();
    private final AtomicReferenceArray<Lease> exposed = new AtomicReferenceArray<>(16);
    private final List<Thread> threads = new ArrayList<>();
    private final List<Thread> borrowers = new ArrayList<>();

    /** Steps read; who wants nobody to be in one writes. */
    private final ReentrantReadWriteLock steps = new ReentrantReadWriteLock(true);

    private final AtomicReference<Throwable> fault = new AtomicReference<>();
    private volatile boolean over;

    private final LongAdder acquired = new LongAdder();
    private final LongAdder exhausted = new LongAdder();
    private final Map<ErrorCategory, LongAdder> failures = new ConcurrentHashMap<>();

    Torture(long seed) {
        random = new Random(seed);
        PoolConfig config = PoolConfig.builder()
                .size(SIZE)
                .maxOverflow(OVERFLOW)
                .timeout(LONG)
                .recycle(Duration.ofSeconds(20))
                .validationTimeout(Duration.ofMillis(100))
                .keepalive(Duration.ofSeconds(10))
                .build();
        fixture = new PoolFixture(config, clock);
        engine = fixture.engine;
        pool = fixture.pool;
        Random weather = new Random(random.nextLong());
        engine.onConnect((host, timeout) -> connect(weather));
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------- server

    private void connect(Random weather) throws Exception {
        int kind = weather.nextInt(1000);
        if (kind < 60) {
            throw new FakeFailure(ErrorCategory.CONNECTION_REFUSED, "bad weather");
        } else if (kind < 62) {
            throw new FakeFailure(ErrorCategory.AUTHENTICATION, "wrong password");
        } else if (kind < 70) {
            hang(3_500); // longer than the pool waits, and succeeds unless it is interrupted
        } else if (kind < 75) {
            hangDeaf(3_500);
        } else if (kind < 200) {
            hang(weather.nextInt(100));
        }
    }

    private static void hang(long millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }

    /** As a driver does that is stuck in native code. */
    private static void hangDeaf(long millis) {
        Deadline end = Deadline.in(Duration.ofMillis(millis));
        boolean interrupted = false;
        while (!end.expired()) {
            try {
                hang(end.remaining().toMillis() + 1);
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ----------------------------------------------------------------------------------------------------------------------------------------- borrowers

    private void borrow(Random dice) throws InterruptedException {
        Lease lease;
        try {
            lease = pool.acquire(Deadline.at(clock.nanoTime(), patience(dice)));
        } catch (PoolExhaustedException none) {
            exhausted.increment();
            return;
        } catch (DatabaseException failed) {
            failures.computeIfAbsent(failed.category(), category -> new LongAdder())
                    .increment();
            return;
        }
        acquired.increment();
        FakeConnection connection = (FakeConnection) lease.connection();
        hands.take(connection);
        boolean fine = false;
        try {
            use(lease, connection, dice);
            fine = true;
        } catch (FakeFailure broken) {
            if (connection.closes() > 0 && connection.aborts() == 0) {
                throw new AssertionError(connection + " was closed under its holder");
            }
        } finally {
            hands.let(connection);
            if (fine) {
                giveBack(lease, connection, dice);
            } else {
                lease.evict("broken", true);
            }
        }
    }

    private static Duration patience(Random dice) {
        return switch (dice.nextInt(8)) {
            case 0 -> Duration.ZERO;
            case 1, 2 -> Duration.ofMillis(1 + dice.nextInt(10));
            case 3, 4 -> Duration.ofMillis(50 + dice.nextInt(100));
            case 5, 6 -> Duration.ofSeconds(5);
            default -> LONG;
        };
    }

    private void use(Lease lease, FakeConnection connection, Random dice) throws FakeFailure, InterruptedException {
        connection.use();
        int kind = dice.nextInt(200);
        if (kind < 20) {
            hang(1);
        } else if (kind == 20) {
            hang(dice.nextInt(200));
        } else if (kind < 30) {
            exposed.set(dice.nextInt(exposed.length()), lease);
        } else if (kind < 32) {
            connection.breakDown();
        }
        connection.use();
    }

    private static void giveBack(Lease lease, FakeConnection connection, Random dice) {
        int kind = dice.nextInt(400);
        if (kind == 0) {
            lease.evict("no longer trusted", false);
        } else if (kind == 1) {
            lease.abort();
        } else if (kind == 2) {
            connection.fallSilent();
            lease.release();
        } else if (kind == 3) {
            connection.breakDown();
            lease.release();
        } else {
            lease.release();
        }
        if (kind < 100) {
            lease.release(); // twice, which must not count
        }
    }

    // -------------------------------------------------------------------------------------------------------------------------------------- troublemakers

    private void interrupt(Random dice) throws InterruptedException {
        hang(1);
        borrowers.get(dice.nextInt(borrowers.size())).interrupt();
    }

    /** Cuts what somebody else holds, as an application that is being stopped does. */
    private void cut(Random dice) throws InterruptedException {
        hang(5);
        Lease lease = exposed.getAndSet(dice.nextInt(exposed.length()), null);
        if (lease != null) {
            lease.abort();
        }
    }

    private void flush(Random dice) throws InterruptedException {
        hang(dice.nextInt(100));
        pool.flush(FlushMode.values()[dice.nextInt(FlushMode.values().length)]);
    }

    private void resize(Random dice) throws InterruptedException {
        hang(dice.nextInt(50));
        int size = 1 + dice.nextInt(2 * SIZE);
        pool.resize(size, dice.nextInt(LARGEST - size + 1));
    }

    private void suspend(Random dice) throws InterruptedException {
        hang(dice.nextInt(300));
        pool.suspend();
        try {
            hang(dice.nextInt(20));
        } finally {
            pool.resume();
        }
    }

    private void fence(Random dice) throws InterruptedException {
        hang(dice.nextInt(300));
        pool.fence(dice.nextInt(3));
    }

    /** Breaks something that may be idle. */
    private void breakSomething(Random dice) throws InterruptedException {
        hang(dice.nextInt(200));
        List<FakeConnection> open = engine.open();
        if (!open.isEmpty()) {
            FakeConnection victim = open.get(dice.nextInt(open.size()));
            if (dice.nextBoolean()) {
                victim.breakDown();
            } else {
                victim.fallSilent();
            }
        }
    }

    /** Makes what was trusted doubtful, and what was young old. */
    private void letTimePass(Random dice) throws InterruptedException {
        hang(20);
        clock.jump(Duration.ofMillis(dice.nextInt(1_000)));
    }

    private void maintain(Random dice) throws InterruptedException {
        hang(10);
        pool.maintain();
    }

    private void observe(Random dice) throws InterruptedException {
        hang(1);
        PoolStats stats = pool.stats();
        if (stats.total() > LARGEST || stats.idle() + stats.active() != stats.total()) {
            throw new AssertionError("at no time may there be more than " + LARGEST + ": " + stats);
        }
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------------- rounds

    @FunctionalInterface
    private interface Step {
        void run(Random dice) throws InterruptedException;
    }

    /** Plays rounds of about a second for about {@code length}, and one at least. */
    void run(int platformBorrowers, int virtualBorrowers, Duration length) throws InterruptedException {
        for (int i = 0; i < platformBorrowers; i++) {
            borrowers.add(thread(false, this::borrow));
        }
        for (int i = 0; i < virtualBorrowers; i++) {
            borrowers.add(thread(true, this::borrow));
        }
        List<Step> troubles = List.of(
                this::interrupt,
                this::cut,
                this::flush,
                this::resize,
                this::suspend,
                this::fence,
                this::breakSomething,
                this::letTimePass,
                this::maintain,
                this::observe);
        troubles.forEach(trouble -> threads.add(thread(false, trouble)));
        threads.addAll(borrowers);
        threads.forEach(Thread::start);
        Deadline end = Deadline.in(length);
        do {
            hang(1_000);
            betweenSteps(this::checkAccounts);
        } while (!end.expired() && fault.get() == null);
        finish();
    }

    private Thread thread(boolean virtual, Step step) {
        Random dice = new Random(random.nextLong());
        return (virtual ? TestThreads.virtual() : TestThreads.platform()).newThread(() -> {
            while (!over) {
                steps.readLock().lock();
                try {
                    Thread.interrupted(); // one that came between two steps
                    step.run(dice);
                } catch (InterruptedException tried) {
                    // as intended
                } catch (Throwable wrong) {
                    failed(wrong);
                } finally {
                    steps.readLock().unlock();
                }
            }
        });
    }

    private void failed(Throwable wrong) {
        if (fault.compareAndSet(null, wrong)) {
            over = true;
        }
    }

    private void betweenSteps(Runnable check) throws InterruptedException {
        if (!steps.writeLock().tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            failed(new AssertionError("somebody is stuck:" + stuck()));
            return;
        }
        try {
            check.run();
        } catch (Throwable wrong) {
            failed(wrong);
        } finally {
            steps.writeLock().unlock();
        }
    }

    private String stuck() {
        StringBuilder text = new StringBuilder(" " + pool.stats());
        for (Thread thread : threads) {
            StackTraceElement[] stack = thread.getStackTrace();
            for (StackTraceElement frame : stack) {
                if (frame.getClassName().startsWith("dev.hawser.internal.pool.")) {
                    text.append("\n  ").append(thread).append(" at ").append(frame);
                    break;
                }
            }
        }
        return text.toString();
    }

    /** While nobody does anything: connects and tests that are still under way end by themselves. */
    private void checkAccounts() {
        settled("everything is given back, nobody waits", stats -> stats.active() == 0 && stats.pending() == 0);
        settled("the bounds hold", stats -> stats.total() <= stats.size() + stats.maxOverflow());
        settled(
                "the pool knows of all that is open",
                stats -> stats.total() == engine.open().size());
        if (!hands.areEmpty()) {
            throw new AssertionError("something is still in hand");
        }
    }

    private void settled(String expectation, Predicate<PoolStats> condition) {
        Deadline end = Deadline.in(PATIENCE);
        while (!condition.test(pool.stats())) {
            if (end.expired()) {
                throw new AssertionError("it did not come to this: " + expectation + "; "
                        + engine.open().size() + " open, " + pool.stats() + ", " + pool.totals());
            }
            Thread.onSpinWait();
        }
    }

    private void finish() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
            if (thread.isAlive()) {
                failed(new AssertionError(thread + " does not end"));
            }
        }
        pool.close();
        if (fault.get() == null) {
            betweenSteps(this::checkAccounts);
            betweenSteps(this::checkTotals);
        }
        fixture.close();
        if (!fixture.threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            failed(new AssertionError("a connect or a test of a connection did not end"));
        }
        if (fault.get() != null) {
            throw new AssertionError(fault.get().getMessage(), fault.get());
        }
    }

    private void checkTotals() {
        expect("open", 0, engine.open().size());
        expect("acquired", acquired.sum(), pool.totals().acquired());
        expect("told as lent", acquired.sum(), fixture.loans.get());
        expect("told as given back", acquired.sum(), fixture.returns.get());
        expect(
                "timed out or rejected",
                exhausted.sum(),
                pool.totals().timedOut() + pool.totals().rejected());
        expect("retired", pool.totals().opened(), pool.totals().retired());
        expect("leaked", 0, pool.totals().leaked());
        for (FakeConnection connection : engine.opened()) {
            expect("times that " + connection + " was closed", 1, connection.closes());
        }
    }

    private static void expect(String what, long expected, long actual) {
        if (expected != actual) {
            throw new AssertionError(what + ": " + expected + " expected, but it was " + actual);
        }
    }

    @Override
    public String toString() {
        return acquired + " loans, " + exhausted + " given up, failures " + failures + ", " + engine.attempts()
                + " connects, " + pool.totals();
    }

    /** The system's clock, which can be put forward. */
    private static final class JumpyClock implements Ticker {

        private final AtomicLong ahead = new AtomicLong();

        void jump(Duration duration) {
            ahead.addAndGet(duration.toNanos());
        }

        @Override
        public long nanoTime() {
            return System.nanoTime() + ahead.get();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Ticker.SYSTEM.sleep(duration);
        }
    }
}
