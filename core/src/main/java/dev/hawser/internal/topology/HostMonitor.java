package dev.hawser.internal.topology;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.Errors;
import dev.hawser.internal.pool.Connector;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the picture of a database's hosts. Asks all of them in parallel, each on a connection of its own, so that it sees a server that no longer accepts
 * anybody and never waits for a pool. At most one round of questions runs at a time; who asks meanwhile waits for that round. Thread-safe.
 */
public final class HostMonitor {

    private final List<Connector> connectors;
    private final RoleProbe probe;
    private final Errors errors;
    private final Executor executor;
    private final Ticker ticker;
    private final BiConsumer<Topology, Topology> onChange;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Topology topology;

    @GuardedBy("lock")
    private @Nullable CompletableFuture<Round> running;

    /**
     * One round of questions.
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

    private record Answer(
            Topology.Node node,
            @Nullable DatabaseException failure,
            @Nullable String version,
            @Nullable Integer connectionCount) {}

    /** {@code onChange} is told the picture before and after, without any lock held. */
    public HostMonitor(
            List<Connector> connectors,
            RoleProbe probe,
            Errors errors,
            Executor executor,
            Ticker ticker,
            BiConsumer<Topology, Topology> onChange) {
        this.connectors = List.copyOf(connectors);
        this.probe = probe;
        this.errors = errors;
        this.executor = executor;
        this.ticker = ticker;
        this.onChange = onChange;
        this.topology =
                Topology.unknown(connectors.stream().map(Connector::host).toList());
    }

    /** What is known now. Does not block. */
    public Topology topology() {
        return topology;
    }

    /** Notes a bad sign from a host. Does not block. */
    public void suspect(HostSpec host) {
        lock.lock();
        try {
            topology = topology.suspecting(host);
        } finally {
            lock.unlock();
        }
    }

    /** Asks every host, and waits for the answers until {@code timeout}. Hosts that have not answered by then count as down. */
    public Round ask(Duration timeout) {
        CompletableFuture<Round> mine = new CompletableFuture<>();
        CompletableFuture<Round> others = join(mine);
        if (others != null) {
            return await(others, timeout);
        }
        try {
            mine.complete(askAll(timeout));
            return mine.join();
        } finally {
            leave();
            mine.cancel(false); // completes those who wait if the round itself failed
        }
    }

    /** The round that is under way, or null after making {@code mine} the one. */
    private @Nullable CompletableFuture<Round> join(CompletableFuture<Round> mine) {
        lock.lock();
        try {
            CompletableFuture<Round> others = running;
            if (others == null) {
                running = mine;
            }
            return others;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            running = null;
        } finally {
            lock.unlock();
        }
    }

    private Round await(CompletableFuture<Round> others, Duration timeout) {
        try {
            return others.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException | CancellationException late) {
            return silence(timeout);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return silence(timeout);
        }
    }

    private Round askAll(Duration timeout) {
        long startedAt = ticker.nanoTime();
        List<CompletableFuture<Answer>> asked = new ArrayList<>();
        for (Connector connector : connectors) {
            asked.add(CompletableFuture.supplyAsync(() -> askOne(connector, timeout), executor));
        }
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Duration left = timeout.minusNanos(ticker.nanoTime() - startedAt);
            answers.add(await(asked.get(i), connectors.get(i).host(), left, timeout));
        }
        return publish(answers);
    }

    private Answer await(CompletableFuture<Answer> asked, HostSpec host, Duration left, Duration timeout) {
        try {
            return asked.get(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return unanswered(host, errors.silent(host, timeout));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return unanswered(host, errors.silent(host, timeout));
        } catch (ExecutionException failed) {
            return unanswered(host, errors.translate(host, "asking " + host + " for its role", timeout, failed));
        }
    }

    private Answer askOne(Connector connector, Duration timeout) {
        long startedAt = ticker.nanoTime();
        EngineConnection connection;
        try {
            connection = connector.connect(timeout);
        } catch (DatabaseException refused) {
            return unanswered(connector.host(), refused);
        }
        try {
            HostRole role = probe.ask(connector.host(), connection).role();
            String version = connection.serverVersion();
            Integer count = connectionCount(connector.host(), connection);
            Duration took = Duration.ofNanos(ticker.nanoTime() - startedAt);
            return new Answer(
                    new Topology.Node(connector.host(), role, HostState.AVAILABLE, took), null, version, count);
        } catch (Exception error) {
            Duration took = Duration.ofNanos(ticker.nanoTime() - startedAt);
            return unanswered(
                    connector.host(),
                    errors.translate(connector.host(), "asking " + connector.host() + " for its role", took, error));
        } finally {
            connection.close();
        }
    }

    /** A server that lets this user not look at its connections works all the same. */
    private @Nullable Integer connectionCount(HostSpec host, EngineConnection connection) throws Exception {
        try {
            return connection.connectionCount();
        } catch (Exception error) {
            DatabaseException meaning = errors.translate(host, "counting connections", Duration.ZERO, error);
            if (meaning.category() == ErrorCategory.PERMISSION) {
                return null;
            }
            throw error;
        }
    }

    /** A host that gave no answer keeps the role it last had: a primary that is down is still the one to write to when it is back. */
    private Answer unanswered(HostSpec host, DatabaseException failure) {
        HostRole last = topology.nodes().stream()
                .filter(node -> node.host().equals(host))
                .map(Topology.Node::role)
                .findFirst()
                .orElse(HostRole.UNKNOWN);
        return new Answer(new Topology.Node(host, last, HostState.DOWN, null), failure, null, null);
    }

    private Round publish(List<Answer> answers) {
        List<Topology.Node> nodes = answers.stream().map(Answer::node).toList();
        Topology before;
        Topology after;
        lock.lock();
        try {
            before = topology;
            after = before.answered(nodes);
            topology = after;
        } finally {
            lock.unlock();
        }
        onChange.accept(before, after);
        List<@Nullable DatabaseException> failures = new ArrayList<>();
        String version = null;
        Integer count = null;
        for (Answer answer : answers) {
            failures.add(answer.failure());
            if (version == null) {
                version = answer.version();
                count = answer.connectionCount();
            }
        }
        return new Round(after, failures, version, count);
    }

    /** What is known when a round that somebody else started did not end in time. */
    private Round silence(Duration timeout) {
        List<@Nullable DatabaseException> failures = new ArrayList<>();
        connectors.forEach(connector -> failures.add(errors.silent(connector.host(), timeout)));
        return new Round(topology, failures, null, null);
    }
}
