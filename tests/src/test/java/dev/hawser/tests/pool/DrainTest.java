package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.Deadline;
import dev.hawser.DrainReport;
import dev.hawser.Pool;
import dev.hawser.PoolStats;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.Holder;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.topology.Access;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.FakeFailure;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.tests.manager.FakeDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Waiting until everything lent has come back; cancelling, then cutting what does not. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class DrainTest {

    private static final Duration NO_TIME = Duration.ofMillis(20);

    private static FakeDatabase database() {
        return new FakeDatabase(DatabaseOptions.of("orders")
                        .url("fake://db1:1/shop")
                        .set("retry.jitter", 0)
                        .poolSize(3)
                        .set("pool.max-overflow", 0))
                .started();
    }

    private static Lease acquire(FakeDatabase fake) {
        return fake.database.acquire(Access.WRITE, null);
    }

    /** A unit of work on a thread of its own that ends when something is done to its connection. */
    private static CompletableFuture<Boolean> workUntil(
            FakeDatabase fake, CountDownLatch began, Predicate<FakeConnection> end) {
        return fake.async(() -> {
            Lease lease = acquire(fake);
            FakeConnection connection = (FakeConnection) lease.connection();
            lease.label("nightly report");
            lease.running("select pg_sleep(100)");
            begin(connection);
            began.countDown();
            PoolFixture.await(() -> end.test(connection));
            lease.release();
            return true;
        });
    }

    private static void begin(FakeConnection connection) {
        try {
            connection.begin();
        } catch (FakeFailure impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void drain_ofWhatComesBackInTime_isClean() throws Exception {
        try (FakeDatabase fake = database()) {
            CountDownLatch began = new CountDownLatch(1);
            CountDownLatch draining = new CountDownLatch(1);
            CompletableFuture<Boolean> work = workUntil(fake, began, connection -> draining.getCount() == 0);
            await(began);
            CompletableFuture<DrainReport> drain =
                    fake.async(() -> fake.database.pool().drain(Duration.ofSeconds(10)));
            draining.countDown();
            assertThat(PoolFixture.get(drain).late()).isEmpty();
            PoolFixture.get(work);
            assertThat(fake.engine.opened()).allMatch(connection -> connection.cancels() == 0);
        }
    }

    @Test
    void drain_ofAnIdlePool_isCleanAtOnce() {
        try (FakeDatabase fake = database()) {
            acquire(fake).release();
            DrainReport report = fake.database.pool().drain(Duration.ofHours(1));
            assertThat(report).isEqualTo(new DrainReport(Duration.ZERO, List.of()));
        }
    }

    @Test
    void drain_ofWhatIsLate_cancelsIt_andNamesItWhenThatHelps() throws Exception {
        try (FakeDatabase fake = database()) {
            CountDownLatch began = new CountDownLatch(1);
            CompletableFuture<Boolean> work = workUntil(fake, began, connection -> connection.cancels() > 0);
            await(began);
            DrainReport report = fake.database.pool().drain(NO_TIME);
            assertThat(report.late()).singleElement().satisfies(holder -> {
                assertThat(holder.label()).isEqualTo("nightly report");
                assertThat(holder.lastSql()).isEqualTo("select pg_sleep(100)");
                assertThat(holder.inTransaction()).as("before it was cancelled").isTrue();
                assertThat(holder.now()).as("where it was then").isNotEmpty();
            });
            PoolFixture.get(work);
            assertThat(fake.engine.opened()).allMatch(connection -> connection.aborts() == 0);
            assertThat(fake.database.pool().stats().idle()).isEqualTo(1);
        }
    }

    @Test
    void drain_ofWhatCannotBeCancelled_cutsIt() throws Exception {
        try (FakeDatabase fake = database()) {
            CountDownLatch began = new CountDownLatch(2);
            CompletableFuture<Boolean> cancelled = workUntil(fake, began, connection -> connection.cancels() > 0);
            CompletableFuture<Boolean> stubborn = workUntil(fake, began, connection -> connection.aborts() > 0);
            await(began);
            fake.ticker.advance(Duration.ofSeconds(3));
            DrainReport report = fake.database.pool().drain(NO_TIME);
            assertThat(report.late())
                    .hasSize(2)
                    .allSatisfy(holder -> assertThat(holder.held()).isEqualTo(Duration.ofSeconds(3)));
            PoolFixture.get(cancelled);
            PoolFixture.get(stubborn);
            assertThat(fake.engine.opened())
                    .filteredOn(connection -> connection.aborts() > 0)
                    .singleElement()
                    .satisfies(connection -> assertThat(connection.cancels()).isEqualTo(1));
            PoolFixture.await(() -> fake.database.pool().stats().total() == 1);
        }
    }

    /** Whatever the borrower makes of it. */
    @Test
    void connectionThatWasCut_saysNothingOfTheOthers() {
        try (PoolFixture fixture = new PoolFixture(3, 0)) {
            List<Lease> leases = fixture.acquireMany(3);
            leases.get(2).release();
            fixture.pool.suspend();
            fixture.pool.drain(Deadline.in(NO_TIME), Holder::line);
            leases.get(0).evict("connection_lost", true);
            leases.get(1).release();
            assertThat(fixture.engine.open()).containsExactly(PoolFixture.of(leases.get(2)));
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(3, 0, 1, 0, 0, 0, 1, 0));
        }
    }

    @Test
    void drained_staysSuspendedUntilItIsResumed() {
        try (FakeDatabase fake = database()) {
            acquire(fake).release();
            Pool pool = fake.database.pool();
            pool.drain(NO_TIME);
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() ->
                            fake.database.acquire(Access.WRITE, Deadline.at(fake.ticker.nanoTime(), Duration.ZERO)))
                    .withMessageContaining("suspended");
            pool.resume();
            acquire(fake).release();
        }
    }
}
