package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.SmallPool.EVER;
import static dev.hawser.tests.pool.SmallPool.SHORT;

import dev.hawser.FlushMode;
import dev.hawser.internal.pool.Lease;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/** What may meet in a pool. Each class is one encounter, for {@link ConnectionPoolLincheckTest} and {@link PoolEncountersTest}: a new object for each schedule, whose operations run side by side. */
public final class PoolEncounters {

    private PoolEncounters() {}

    static Stream<Class<?>> all() {
        return Stream.of(PoolEncounters.class.getDeclaredClasses())
                .filter(type -> type.getSuperclass() == Encounter.class);
    }

    /** What runs side by side in an encounter. */
    static List<Method> operations(Class<?> encounter) {
        return Stream.of(encounter.getMethods())
                .filter(method -> method.isAnnotationPresent(Operation.class))
                .toList();
    }

    /** Leaves the pool with what the operations leave lent, nothing else. */
    public abstract static class Encounter {

        final SmallPool pool;

        Encounter(int size, int overflow) {
            pool = new SmallPool(size, overflow);
        }

        void use() {
            pool.release(pool.acquire(EVER));
        }

        int lentAtTheEnd() {
            return 0;
        }

        /** What must hold beside that, when all have ended. */
        void check() {}

        @Validate
        public final void endsWell() {
            pool.check(lentAtTheEnd());
            check();
        }
    }

    public static class MoreCallersThanConnections extends Encounter {

        public MoreCallersThanConnections() {
            super(1, 1);
        }

        @Operation(runOnce = true)
        public void one() {
            use();
        }

        @Operation(runOnce = true)
        public void two() {
            use();
        }

        @Operation(runOnce = true)
        public void three() {
            use();
        }
    }

    /** There is room for all; nobody needs to wait for somebody else. */
    public static class CallersWhoKeepTheirs extends Encounter {

        private final Lease held = pool.acquire(EVER);

        public CallersWhoKeepTheirs() {
            super(3, 0);
        }

        @Operation(runOnce = true)
        public void one() {
            pool.acquire(EVER);
        }

        @Operation(runOnce = true)
        public void two() {
            pool.acquire(EVER);
        }

        @Operation(runOnce = true)
        public void release() {
            pool.release(held);
        }

        @Override
        int lentAtTheEnd() {
            return 2;
        }
    }

    /** The earlier deadline is served first, whoever came first. */
    public static class Queue extends Encounter {

        private final Lease held = pool.acquire(EVER);
        private final AtomicInteger served = new AtomicInteger();
        private volatile int hurriedWas;
        private volatile int patientWas;
        private volatile int waitingAtRelease;

        public Queue() {
            super(1, 0);
        }

        @Operation(runOnce = true)
        public void hurried() {
            Lease lease = pool.acquire(SHORT);
            hurriedWas = served.incrementAndGet();
            pool.release(lease);
        }

        @Operation(runOnce = true)
        public void patient() {
            Lease lease = pool.acquire(EVER);
            patientWas = served.incrementAndGet();
            pool.release(lease);
        }

        @Operation(runOnce = true)
        public void release() {
            waitingAtRelease = pool.pool().stats().pending();
            pool.release(held);
        }

        @Override
        void check() {
            if (waitingAtRelease == 2 && hurriedWas > patientWas) {
                throw new AssertionError("both waited, and the later deadline was served first");
            }
        }
    }

    public static class WaiterMeetsRelease extends Encounter {

        private final Lease held = pool.acquire(EVER);

        public WaiterMeetsRelease() {
            super(1, 0);
        }

        @Operation(runOnce = true)
        public void acquire() {
            use();
        }

        @Operation(runOnce = true)
        public void release() {
            pool.release(held);
        }
    }

    /** It is served in the moment in which it gives up. */
    public static class TimeOutMeetsReleaseJustBefore extends Encounter {

        private final Lease held = pool.acquire(EVER);

        public TimeOutMeetsReleaseJustBefore() {
            super(1, 0);
        }

        @Operation(runOnce = true)
        public void acquire() {
            pool.useOrGiveUp(SHORT);
        }

        @Operation(runOnce = true)
        public void releaseInTime() {
            pool.release(held);
            pool.advance(SHORT);
        }
    }

    public static class TimeOutMeetsRelease extends Encounter {

        private final Lease held = pool.acquire(EVER);

        public TimeOutMeetsRelease() {
            super(1, 0);
        }

        @Operation(runOnce = true)
        public void acquire() {
            pool.useOrGiveUp(SHORT);
        }

        @Operation(runOnce = true)
        public void release() {
            pool.release(held);
        }

        @Operation(runOnce = true)
        public void timePasses() {
            pool.advance(SHORT);
        }
    }

    public static class InterruptMeetsRelease extends Encounter {

        private final Lease held = pool.acquire(EVER);
        private volatile Thread waiter;

        public InterruptMeetsRelease() {
            super(1, 0);
        }

        @Operation(runOnce = true)
        public void acquire() {
            waiter = Thread.currentThread();
            boolean served = pool.useOrGiveUp(EVER);
            waiter = null;
            if (!Thread.interrupted() && !served) {
                throw new AssertionError("the interrupt was swallowed");
            }
        }

        @Operation(runOnce = true)
        public void release() {
            pool.release(held);
        }

