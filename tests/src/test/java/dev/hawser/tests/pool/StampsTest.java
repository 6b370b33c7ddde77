package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.get;
import static dev.hawser.tests.pool.PoolFixture.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.FlushMode;
import dev.hawser.PoolStats;
import dev.hawser.internal.pool.Connector;
import dev.hawser.internal.pool.Lease;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What makes connections outdated, wherever they are at that moment. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class StampsTest {

    private final AtomicLong version = new AtomicLong(1);

    private PoolFixture pool(int size) {
        PoolFixture fixture = new PoolFixture(
                PoolFixture.bounds(size, 0).build(),
                Ticker.SYSTEM,
                new PoolFixture.Parts().credentials(() -> new Credentials("app", null, version.get())));
        fixture.credentials.onNewer(fixture.pool::noticeCredentials);
        return fixture;
    }

    /** Newer credentials, seen by somebody else than the pool: a health check, say. */
    private void rotate(PoolFixture fixture) {
        version.incrementAndGet();
        fixture.credentials.use(null, Duration.ofSeconds(1), (login, left) -> login);
    }

    /** A connect that was under way when {@code change} happened ends, and its connection is not lent. */
    private void connectStartedBefore(Consumer<PoolFixture> change, String reason) throws Exception {
        try (PoolFixture fixture = pool(2)) {
            CountDownLatch go = new CountDownLatch(1);
            fixture.engine.hangNext(go);
            CompletableFuture<Lease> waiting = fixture.queueUp(1);
            PoolFixture.await(() -> fixture.engine.attempts() == 1);
            change.accept(fixture);
            go.countDown();
            Lease lease = get(waiting);
            assertThat(of(lease).number()).isEqualTo(2);
            PoolFixture.await(() -> fixture.events.contains("closed: " + reason)); // by the thread that opened it
            assertThat(fixture.engine.open()).containsExactly(of(lease));
            assertThat(fixture.events).containsExactlyInAnyOrder("opened", "closed: " + reason, "opened");
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(2, 0, 0, 1, 0, 0, 1, 0));
            lease.release();
        }
    }

    @Test
    void connect_startedBeforeAFlush_isClosedWhenItEnds() throws Exception {
        connectStartedBefore(fixture -> fixture.pool.flush(FlushMode.GRACEFUL), "flushed");
    }

    @Test
    void connect_startedBeforeTheRoleChanged_isGivenUp_andWhoWaitsGetsAnother() throws Exception {
        try (PoolFixture fixture = pool(2)) {
            fixture.engine.hangNext(new CountDownLatch(1));
            CompletableFuture<Lease> waiting = fixture.queueUp(1);
            PoolFixture.await(() -> fixture.engine.attempts() == 1);
            fixture.pool.fence(7).run();
            get(waiting).release();
            assertThat(fixture.engine.attempts()).isEqualTo(2);
            assertThat(fixture.engine.abortedConnects()).hasSize(1);
        }
    }

    private static Connector.Opened openedElsewhere(PoolFixture fixture, long credentials) throws Exception {
        EngineConnection connection = fixture.engine
                .connectionFactory(null)
                .connect(PoolFixture.HOST, new Credentials("app", null, credentials), Duration.ofSeconds(1));
        return new Connector.Opened(connection, credentials);
    }

    @Test
    void connection_openedForSomethingElse_isTakenOver_andLent() throws Exception {
        try (PoolFixture fixture = pool(1)) {
            fixture.pool.fence(7).run();
            Connector.Opened opened = openedElsewhere(fixture, 1);
            fixture.pool.adopt(opened, Duration.ofMillis(5), 7);
            Lease lease = fixture.acquire();
            assertThat(of(lease)).isSameAs(opened.connection());
            lease.release();
            assertThat(fixture.pool.times().createTime().count())
                    .isEqualTo(fixture.pool.totals().opened())
                    .isEqualTo(1);
        }
    }

    @Test
    void connection_openedForSomethingElse_isClosed_ifItIsOfNoUse() throws Exception {
        try (PoolFixture fixture = pool(1)) {
            fixture.pool.fence(7).run();
            fixture.pool.adopt(openedElsewhere(fixture, 1), Duration.ofMillis(5), 6);
            fixture.acquire().release();
            fixture.pool.adopt(openedElsewhere(fixture, 1), Duration.ofMillis(5), 7);
            fixture.pool.flush(FlushMode.IDLE);
            rotate(fixture);
            fixture.pool.adopt(openedElsewhere(fixture, 1), Duration.ofMillis(5), 7);
            assertThat(fixture.engine.open()).isEmpty();
            assertThat(fixture.events)
                    .contains(
                            "closed: the host changed its role",
                            "closed: surplus",
                            "closed: opened with older credentials");
        }
    }

    @Test
    void connect_startedWithOlderCredentials_isClosedWhenItEnds() throws Exception {
        connectStartedBefore(this::rotate, "opened with older credentials");
    }

    @Test
    void connect_startedBeforeAConnectionWasLost_isClosedWhenItEnds() throws Exception {
        try (PoolFixture fixture = pool(2)) {
            Lease lost = fixture.acquire();
            CountDownLatch go = new CountDownLatch(1);
            fixture.engine.hangNext(go);
            CompletableFuture<Lease> waiting = fixture.queueUp(1);
            PoolFixture.await(() -> fixture.engine.attempts() == 2);
            lost.evict("connection_lost", true);
            go.countDown();
            assertThat(of(get(waiting)).number())
                    .as("the second is as old as the first")
                    .isEqualTo(3);
            PoolFixture.await(() -> fixture.engine.open().size() == 1);
        }
    }

    @Test
    void fence_closesIdleConnectionsNow_andLentOnesWhenTheyComeBack() {
        try (PoolFixture fixture = pool(3)) {
            List<Lease> leases = fixture.acquireMany(3);
            leases.get(0).release();
            leases.get(1).release();
            fixture.pool.fence(2).run();
            assertThat(fixture.engine.open()).containsExactly(of(leases.get(2)));
            leases.get(2).release();
            assertThat(fixture.engine.open()).isEmpty();
            assertThat(fixture.events)
                    .filteredOn("closed: the host changed its role"::equals)
                    .hasSize(3);
            assertThat(of(fixture.acquire()).number()).isEqualTo(4);
        }
    }

    @Test
    void newerCredentials_closeIdleConnectionsNow_andLentOnesWhenTheyComeBack() {
        try (PoolFixture fixture = pool(2)) {
            List<Lease> leases = fixture.acquireMany(2);
            leases.get(0).release();
            rotate(fixture);
            assertThat(fixture.engine.open()).containsExactly(of(leases.get(1)));
            leases.get(1).release();
            assertThat(fixture.engine.open()).isEmpty();
            Lease fresh = fixture.acquire();
            assertThat(of(fresh).credentials().version()).isEqualTo(2);
            fresh.release();
            assertThat(of(fixture.acquire())).as("that one stays").isSameAs(of(fresh));
        }
    }

    @Test
    void lostConnection_takesItsWholeGeneration_andCostsOneDetection() {
        try (PoolFixture fixture = pool(20)) {
            List<Lease> leases = fixture.acquireMany(20);
            leases.subList(0, 15).forEach(Lease::release);
            leases.get(19).evict("connection_lost", true);
            assertThat(fixture.engine.open())
                    .as("busy ones go on")
                    .hasSize(4)
                    .allMatch(connection -> connection.number() > 15);
            Lease fresh = fixture.acquire();
            assertThat(of(fresh).number()).isEqualTo(21);
            leases.subList(15, 19).forEach(Lease::release);
            assertThat(fixture.engine.open()).containsExactly(of(fresh));
            assertThat(fixture.pool.stats().invalid()).as("detections").isEqualTo(1);
            assertThat(fixture.engine.opened()).allMatch(connection -> connection.pings() == 0);
            fresh.release();
        }
    }

    @Test
    void lostConnection_ofAnOlderGeneration_saysNothingOfTheNewOne() {
        try (PoolFixture fixture = pool(3)) {
            List<Lease> leases = fixture.acquireMany(2);
            leases.get(0).evict("connection_lost", true);
            List<FakeConnection> fresh = fixture.idle(2);
            leases.get(1).evict("connection_lost", true);
            assertThat(fixture.engine.open()).containsExactlyInAnyOrderElementsOf(fresh);
            assertThat(fixture.pool.stats().invalid()).isEqualTo(2);
        }
    }

    @Test
    void evictedConnection_thatIsNotLost_takesNobodyWithIt() {
        try (PoolFixture fixture = pool(2)) {
            List<Lease> leases = fixture.acquireMany(2);
            leases.get(0).release();
            leases.get(1).evict("wrong_role", false);
            assertThat(fixture.engine.open()).containsExactly(of(leases.get(0)));
            assertThat(fixture.pool.stats().invalid()).isZero();
        }
    }
}
