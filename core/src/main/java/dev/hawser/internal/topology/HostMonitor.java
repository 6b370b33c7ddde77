package dev.hawser.internal.topology;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.Deadline;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.Errors;
import dev.hawser.internal.Threads;
import dev.hawser.internal.pool.Connector;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the picture of a database's hosts. Each is asked for itself (see {@link HostWatch}), and each answer changes the picture as it comes, so that a host that is
 * silent delays nothing. When there are several hosts they are asked every second; on a bad sign at once; and while somebody waits for a host that is not there, again and
 * again. Thread-safe.
 */
public final class HostMonitor implements AutoCloseable {

    /** How long a host may take to answer when it is asked in the background. One that takes longer is down. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Between two questions to a host while somebody waits: to one that answers, or is the only one; and to one that does not, while there are others. */
    private static final Duration HURRY = Duration.ofMillis(10);

    private static final Duration DIAL_HURRY = Duration.ofMillis(50);

    /** The same when that has not helped for long, or when the server is full, or does not accept the credentials and might lock the account. */
    private static final Duration PATIENT = Duration.ofMillis(250);

    private static final Duration CAREFUL = Duration.ofSeconds(1);
    private static final Duration HURRY_LASTS = Duration.ofSeconds(5);

    private static final Runnable NOTHING = () -> {};

    /** An address may lead to another server by now: while a host is waited for, it is dialled anew this often. */
    private static final long REDIAL_NANOS = Duration.ofSeconds(1).toNanos();

    /** How much later than the primary a replica is asked, so that what it has can be compared with what the primary had then. */
    private static final Duration AFTER_PRIMARY = Duration.ofMillis(20);

    private final List<HostWatch> watches = new ArrayList<>();
    private final List<AtomicReference<@Nullable Planned>> planned = new ArrayList<>();
    private final Errors errors;
    private final Threads threads;
    private final Ticker ticker;
    private final Listener listener;
    private final History history;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition learnt = lock.newCondition();
    private volatile Topology topology;

    /** Those who wait for better news. */
    @GuardedBy("lock")
    private int waiting;

    @GuardedBy("lock")
    private long waitingSince;

    @GuardedBy("lock")
    private long redialledAt;

    /** Rises when a host has another role or state. Whoever waits need not wake up for less. */
    @GuardedBy("lock")
    private long news;

    private volatile boolean closed;

    /** Is told of changes. */
    public interface Listener {

        /**
         * Roles change: connections that were opened for the old ones must not be lent any more. Called before anybody sees the new picture, with a lock held; what takes
         * time is returned, and done after that.
         */
        Runnable rolesChange(Topology before, Topology after);

        /** The picture changed. Called without a lock; must not block. */
        void changed(Topology before, Topology after);

        /**
         * Somebody waits, and a host has just answered over a connection that is not kept: it is the listener's from now on. Called without a lock.
         *
         * @param took how long it took from the beginning of the connect to the answer
         * @param epoch that of the picture with this answer
         */
        void answeredOver(int host, Connector.Opened connection, Duration took, long epoch);
    }

    /**
     * One answer of all hosts.
     *
     * @param failures why each host gave no answer; null for one that did
     * @param version what the first host that answered says of itself
     * @param connectionCount what it counts
     */
    public record Round(
            Topology topology,
            List<@Nullable DatabaseException> failures,
            @Nullable String version,
            @Nullable Integer connectionCount) {

        /** The first failure, if any. */
        public @Nullable DatabaseException firstFailure() {
            for (DatabaseException failure : failures) {
                if (failure != null) {
                    return failure;
                }
            }
            return null;
        }
    }

    /** {@code keepsConnections}: one to each host, for as long as it lives. */
    public HostMonitor(
            List<Connector> connectors,
            RoleProbe probe,
            History history,
            Errors errors,
            Threads threads,
            boolean keepsConnections,
            Listener listener) {
        for (int i = 0; i < connectors.size(); i++) {
            int index = i;
            watches.add(new HostWatch(
                    connectors.get(i),
                    probe,
                    errors,
                    threads,
                    keepsConnections,
                    (answer, over) -> learn(index, answer, over)));
            planned.add(new AtomicReference<>());
        }
        this.history = history;
        this.errors = errors;
        this.threads = threads;
        this.ticker = threads.ticker();
        this.listener = listener;
        this.topology =
                Topology.unknown(connectors.stream().map(Connector::host).toList());
    }