        @Operation(runOnce = true)
        public void interrupt() {
            Thread waiting = waiter;
            if (waiting != null) {
                waiting.interrupt();
            }
        }
    }

    public static class EvictMeetsWaiter extends Encounter {

        private final Lease held = pool.acquire(EVER);

        public EvictMeetsWaiter() {
            super(1, 0);
            pool.mayReplace(1);
        }

        @Operation(runOnce = true)
        public void evict() {
            pool.evict(held, false);
        }

        @Operation(runOnce = true)
        public void acquire() {
            use();
        }
    }

    public static class LostMeetsReleaseAndAcquire extends Encounter {

        private final Lease broken = pool.acquire(EVER);
        private final Lease other = pool.acquire(EVER);
        private final Object old = pool.connection(other);

        public LostMeetsReleaseAndAcquire() {
            super(2, 0);
            pool.mayReplace(2);
        }

        @Operation(runOnce = true)
        public void lost() {
            pool.evict(broken, true);
        }

        @Operation(runOnce = true)
        public void release() {
            pool.release(other);
        }

        @Operation(runOnce = true)
        public void acquire() {
            use();
        }

        @Override
        void check() {
            Lease next = pool.acquire(EVER);
            if (pool.connection(next) == old) {
                throw new AssertionError("one as old as the lost connection was lent");
            }
            pool.release(next);
        }
    }

    public static class FlushMeetsConnectAndRelease extends Encounter {

        private final Lease held = pool.acquire(EVER);
        private final Object old = pool.connection(held);

        public FlushMeetsConnectAndRelease() {
            super(2, 0);
            pool.mayReplace(2);
        }

        @Operation(runOnce = true)
        public void acquire() {
            use();
        }

        @Operation(runOnce = true)
        public void release() {
            pool.release(held);
        }

        @Operation(runOnce = true)
        public void flush() {
            pool.pool().flush(FlushMode.GRACEFUL);
        }

        @Override
        void check() {
            Lease next = pool.acquire(EVER);
            if (pool.connection(next) == old) {
                throw new AssertionError("one from before the flush was lent");
            }
            pool.release(next);
        }
    }

    public static class CloseMeetsAcquireAndRelease extends Encounter {

        private final Lease held = pool.acquire(EVER);

        public CloseMeetsAcquireAndRelease() {
            super(2, 0);
        }

        @Operation(runOnce = true)
        public void acquire() {
            pool.useOrGiveUp(EVER);
        }

        @Operation(runOnce = true)
        public void release() {
            pool.release(held);
        }

        @Operation(runOnce = true)
        public void close() {
            pool.pool().close();
        }

        @Override
        void check() {
            if (pool.open() != 0) {
                throw new AssertionError("open after close: " + pool.open());
            }
        }
    }

    public static class RefusedConnectMeetsWaiters extends Encounter {

        public RefusedConnectMeetsWaiters() {
            super(1, 0);
            pool.refuse(1);
        }

        @Operation(runOnce = true)
        public void one() {
            pool.useOrGiveUp(EVER);
        }

        @Operation(runOnce = true)
        public void two() {
            pool.useOrGiveUp(EVER);
        }
    }

    public static class MaintainMeetsAcquire extends Encounter {

        public MaintainMeetsAcquire() {
            super(1, 1);
            pool.mayReplace(2);
            Lease one = pool.acquire(EVER);
            Lease two = pool.acquire(EVER);
            pool.release(one);
            pool.release(two);
            pool.advance(Duration.ofHours(1));
        }

        @Operation(runOnce = true)
        public void acquire() {
            use();
        }

        @Operation(runOnce = true)
        public void maintain() {
            pool.pool().maintain();
        }
    }

    public static class ResizeMeetsAcquireAndRelease extends Encounter {

        private final Lease one = pool.acquire(EVER);
        private final Lease two = pool.acquire(EVER);

        public ResizeMeetsAcquireAndRelease() {
            super(2, 0);
        }

        @Operation(runOnce = true)
        public void shrink() {
            pool.pool().resize(1, 0);
        }

        @Operation(runOnce = true)
        public void release() {
            pool.release(one);
            pool.release(two);
        }

        @Operation(runOnce = true)
        public void acquire() {
            use();
        }

        @Override
        void check() {
            if (pool.open() > 1) {
                throw new AssertionError("open after shrinking to 1: " + pool.open());
            }
        }
    }

    public static class SuspendMeetsAcquire extends Encounter {

        private final Lease held = pool.acquire(EVER);

        public SuspendMeetsAcquire() {
            super(1, 0);
        }

        @Operation(runOnce = true)
        public void suspendAndResume() {
            pool.pool().suspend();
            pool.pool().resume();
        }

        @Operation(runOnce = true)
        public void release() {
            pool.release(held);
        }

        @Operation(runOnce = true)
        public void acquire() {
            use();
        }
    }

    /** A second release, and one of a lease that was aborted by another thread, change nothing. */
    public static class AbortMeetsRelease extends Encounter {

        private final Lease held = pool.acquire(EVER);

        public AbortMeetsRelease() {
            super(1, 0);
            pool.mayReplace(1);
        }

        @Operation(runOnce = true)
        public void release() {
            pool.release(held);
        }

        @Operation(runOnce = true)
        public void abort() {
            held.abort();
        }

        @Operation(runOnce = true)
        public void acquire() {
            use();
        }
    }
}
