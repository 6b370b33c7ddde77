package dev.hawser.tests.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.Consistency;
import dev.hawser.Deadline;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.Position;
import dev.hawser.config.ConfigLoader;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.event.DatabaseListener;
import dev.hawser.internal.Events;
import dev.hawser.internal.ManagedDatabase;
import dev.hawser.internal.Supplied;
import dev.hawser.internal.Threads;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.topology.Access;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.PositionTracker.Relation;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.FakeEngine;
import dev.hawser.testkit.FakeFailure;
import dev.hawser.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which host work is given when roles change in the worst moment, and that nobody waits longer than need be. With a clock that runs. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class RoutingTest {

    private static final String ONE = "fake://db1:1/shop";
    private static final String TWO = "fake://db1:1,db2:1/shop";
    private static final HostSpec DB1 = new HostSpec("db1", 1);
    private static final HostSpec DB2 = new HostSpec("db2", 1);

    private final FakeEngine engine = new FakeEngine();
    private final AtomicReference<Thread> hookedThread = new AtomicReference<>();
    private final List<DatabaseEvent> events = new CopyOnWriteArrayList<>();
    private volatile Runnable hook = () -> {};
    private volatile Consumer<DatabaseEvent> onEvent = event -> {};
    private final Threads threads = new Threads(new HookedTicker());
    private ManagedDatabase database;

    /** Runs {@link #hook}, once, where the thread that is hooked reads the clock next. */
    private final class HookedTicker implements Ticker {

        @Override
        public long nanoTime() {
            if (hookedThread.compareAndSet(Thread.currentThread(), null)) {
                hook.run();
            }
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Ticker.SYSTEM.sleep(duration);
        }
    }

    private void open(String url, String timeout) {
        DatabaseOptions options = DatabaseOptions.of("orders")
                .url(url)
                .set("pool.timeout", timeout)
                .set("read-wait", "0s");
        ConfigSources sources = ConfigSources.in(Path.of("target/nothing-here")).withDatabases(options);
        DatabaseListener listener = event -> {
            events.add(event);
            onEvent.accept(event);
        };
        database = new ManagedDatabase(
                new ConfigLoader(sources, List.of(engine)).load().databases().get(0),
                engine,
                new Events(List.of(listener)),
                threads,
                Supplied.NOTHING);
        database.start();
    }

    @AfterEach
    void close() {
        database.close(Deadline.in(Duration.ofMillis(100)));
        threads.close();
    }

    private static HostReport primary(int timeline, int place) {
        return new HostReport(HostRole.PRIMARY, "cluster", timeline, timeline + ":" + place);
    }

    private static HostReport replica(int timeline, int place) {
        return new HostReport(HostRole.REPLICA, "cluster", timeline, timeline + ":" + place);
    }

    private void kill(HostSpec dead) {
        engine.onConnect((host, timeout) -> {
            if (host.equals(dead)) {
                throw refused();
            }
        });
        engine.open().stream()
                .filter(connection -> connection.host().equals(dead))
                .forEach(FakeConnection::breakDown);
    }

    private static FakeFailure refused() {
        return new FakeFailure(ErrorCategory.CONNECTION_REFUSED, "as scripted");
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("time that is left").isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private CompletableFuture<Lease> acquiring(Access access) {
        return CompletableFuture.supplyAsync(() -> database.acquire(access, null), threads.workers());
    }

    @Test
    void onlyHost_thatIsNoPrimaryAnyMore_isWaitedForUntilTheDeadline_andNotLonger() {
        open(ONE, "200ms");
        engine.role(DB1, HostRole.REPLICA);
        database.health(true);
        assertThat(acquiring(Access.WRITE))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .withMessageContaining("none of fake://db1:1/shop takes writes: db1:1 REPLICA AVAILABLE");
    }

    @Test
    void interruptedThread_doesNotWaitForAPrimary() {
        open(ONE, "20s");
        engine.role(DB1, HostRole.REPLICA);
        database.health(true);
        long begun = System.nanoTime();
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(DatabaseException.class).isThrownBy(() -> database.acquire(Access.WRITE, null));
        } finally {
            assertThat(Thread.interrupted()).as("kept").isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void onlyHost_thatComesBackAsAReplica_isNotLentToThoseWhoWantedToWrite() {
        open(ONE, "1s");
        engine.onNextConnect((host, timeout) -> {
            engine.role(DB1, HostRole.REPLICA);
            throw refused();
        });
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> database.acquire(Access.WRITE, null))
                .withMessageContaining("takes writes");
    }

    @Test
    void onlyHost_thatTakesWritesAgain_isWrittenTo_overTheConnectionOverWhichItSaidSo() {
        open(ONE, "20s");
        engine.role(DB1, HostRole.REPLICA);
        database.health(true);
        CompletableFuture<Lease> waiting = acquiring(Access.WRITE);
        engine.onNextConnect((host, timeout) -> {
            engine.role(DB1, HostRole.PRIMARY);
            engine.refuse(); // whoever connects after this one
        });
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(10));
        waiting.join().release();
        await(() -> events.stream()
                .anyMatch(event -> event instanceof DatabaseEvent.ConnectionOpened opened
                        && opened.host().equals(DB1)));
    }

    @Test
    void onlyHost_withTheDataOfAnotherCluster_getsNoReads() {
        engine.report(DB1, new HostReport(HostRole.PRIMARY, "one", 1, null));
        open(ONE, "200ms");
        engine.report(DB1, new HostReport(HostRole.PRIMARY, "another", 1, null));
        database.health(true);
        assertThat(acquiring(Access.read(Consistency.EVENTUAL)))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .withMessageContaining("belongs to another cluster, another and not one");
    }

    @Test
    void hostThatIsFenced_betweenTheChoiceAndTheLoan_isNotLent() {
        engine.report(DB1, primary(1, 100));
        engine.report(DB2, replica(1, 100));
        open(TWO, "20s");
        hook = () -> {
            engine.report(DB2, primary(2, 120));
            database.health(true);
        };
        hookedThread.set(Thread.currentThread());
        Lease lease = database.acquire(Access.WRITE, null);
        assertThat(lease.host()).isEqualTo(DB2);
        lease.release();
    }

    @Test
    void primaryThatRefusedAConnect_andAnswersBeforeAnybodyWaits_isTriedAgain() {
        engine.role(DB2, HostRole.REPLICA);
        open(TWO, "20s");
        engine.refuse(1);
        onEvent = event -> {
            if (event instanceof DatabaseEvent.HostChanged changed && changed.state() == HostState.SUSPECT) {
                onEvent = any -> {};
                database.health(true);
            }
        };
        Lease lease = database.acquire(Access.WRITE, null);
        assertThat(lease.host()).isEqualTo(DB1);
        lease.release();
    }

    @Test
    void readAfterAPosition_withoutAPrimary_isServedAsSoonAsAReplicaHasIt() throws Exception {
        engine.positions(
                (position, reached) -> Integer.parseInt(position.substring(2)) <= Integer.parseInt(reached.substring(2))
                        ? Relation.REACHED
                        : Relation.BEHIND);
        engine.report(DB1, primary(1, 100));
        engine.report(DB2, replica(1, 100));
        open(TWO, "30s");
        kill(DB1);
        database.health(true);
        CompletableFuture<Lease> waits = acquiring(Access.read(Consistency.after(new Position("orders", "1:200"))));
        assertThat(waits).as("nobody has it").failsWithin(Duration.ofMillis(100));
        engine.report(DB2, replica(1, 200));
        Lease lease = waits.get(10, TimeUnit.SECONDS);
        assertThat(lease.host()).isEqualTo(DB2);
        lease.release();
    }

    @Test
    void healthAskedByAnInterruptedThread_speaksAgainstNoHost() {
        engine.role(DB2, HostRole.REPLICA);
        open(TWO, "3s");
        CountDownLatch answers = new CountDownLatch(1);
        engine.onConnect((host, timeout) -> answers.await());
        engine.open().forEach(FakeConnection::breakDown);
        Thread.currentThread().interrupt();
        try {
            database.health(true);
        } finally {
            assertThat(Thread.interrupted()).as("kept").isTrue();
            answers.countDown();
        }
        assertThat(events)
                .noneMatch(event ->
                        event instanceof DatabaseEvent.HostChanged changed && changed.state() == HostState.DOWN);
    }

    @Test
    void closing_endsTheWaitForAPrimary() {
        engine.role(DB2, HostRole.REPLICA);
        open(TWO, "30s");
        engine.role(DB1, HostRole.REPLICA);
        database.health(true);
        AtomicReference<Thread> waiter = new AtomicReference<>();
        CompletableFuture<Lease> waits = CompletableFuture.supplyAsync(
                () -> {
                    waiter.set(Thread.currentThread());
                    return database.acquire(Access.WRITE, null);
                },
                threads.workers());
        await(() -> waiter.get() != null && waiter.get().getState() == Thread.State.TIMED_WAITING);
        database.close(Deadline.in(Duration.ofMillis(100)));
        assertThat(waits)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .withMessageContaining("closed");
    }

    @Test
    void transactionOnAPrimaryThatWasMadeAReplica_isCut_whenAnotherHasItsPlace_andNothingElseThere() throws Exception {
        engine.role(DB2, HostRole.REPLICA);
        open(TWO, "20s");
        Lease statement = database.acquire(Access.WRITE, null);
        Lease transaction = database.acquire(Access.WRITE, null);
        FakeConnection goesOn = (FakeConnection) statement.connection();
        FakeConnection waits = (FakeConnection) transaction.connection();
        waits.begin();
        engine.role(DB1, HostRole.REPLICA);
        database.health(true);
        assertThat(waits.aborts()).as("nobody else may take it").isZero();
        engine.role(DB2, HostRole.PRIMARY);
        database.health(true);
        await(() -> waits.aborts() > 0);
        assertThat(goesOn.aborts()).isZero();
        transaction.release();
        statement.release();
    }

    @Test
    void whatRunsOnAPrimaryThatRefusedAWriteAndFellSilent_isCut_whenAnotherHasItsPlace() {
        engine.role(DB2, HostRole.REPLICA);
        open(TWO, "20s");
        Lease running = database.acquire(Access.WRITE, null);
        FakeConnection connection = (FakeConnection) running.connection();
        kill(DB1);
        database.judged(DB1, new DatabaseException(ErrorCategory.WRONG_ROLE, "as scripted"));
        await(() -> events.stream()
                .anyMatch(event -> event instanceof DatabaseEvent.HostChanged changed
                        && changed.host().equals(DB1)
                        && changed.role() == HostRole.UNKNOWN
                        && changed.state() == HostState.DOWN));
        assertThat(connection.aborts()).isZero();
        engine.role(DB2, HostRole.PRIMARY);
        database.health(true);
        await(() -> connection.aborts() > 0);
        running.release();
    }
}