    /** What is known now. Does not block. */
    public Topology topology() {
        return topology;
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------- bad signs

    /** Notes a bad sign from a host, and asks it at once. Does not block. */
    public void suspect(HostSpec host) {
        int index = index(host);
        learn(index, Node::suspected);
        if (index == topology.primary()) {
            askAll(); // another may have its place
        } else {
            askInBackground(index);
        }
    }

    /** Notes that a host refused a write: it is not the primary before it says so again. Asks all at once. Does not block. */
    public void refusedWrite(HostSpec host) {
        learn(index(host), node -> node.role() == HostRole.PRIMARY ? node.doubted() : node);
        askAll();
    }

    /** Notes what a server said of its role by itself. If that is not what is known, the host is asked. Does not block. */
    public void told(HostSpec host, HostRole role) {
        int index = index(host);
        Node known = topology.nodes().get(index);
        if (known.role() == HostRole.PRIMARY && role == HostRole.REPLICA) {
            refusedWrite(host);
        } else if (known.role() != role && known.fenced() == null) {
            askInBackground(index);
        }
    }

    // -------------------------------------------------------------------------------------------------------------------------------------------- asking

    /** Has every host asked: every second when there are several, and while a single one may be silent. Does not block. */
    public void tick() {
        Topology known = topology;
        for (int i = 0; i < watches.size(); i++) {
            int index = i;
            if (i == known.primary()) {
                askInBackground(i);
            } else {
                later(AFTER_PRIMARY, () -> askInBackground(index));
            }
        }
    }

    /** Asks every host, and waits for the answers until {@code timeout}. Hosts that have not answered by then count as down. */
    public Round ask(Duration timeout) {
        long startedAt = ticker.nanoTime();
        List<CompletableFuture<HostWatch.Answer>> asked = new ArrayList<>();
        for (int i = 0; i < watches.size(); i++) {
            asked.add(askInDetail(i, timeout, startedAt));
        }
        List<@Nullable DatabaseException> failures = new ArrayList<>();
        String version = null;
        Integer count = null;
        for (int i = 0; i < asked.size(); i++) {
            Duration left = timeout.minusNanos(ticker.nanoTime() - startedAt);
            HostWatch.Answer answer = await(asked.get(i), i, left, timeout);
            failures.add(answer.failure());
            if (version == null) {
                version = answer.version();
                count = answer.connectionCount();
            }
        }
        return new Round(topology, failures, version, count);
    }

    /** The question that is under way may be one without details, or of a host that was down then: another follows. */
    private CompletableFuture<HostWatch.Answer> askInDetail(int index, Duration timeout, long since) {
        return ask(index, timeout, true)
                .thenCompose(answer -> answer.askedAt() - since < 0 || answer.failure() == null && !answer.details()
                        ? ask(index, timeout, true)
                        : CompletableFuture.completedFuture(answer));
    }

    private HostWatch.Answer await(
            CompletableFuture<HostWatch.Answer> asked, int index, Duration left, Duration timeout) {
        DatabaseException why;
        try {
            return asked.get(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            why = errors.silent(watches.get(index).host(), timeout);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return unanswered(
                    errors.silent(watches.get(index).host(), timeout), timeout); // which says nothing of the host
        } catch (ExecutionException failed) {
            HostSpec host = watches.get(index).host();
            why = errors.translate(host, "asking " + host + " for its role", timeout, failed);
        }
        DatabaseException failure = why;
        learn(index, node -> node.silent(failure));
        return unanswered(failure, timeout);
    }

    private static HostWatch.Answer unanswered(DatabaseException why, Duration timeout) {
        return new HostWatch.Answer(null, why, 0, timeout, true, null, null);
    }

    private CompletableFuture<HostWatch.Answer> ask(int index, Duration timeout, boolean details) {
        return watches.get(index).ask(timeout, details);
    }

    private void askInBackground(int index) {
        if (!closed) {
            ask(index, PATIENCE, false);
        }
    }

    private CompletableFuture<Void> askAll() {
        long since = ticker.nanoTime();
        List<CompletableFuture<?>> asked = new ArrayList<>();
        for (int i = 0; i < watches.size() && !closed; i++) {
            int index = i;
            asked.add(ask(i, PATIENCE, false).thenAccept(answer -> {
                if (answer.askedAt() - since < 0) { // it was under way, and heard before anybody waited
                    hurryIfWaitedFor(index, answer.failure());
                }
            }));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
    }

    private void signal() {
        lock.lock();
        try {
            learnt.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void later(Duration delay, Runnable task) {
        if (closed) {
            return;
        }
        try {
            threads.timer().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            closed = true; // with its manager
        }
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ learning

    /** Returns whether the connection was taken over. */
    private boolean learn(int index, HostWatch.Answer answer, Connector.@Nullable Opened over) {
        boolean takenOver = false;
        HostReport report = answer.report();
        if (report != null) {
            HostReport before = topology.nodes().get(index).report();
            Duration lag = history.answered(report, before, answer.askedAt());
            Topology known = learn(index, node -> node.answered(report, answer.askedAt(), answer.took(), lag));
            if (over != null && waiting() > 0) {
                takenOver = true;
                listener.answeredOver(index, over, answer.took(), known.epoch());
            }
        }
        DatabaseException failure = answer.failure();
        if (failure != null) {
            learn(index, node -> node.silent(failure));
        }
        hurryIfWaitedFor(index, failure);
        return takenOver;
    }

    /** Returns the new picture. */
    @CanIgnoreReturnValue
    private Topology learn(int index, UnaryOperator<Node> what) {
        Topology before;
        Topology after;
        Runnable rest = NOTHING;
        lock.lock();
        try {
            before = topology;
            Node known = before.nodes().get(index);
            Node now = what.apply(known);
            after = now == known ? before : before.with(index, now);
            if (after.epoch() != before.epoch()) {
                rest = listener.rolesChange(before, after);
            }
            topology = after;
            if (after.differsInHosts(before)) {
                news++;
                learnt.signalAll();
            }
        } finally {
            lock.unlock();
        }
        rest.run();
        if (after != before) {
            listener.changed(before, after);
        }
        return after;
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------- waiting

    /** How many wait for a host that is not there. */
    public int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Has the hosts asked again and again until it is closed: for somebody who waits for one that is not there. */
    public Hurry hurry() {
        return new Hurry();
    }

    /** See {@link #hurry}. For one thread. */
    public final class Hurry implements AutoCloseable {

        private final CompletableFuture<?> firstRound;
        private long known;

        private Hurry() {
            boolean first;
            lock.lock();
            try {
                known = news;
                first = waiting++ == 0;
                if (first) {
                    waitingSince = ticker.nanoTime();
                }
            } finally {
                lock.unlock();
            }
            firstRound = first ? askAll() : CompletableFuture.completedFuture(null);
            firstRound.whenComplete((done, failed) -> signal());
        }

        /** Waits until a host has another role or state than at the last call, or when this was made. False if {@code deadline} was over before that, the thread was interrupted, which is kept, or the monitor was closed. */
        public boolean awaitNews(Deadline deadline) {
            lock.lock();
            try {
                boolean inTime = true;
                while (news == known && inTime && !closed) {
                    long left = deadline.remainingNanos(ticker.nanoTime());
                    inTime = left > 0
                            && (firstRound.isDone()
                                    ? ticker.await(learnt, Duration.ofNanos(left))
                                    : learnt.awaitNanos(left) > 0);
                }
                boolean more = news != known;
                known = news;
                return more && !closed;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                waiting--;
            } finally {
                lock.unlock();
            }
        }
    }

    /** While somebody waits, each host is asked again soon after its answer; a primary that gave none is, whoever waits. */
    private void hurryIfWaitedFor(int index, @Nullable DatabaseException failure) {
        Duration pause;
        boolean redial = false;
        lock.lock();
        try {
            boolean missed = failure != null && index == topology.lastPrimary();
            if (closed || waiting == 0 && !missed) {
                return;
            }
            long now = ticker.nanoTime();
            pause = pause(failure, waiting == 0 ? Long.MAX_VALUE : now - waitingSince);
            if (Math.abs(now - redialledAt) > REDIAL_NANOS) { // or the clock went back
                redialledAt = now;
                redial = true;
            }
        } finally {
            lock.unlock();
        }
        if (redial) {
            watches.forEach(HostWatch::redial);
        }
        plan(index, pause);
    }

    /** The next question to a host. */
    private record Planned(long at) {}

    /** Has a host asked after {@code pause}, if it is not to be asked sooner anyway. */
    private void plan(int index, Duration pause) {
        AtomicReference<@Nullable Planned> next = planned.get(index);
        Planned mine = new Planned(ticker.nanoTime() + pause.toNanos());
        Planned kept = next.accumulateAndGet(
                mine, (known, given) -> known == null || given.at() - known.at() < 0 ? given : known);
        if (kept == mine) {
            later(pause, () -> {
                if (next.compareAndSet(mine, null)) {
                    askInBackground(index);
                }
            });
        }
    }

    private Duration pause(@Nullable DatabaseException failure, long waited) {
        if (failure != null
                && (failure.category() == ErrorCategory.AUTHENTICATION
                        || failure.category() == ErrorCategory.RESOURCE
                        || Connector.isServerFull(failure))) {
            return CAREFUL;
        }
        if (waited > HURRY_LASTS.toNanos()) {
            return PATIENT;
        }
        return failure == null || watches.size() == 1 ? HURRY : DIAL_HURRY;
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------- freshness

    /** Asks one host anew what it has, and waits for that until {@code deadline} at most. False if it gave no answer to a question that began after this call. */
    public boolean refresh(int index, Deadline deadline) {
        long since = ticker.nanoTime();
        try {
            HostWatch.Answer answer = answer(index, deadline);
            if (answer.askedAt() - since < 0) { // one that somebody else asked, perhaps before what matters here
                answer = answer(index, deadline);
            }
            return answer.report() != null;
        } catch (TimeoutException | ExecutionException noAnswer) {
            return false; // what is known stays known
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HostWatch.Answer answer(int index, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        return ask(index, PATIENCE, false).get(deadline.remainingNanos(ticker.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private int index(HostSpec host) {
        for (int i = 0; i < watches.size(); i++) {
            if (watches.get(i).host().equals(host)) {
                return i;
            }
        }
        throw new IllegalArgumentException(host + " is not a host of this database");
    }

    @Override
    public void close() {
        closed = true;
        signal();
        watches.forEach(HostWatch::close);
    }

    /** Whether nothing is learnt any more. */
    public boolean isClosed() {
        return closed;
    }
}
