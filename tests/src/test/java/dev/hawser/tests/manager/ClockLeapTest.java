package dev.hawser.tests.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.Consistency;
import dev.hawser.Deadline;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.Events;
import dev.hawser.internal.ManagedDatabase;
import dev.hawser.internal.Supplied;
import dev.hawser.internal.Threads;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.topology.Access;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.PositionTracker.Relation;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.FakeEngine;
import dev.hawser.testkit.FakeFailure;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.tests.pool.JumpingTicker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock that leaps by an hour, ahead as after a sleep or back as no clock should: nothing old is served for new, nobody waits for ages, and the hosts are asked on. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class ClockLeapTest {

    private static final String ONE = "fake://db1:1/shop";
    private static final String TWO = "fake://db1:1,db2:1/shop";
    private static final HostSpec DB1 = new HostSpec("db1", 1);
    private static final HostSpec DB2 = new HostSpec("db2", 1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeEngine engine = new FakeEngine();
    private final JumpingTicker clock = new JumpingTicker();
    private final Threads threads = new Threads(clock);
    private ManagedDatabase database;

    private void open(String url, String poolTimeout) {
        engine.positions((position, reached) -> position.compareTo(reached) <= 0 ? Relation.REACHED : Relation.BEHIND);
        primary(DB1, 1, "100");
        replica(DB2, 1, "100");
        DatabaseOptions options = DatabaseOptions.of("orders")
                .url(url)
                .poolSize(1)
                .set("pool.max-overflow", 0)
                .set("pool.timeout", poolTimeout);
        database = new ManagedDatabase(
                FakeDatabase.config(options, engine), engine, new Events(List.of()), threads, Supplied.NOTHING);
        database.start();
    }

    @AfterEach
    void close() {
        database.close(Deadline.at(clock.nanoTime(), Duration.ofMillis(100)));
        threads.close();
    }

    private void primary(HostSpec host, int timeline, String position) {
        engine.report(host, new HostReport(HostRole.PRIMARY, "cluster", timeline, position));
    }

    private void replica(HostSpec host, int timeline, String position) {
        engine.report(host, new HostReport(HostRole.REPLICA, "cluster", timeline, position));
    }

    private HostSpec hostOf(Access access) {
        Lease lease = database.acquire(access, null);
        HostSpec host = lease.host();
        lease.release();
        return host;
    }

    private HostSpec hostOfRead(Duration bound) {
        return hostOf(Access.read(Consistency.bounded(bound)));
    }

    private CompletableFuture<HostSpec> writing() {
        return CompletableFuture.supplyAsync(() -> hostOf(Access.WRITE), threads.workers());
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("time that is left").isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The primary goes on, and the replica does not. */
    private void replicaFallsBehindBy(Duration lag) {
        assertThat(hostOfRead(Duration.ofMinutes(1))).isEqualTo(DB2);
        clock.jump(lag);
        primary(DB1, 1, "200");
        database.health(true);
        assertThat(hostOfRead(lag.dividedBy(2))).isEqualTo(DB1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void boundedRead_afterALeap_isNotServedByAReplicaThatIsBehind(int hours) {
        open(TWO, "30s");
        replicaFallsBehindBy(Duration.ofMinutes(20));

        clock.jump(HOUR.multipliedBy(hours));

        assertThat(hostOfRead(Duration.ofMinutes(1))).isEqualTo(DB1);
        database.health(true);
        assertThat(hostOfRead(Duration.ofMinutes(1))).isEqualTo(DB1);
        replica(DB2, 1, "200");
        database.health(true);
        assertThat(hostOfRead(Duration.ofMinutes(1)))
                .as("one that has caught up serves again")
                .isEqualTo(DB2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void hostThatIsFenced_isNotUsedAfterALeap_norAConnectionThatWasOpenedBefore(int hours) {
        open(TWO, "30s");
        assertThat(hostOf(Access.WRITE)).isEqualTo(DB1);
        primary(DB2, 2, "300");
        database.health(true);
        List<FakeConnection> old = engine.opened().stream()
                .filter(connection -> connection.host().equals(DB1))
                .toList();
        List<Integer> lentBefore = old.stream().map(FakeConnection::resets).toList();

        clock.jump(HOUR.multipliedBy(hours));

        for (int i = 0; i < 4; i++) {
            assertThat(hostOf(Access.WRITE)).isEqualTo(DB2);
            assertThat(hostOf(Access.read(Consistency.EVENTUAL))).isEqualTo(DB2);
            database.health(true);
        }
        replica(DB1, 2, "300");
        database.health(true);
        await(() -> hostOf(Access.read(Consistency.EVENTUAL)).equals(DB1));
        assertThat(old.stream().map(FakeConnection::resets).toList())
                .as("how often those were lent that were opened to the primary that it was")
                .isEqualTo(lentBefore);
    }

    private void killPrimary() {
        engine.onConnect((host, timeout) -> {
            if (host.equals(DB1)) {
                throw new FakeFailure(ErrorCategory.CONNECTION_REFUSED, "as scripted");
            }
        });
        engine.open().stream()
                .filter(connection -> connection.host().equals(DB1))
                .forEach(FakeConnection::breakDown);
        database.health(true);
    }

    /** Waits until the hosts are asked again and again, as they are while somebody waits for a primary. */
    private void awaitHurry() {
        int asked = engine.attempts();
        await(() -> engine.attempts() >= asked + 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void writerThatWaitsForAPrimary_isToldSoon_whenThereIsNone(int hours) {
        open(TWO, "2s"); // long enough for the hosts to be asked some times meanwhile
        killPrimary();
        CompletableFuture<HostSpec> writing = writing();
        awaitHurry();

        clock.jump(HOUR.multipliedBy(hours));
        engine.onConnect((host, timeout) -> {
            throw new FakeFailure(
                    ErrorCategory.CONNECTION_REFUSED, "as scripted"); // news, which has it look at the clock
        });
        engine.open().forEach(FakeConnection::breakDown);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> writing.get(20, TimeUnit.SECONDS))
                .withCauseInstanceOf(DatabaseException.class)
                .withMessageContaining("takes writes: db1:1 PRIMARY DOWN, db2:1 REPLICA");
    }

    @Test
    void writerThatWaitsForAPrimary_isServedAfterALeapBack_whenThereIsOne() throws Exception {
        open(TWO, "30s");
        killPrimary();
        CompletableFuture<HostSpec> writing = writing();
        awaitHurry();

        clock.jump(HOUR.negated());
        awaitHurry();
        primary(DB2, 2, "300");

        assertThat(writing.get(20, TimeUnit.SECONDS)).isEqualTo(DB2);
    }

    @Test
    void hostThatIsWaitedFor_isDialledAnew_alsoAfterALeapBack() throws Exception {
        open(TWO, "30s");
        replica(DB1, 1, "100");
        database.health(true);
        int first = engine.opened().size();
        CompletableFuture<HostSpec> writing = writing();
        await(() -> engine.opened().size() > first);

        clock.jump(HOUR.negated());
        int opened = engine.opened().size();
        await(() -> engine.opened().size() > opened); // its address may lead elsewhere

        primary(DB1, 1, "100");
        assertThat(writing.get(20, TimeUnit.SECONDS)).isEqualTo(DB1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void waiterInAQueue_isNotLeftThere(int hours) {
        open(ONE, "2s"); // long enough to be seen in the queue
        Lease held = database.acquire(Access.WRITE, null);
        CompletableFuture<HostSpec> writing = writing();
        await(() -> database.pool().stats().pending() == 1);

        clock.jump(HOUR.multipliedBy(hours));

        assertThatThrownBy(() -> writing.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(PoolExhaustedException.class);
        held.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void hosts_areAskedOn(int hours) {
        open(TWO, "30s");
        clock.jump(HOUR.multipliedBy(hours));
        database.health(true); // so that it need not be asked for that
        primary(DB2, 2, "300");
        replica(DB1, 2, "300");

        database.maintain();

        await(() -> database.timeline() == 2);
        assertThat(hostOf(Access.WRITE)).isEqualTo(DB2);
    }

    @Test
    void onlyHost_whoseStatementHangs_isAskedOn_afterALeapBack() {
        open(ONE, "30s");
        clock.jump(HOUR.negated());
        Lease hanging = database.acquire(Access.WRITE, null);
        clock.jump(Duration.ofSeconds(1));
        int asked = engine.attempts();

        database.maintain();

        await(() -> engine.attempts() > asked);
        hanging.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void health_isAskedAnew_andHasAnAgeThatCanBe(int hours) {
        open(ONE, "30s");
        assertThat(database.health(true).status()).isEqualTo(HealthStatus.HEALTHY);
        engine.refuse();
        clock.jump(HOUR.multipliedBy(hours));

        Health health = database.health(false);

        assertThat(health.status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(health.age()).isZero();
        assertThat(health.responseTime()).isGreaterThanOrEqualTo(Duration.ZERO);
    }
}
