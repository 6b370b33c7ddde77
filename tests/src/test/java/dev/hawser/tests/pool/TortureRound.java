package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Deadline;
import dev.hawser.FlushMode;
import dev.hawser.PoolStats;
import dev.hawser.PoolTotals;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.Lease;
import dev.hawser.testkit.FakeConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/*
 * What is exactly true, and checked:
 *
 *   at every loan   nobody else has the connection; it is not closed under its holder; it was opened after the last flush or fence that had ended before the
 *                   caller asked; none is lent to who asked while the pool was suspended all along; no more are lent than the largest bounds allow
 *   all the time    the pool counts no more connections than the largest bounds that were in force allow
 *   in the end      every thread has ended; nothing is open, idle, lent or waited for; every connection that was ever opened was closed exactly once;
 *                     acquired             = loans that callers got
 *                     timed out + rejected = callers who heard that the pool is exhausted
 *                     opened = retired     = what the listener heard was opened, and closed
 *                     connects             = opened + failed, where one that was given up failed
 *                     connects             = connections of the engine + failures of the engine, where one that came late is a connection
 *
 * What is open at the server may be more for a moment: a connection's place is given away before the connection is closed.
 */

/** One pool from its first connection to its last, in the hands of threads that do everything that is allowed. What each thread does follows from the seed. */
final class TortureRound {

    private static final int THREADS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_HOLD = TimeUnit.MICROSECONDS.toNanos(500);

    private final ThreadKind kind;
    private final SplittableRandom random;
    private final JumpingTicker ticker = new JumpingTicker();
    private final PoolFixture fixture;
    private final TortureServer server;

    private final Map<FakeConnection, Lease> hands = new ConcurrentHashMap<>();
    private final AtomicInteger inHand = new AtomicInteger();
    private final AtomicInteger loans = new AtomicInteger();
    private final AtomicInteger exhausted = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean over;

    /** Odd while the pool is suspended for certain. */
    private volatile int suspensions;

    /** Connections up to this number are outdated for certain. */
    private volatile int outdated;

    private volatile int largest;

    /** Every other round has the same bounds all along, so that one connection too many is seen. */
    private final boolean resizes;

    private long epoch;

    TortureRound(long seed, ThreadKind kind) {
        this.kind = kind;
        resizes = seed % 2 == 0;
        random = new SplittableRandom(seed);
        int size = 1 + random.nextInt(12);
        int overflow = random.nextInt(8);
        PoolConfig config = PoolFixture.bounds(size, overflow)
                .maxWaiters(random.nextBoolean() ? 10_000 : 100)
                .shed(random.nextBoolean())
                .recycle(Duration.ofSeconds(10))
                .validationTimeout(Duration.ofMillis(20))
                .keepalive(Duration.ofSeconds(2))
                .build();
        largest = size + overflow;
        fixture = new PoolFixture(config, ticker);
        fixture.heard = random.nextBoolean();
        server = new TortureServer(seed, fixture.engine);
    }

