package dev.hawser.testkit;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Capability;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.ErrorTable;
import dev.hawser.spi.ErrorTable.Meaning;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.PooledEngine;
import dev.hawser.spi.PositionTracker;
import dev.hawser.spi.RoleProbe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An engine without a database. What its connects do can be scripted, and it remembers every connection. Unlike a real engine it has state, so each test
 * makes its own. Thread-safe.
 */
public final class FakeEngine implements PooledEngine {

    private static final ConnectScript SUCCESS = (host, timeout) -> {};

    private final Queue<ConnectScript> next = new ConcurrentLinkedQueue<>();
    private final Map<HostSpec, HostReport> reports = new ConcurrentHashMap<>();
    private final Map<HostSpec, HostRole> told = new ConcurrentHashMap<>();
    private final Queue<FakeConnection> opened = new ConcurrentLinkedQueue<>();
    private final List<FakeConnection> open = new CopyOnWriteArrayList<>();
    private final List<Thread> abortedConnects = new CopyOnWriteArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger preparations = new AtomicInteger();
    private volatile @Nullable PositionTracker positions;
    private volatile ConnectScript otherwise = SUCCESS;
    private volatile Runnable beforeAbort = () -> {};
    private volatile Predicate<Credentials> login = anybody -> true;

    /** What happens before a connection is opened: nothing, an exception, or a long wait. */
    @FunctionalInterface
    public interface ConnectScript {
        void connect(HostSpec host, Duration timeout) throws Exception;
    }

    /** What the next connect does; those after it go on as before. Several calls queue up. */
    public void onNextConnect(ConnectScript script) {
        next.add(script);
    }

    /** What every connect does for which nothing is queued. */
    public void onConnect(ConnectScript script) {
        otherwise = script;
    }

    /** The next {@code times} connects are refused. */
    public void refuse(int times) {
        for (int i = 0; i < times; i++) {
            onNextConnect(FakeEngine::refused);
        }
    }

    /** Every connect is refused, until {@link #accept()}. */
    public void refuse() {
        onConnect(FakeEngine::refused);
    }

    /** Ends {@link #refuse()}. */
    public void accept() {
        onConnect(SUCCESS);
    }

    /** The next connect waits for {@code release}, whatever its timeout says, and then succeeds: late. */
    public void hangNext(CountDownLatch release) {
        onNextConnect((host, timeout) -> release.await());
    }

    /** What happens when a connect was given up, before its thread is interrupted. */
    public void beforeAbort(Runnable script) {
        beforeAbort = script;
    }

    /** From now on only connects with these credentials get in; the others fail to authenticate, after what their script does. */
    public void admit(Predicate<Credentials> login) {
        this.login = login;
    }

    private static void refused(HostSpec host, Duration timeout) throws FakeFailure {
        throw new FakeFailure(ErrorCategory.CONNECTION_REFUSED, host + " refused the connection");
    }

    /** What a host answers when it is asked for its role; {@code PRIMARY} if nothing is set. */
    public void role(HostSpec host, HostRole role) {
        report(host, HostReport.of(role));
    }

    /** All that a host answers when it is asked what it is. */
    public void report(HostSpec host, HostReport report) {
        reports.put(host, report);
    }

    /** How the positions in its hosts' reports compare; without this it has none. Before a database is opened. */
    public void positions(PositionTracker tracker) {
        positions = tracker;
    }

    /** What a host says of its role to every connection without being asked; null, and until this is called, nothing. */
    public void tell(HostSpec host, @Nullable HostRole role) {
        told.compute(host, (any, before) -> role);
    }

    /** Every connection that was opened, in order. */
    public List<FakeConnection> opened() {
        return List.copyOf(opened);
    }

    /** Those that are not closed. */
    public List<FakeConnection> open() {
        return List.copyOf(open);
    }

    /** How many connects were tried. */
    public int attempts() {
        return attempts.get();
    }

    /** The threads whose connects were given up, in order. */
    public List<Thread> abortedConnects() {
        return List.copyOf(abortedConnects);
    }

    /** How often a database was prepared. */
    public int preparations() {
        return preparations.get();
    }

    void closed(FakeConnection connection) {
        open.remove(connection);
    }

    @Override
    public ConnectionFactory connectionFactory(DatabaseConfig config) {
        return new ConnectionFactory() {
            @Override
            public EngineConnection connect(HostSpec host, Credentials credentials, Duration timeout) throws Exception {
                nextScript().connect(host, timeout);
                authenticate(credentials);
                return newConnection(host, credentials);
            }

            @Override
            public void abort(Thread connecting) {
                abortedConnects.add(connecting);
                beforeAbort.run();
                ConnectionFactory.super.abort(connecting);
            }

            @Override
            public void prepare(Credentials credentials, Duration timeout) throws FakeFailure {
                authenticate(credentials);
                preparations.incrementAndGet();
            }
        };
    }

    private ConnectScript nextScript() {
        attempts.incrementAndGet();
        ConnectScript script = next.poll();
        return script == null ? otherwise : script;
    }

    private void authenticate(Credentials credentials) throws FakeFailure {
        if (!login.test(credentials)) {
            throw new FakeFailure(
                    ErrorCategory.AUTHENTICATION, "user " + credentials.user() + " gave a wrong password");
        }
    }

    private FakeConnection newConnection(HostSpec host, Credentials credentials) {
        FakeConnection connection = new FakeConnection(this, host, numbers.incrementAndGet(), credentials);
        open.add(connection); // first: one that is seen among the opened was open before
        opened.add(connection);
        return connection;
    }

    @Override
    public RoleProbe roleProbe() {
        return new RoleProbe() {
            @Override
            public HostReport ask(HostSpec host, EngineConnection connection) throws Exception {
                ((FakeConnection) connection).use();
                return reports.getOrDefault(host, HostReport.of(HostRole.PRIMARY));
            }

            @Override
            public @Nullable HostRole told(EngineConnection connection) {
                return told.get(((FakeConnection) connection).host());
            }
        };
    }

    @Override
    public ErrorTable errors() {
        return error -> error instanceof FakeFailure failure
                ? new Meaning(failure.category(), failure.sqlState(), 0, null)
                : new Meaning(ErrorCategory.OTHER, null, 0, null);
    }

    @Override
    public Optional<PositionTracker> positions() {
        return Optional.ofNullable(positions);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public List<String> schemes() {
        return List.of(name());
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.REPLICATION);
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("port", "1");
    }

    @Override
    public boolean embedded() {
        return false;
    }

    @Override
    public Optional<String> missingDriver() {
        return Optional.empty();
    }

    @Override
    public List<String> check(DatabaseConfig config) {
        return List.of();
    }
}