    /** Lets the threads loose for so long, and checks what they leave behind. */
    void run(Duration length) throws InterruptedException {
        try (fixture) {
            Thread[] workers = new Thread[THREADS];
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom own = random.split();
                workers[i] = kind.start(() -> repeat(() -> work(own)));
            }
            SplittableRandom operators = random.split();
            Thread operator = ThreadKind.PLATFORM.start(() -> repeat(() -> operate(operators, workers)));
            Thread keeper = ThreadKind.PLATFORM.start(() -> repeat(this::maintain));
            operator.join(length.toMillis()); // ends sooner only by a failure
            boolean closedUnderWork = random.nextBoolean();
            if (closedUnderWork) {
                fixture.pool.close();
            }
            over = true;
            join(workers);
            join(operator, keeper);
            throwFailure();
            finish();
        } finally {
            over = true;
            server.calmDown();
        }
    }

    private void join(Thread... threads) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            if (thread.isAlive()) {
                throw new AssertionError("stuck: " + thread + " at " + Arrays.toString(thread.getStackTrace()));
            }
        }
    }

    private void repeat(Runnable step) {
        try {
            while (!over) {
                step.run();
            }
        } catch (Throwable unexpected) {
            failure.compareAndSet(null, unexpected);
            over = true;
        }
    }

    private void throwFailure() {
        Throwable first = failure.get();
        if (first != null) {
            throw new AssertionError(first.toString(), first);
        }
    }

    // --------------------------------------------------------------------------------------------------------------------------------------------- work

    private void work(SplittableRandom random) {
        Thread.interrupted();
        Lease lease = acquire(random);
        if (lease == null) {
            return;
        }
        if (random.nextInt(40) == 0) {
            Lease nested = acquire(random);
            if (nested != null) {
                end(nested, random);
            }
        }
        if (random.nextBoolean()) {
            LockSupport.parkNanos(random.nextLong(LONGEST_HOLD));
        }
        end(lease, random);
    }

    private Lease acquire(SplittableRandom random) {
        int tooOld = outdated;
        int suspended = suspensions;
        Lease lease;
        try {
            lease = random.nextInt(10) == 0 ? fixture.pool.poll() : fixture.pool.acquire(soon(random));
        } catch (PoolExhaustedException none) {
            exhausted.incrementAndGet();
            return null;
        } catch (DatabaseException notOpenedOrInterrupted) {
            return null;
        }
        if (lease == null) {
            return null;
        }
        boolean whileSuspended = suspended % 2 == 1 && suspended == suspensions;
        loans.incrementAndGet();
        FakeConnection connection = takeInHand(lease);
        if (whileSuspended) {
            throw new AssertionError(connection + " was lent by a suspended pool");
        }
        if (connection != null && connection.number() <= tooOld) {
            throw new AssertionError(connection + " was lent, but all up to " + tooOld + " were outdated");
        }
        return lease;
    }

    private Deadline soon(SplittableRandom random) {
        long wait = random.nextInt(10) == 0 ? 0 : random.nextLong(LONGEST_WAIT);
        return Deadline.at(ticker.nanoTime(), Duration.ofNanos(wait));
    }

    private FakeConnection takeInHand(Lease lease) {
        FakeConnection connection = (FakeConnection) lease.connection();
        Lease other = hands.putIfAbsent(connection, lease);
        if (other != null) {
            throw new AssertionError(connection + " is in two hands");
        }
        if (inHand.incrementAndGet() > largest) {
            throw new AssertionError("more than " + largest + " are lent");
        }
        return connection;
    }

    /** False if somebody else took it out of this hand: who aborts it. */
    private boolean let(FakeConnection connection, Lease lease) {
        boolean mine = hands.remove(connection, lease);
        if (mine) {
            inHand.decrementAndGet();
        }
        return mine;
    }

    private void end(Lease lease, SplittableRandom random) {
        FakeConnection connection;
        try {
            connection = (FakeConnection) lease.connection();
        } catch (IllegalStateException abortedMeanwhile) {
            return;
        }
        if (connection.closes() > 0 && hands.get(connection) == lease) {
            throw new AssertionError(connection + " was closed under its holder");
        }
        let(connection, lease);
        endSomehow(lease, connection, random.nextInt(200));
        if (!lease.isReleased()) {
            throw new AssertionError("a lease outlived its end");
        }
        lease.release(); // never counts twice, nor does another end
        lease.evict("again", true);
    }

    private static void endSomehow(Lease lease, FakeConnection connection, int lot) {
        switch (lot) {
            case 0 -> lease.evict("lost", true);
            case 1, 2 -> lease.evict("evicted", false);
            case 3, 4 -> lease.abort();
            case 5, 6 -> breakAndRelease(lease, connection);
            case 7, 8 -> silenceAndRelease(lease, connection);
            default -> lease.release();
        }
    }

    private static void breakAndRelease(Lease lease, FakeConnection connection) {
        connection.breakDown();
        lease.release();
    }

    private static void silenceAndRelease(Lease lease, FakeConnection connection) {
        connection.fallSilent();
        lease.release();
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ operate

    private void maintain() {
        fixture.pool.maintain();
        LockSupport.parkNanos(LONGEST_HOLD);
    }

    private void operate(SplittableRandom random, Thread[] workers) {
        for (int i = 0; i < 3; i++) {
            workers[random.nextInt(THREADS)].interrupt();
        }
        switch (random.nextInt(12)) {
            case 0, 1 -> resize(1 + random.nextInt(12), random.nextInt(8));
            case 2 -> outdate(() -> fixture.pool.flush(FlushMode.GRACEFUL));
            case 3 -> outdate(() -> fixture.pool.flush(FlushMode.ALL));
            case 4 -> outdate(() -> fixture.pool.fence(++epoch).run());
            case 5 -> fixture.pool.flush(FlushMode.IDLE);
            case 6 -> suspend(random);
            case 7, 8 -> ticker.jump(Duration.ofMillis(random.nextInt(2_000)));
            case 9 -> server.releaseHung();
            case 10 -> abortSomebodys();
            default -> fixture.pool.holders();
        }
        PoolStats stats = fixture.pool.stats();
        if (stats.total() > largest) {
            throw new AssertionError("more than " + largest + " connections: " + stats);
        }
        LockSupport.parkNanos(random.nextLong(4 * LONGEST_HOLD));
    }

    private void resize(int size, int overflow) {
        if (!resizes) {
            return;
        }
        largest = Math.max(largest, size + overflow);
        fixture.pool.resize(size, overflow);
    }

    /** What was opened before this is not lent after it. */
    private void outdate(Runnable change) {
        int before = fixture.engine.opened().size();
        change.run();
        outdated = before;
    }

    private void suspend(SplittableRandom random) {
        fixture.pool.suspend();
        suspensions++;
        LockSupport.parkNanos(random.nextLong(4 * LONGEST_HOLD));
        suspensions++;
        fixture.pool.resume();
    }

    private void abortSomebodys() {
        for (Map.Entry<FakeConnection, Lease> hand : hands.entrySet()) {
            if (let(hand.getKey(), hand.getValue())) {
                hand.getValue().abort();
                return;
            }
        }
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------- finish

    private void finish() {
        fixture.pool.close();
        List<String> late = fixture.pool.drain(Deadline.at(ticker.nanoTime(), PATIENCE), Object::toString);
        assertThat(late).as("who still holds a connection").isEmpty();
        server.calmDown();
        PoolFixture.await(
                () -> fixture.engine.attempts() == fixture.pool.totals().opened() + heard("open failed")
                        && fixture.engine.opened().size() + server.failures() == fixture.engine.attempts()
                        && fixture.engine.open().isEmpty()
                        && heard("closed") == fixture.pool.totals().retired());
        PoolTotals totals = fixture.pool.totals();
        assertThat(totals.acquired()).as("acquired").isEqualTo(loans.get());
        assertThat(totals.timedOut() + totals.rejected())
                .as("timed out or rejected")
                .isEqualTo(exhausted.get());
        assertThat(totals.leaked()).as("leaked").isZero();
        assertThat(totals.retired()).as("retired").isEqualTo(totals.opened()).isEqualTo(heard("opened"));
        PoolStats stats = fixture.pool.stats();
        assertThat(List.of(stats.total(), stats.idle(), stats.active(), stats.pending()))
                .as("left in " + stats)
                .containsOnly(0);
        assertThat(new ArrayList<>(fixture.engine.opened()))
                .allSatisfy(connection -> assertThat(connection.closes())
                        .as("closes of %s", connection)
                        .isOne());
        assertThat(loans.get()).as("loans").isPositive();
    }

    private long heard(String event) {
        return fixture.events.stream()
                .filter(heard -> heard.startsWith(event) && (!event.equals("opened") || heard.equals(event)))
                .count();
    }

    @Override
    public String toString() {
        return fixture.pool.totals() + ", " + fixture.engine.attempts() + " connects, "
                + fixture.engine.abortedConnects().size() + " given up";
    }
}
