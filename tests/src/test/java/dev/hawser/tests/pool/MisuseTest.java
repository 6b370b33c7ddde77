package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.hawser.PoolStats;
import dev.hawser.PoolTotals;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.topology.Access;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.tests.manager.FakeDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What callers do wrong with a lease or a pool: they are told, and nobody else notices. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class MisuseTest {

    /** What may be done to a lease that was given back. */
    enum Late {
        RELEASE(Lease::release),
        EVICT(lease -> lease.evict("late", false)),
        EVICT_AS_LOST(lease -> lease.evict("late", true)),
        ABORT(Lease::abort),
        RUN(lease -> lease.running("delete from orders")),
        LABEL(lease -> lease.label("somebody else's"));

        private final Consumer<Lease> action;

        Late(Consumer<Lease> action) {
            this.action = action;
        }
    }

    @ParameterizedTest
    @EnumSource
    void leaseThatWasReleased_neverTouchesTheNextLoan(Late late) {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            Lease stale = fixture.acquire();
            stale.release();
            Lease next = fixture.acquire();
            next.label("its own");
            next.running("select 1");
            late.action.accept(stale);
            assertThat(of(next)).isSameAs(of(stale));
            assertThat(of(next).isClosed()).isFalse();
            assertThat(fixture.pool.holders()).singleElement().satisfies(holder -> {
                assertThat(holder.label()).isEqualTo("its own");
                assertThat(holder.lastSql()).isEqualTo("select 1");
            });
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(1, 0, 0, 1, 0, 0, 1, 0));
            next.release();
            assertThat(fixture.pool.totals()).isEqualTo(new PoolTotals(2, 1, 0, 0, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void leaseThatWasReleased_doesNothingToAnIdleConnection(Late late) {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            Lease stale = fixture.acquire();
            stale.release();
            late.action.accept(stale);
            assertThat(of(stale).isClosed()).isFalse();
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(1, 0, 1, 0, 0, 0, 1, 0));
            assertThat(fixture.returns).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void leaseWhoseConnectionWasEvicted_doesNothingMore(Late late) {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            Lease stale = fixture.acquire();
            stale.evict("no longer wanted", false);
            late.action.accept(stale);
            assertThat(of(stale).closes()).isEqualTo(1);
            assertThat(fixture.pool.totals()).isEqualTo(new PoolTotals(1, 1, 1, 0, 0, 0));
            assertThat(of(fixture.acquire()).number()).isEqualTo(2);
        }
    }

    @Test
    void connection_ofALeaseThatWasReleased_isRefused() {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            Lease lease = fixture.acquire();
            lease.release();
            assertThat(lease.isReleased()).isTrue();
            assertThatIllegalStateException()
                    .isThrownBy(lease::connection)
                    .withMessage("this connection to db1:5432 was given back and must not be used");
        }
    }

    @Test
    void releases_byManyThreadsAtOnce_countOnce() throws Exception {
        try (PoolFixture fixture = new PoolFixture(2, 0)) {
            for (int round = 0; round < 200; round++) {
                Lease lease = fixture.acquire();
                CyclicBarrier together = new CyclicBarrier(4);
                List<CompletableFuture<Void>> all = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    all.add(CompletableFuture.runAsync(
                            () -> {
                                meet(together);
                                lease.release();
                            },
                            fixture.threads));
                }
                for (CompletableFuture<Void> one : all) {
                    PoolFixture.get(one);
                }
                assertThat(fixture.pool.stats().total()).isEqualTo(1);
                assertThat(fixture.pool.stats().idle()).isEqualTo(1);
            }
            assertThat(fixture.returns).hasValue(200);
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception late) {
            throw new AssertionError(late);
        }
    }

    @Test
    void release_afterThePoolWasClosed_closesTheConnection() {
        try (PoolFixture fixture = new PoolFixture(2, 0)) {
            List<Lease> leases = fixture.acquireMany(2);
            fixture.pool.close();
            leases.get(0).release();
            leases.get(1).evict("lost", true);
            leases.forEach(Lease::release);
            assertThat(fixture.engine.open()).isEmpty();
            assertThat(fixture.engine.opened()).allMatch(connection -> connection.closes() == 1);
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(2, 0, 0, 0, 0, 0, 0, 1));
        }
    }

    @Test
    void acquire_afterThePoolWasClosed_isRefusedAtOnce() {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            fixture.idle(1);
            fixture.pool.close();
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> fixture.acquireWithin(Duration.ofHours(1)))
                    .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.REFUSED))
                    .withMessage("orders: the pool of db1:5432 is closed, no connection can be taken");
            assertThat(fixture.pool.poll()).isNull();
            fixture.pool.maintain();
            fixture.pool.close();
            assertThat(fixture.engine.attempts()).isEqualTo(1);
        }
    }

    @Test
    void acquire_afterTheManagerWasClosed_saysSo() {
        FakeDatabase fake = new FakeDatabase("fake://db1:1/shop").started();
        fake.database.acquire(Access.WRITE, null).release();
        fake.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> fake.database.acquire(Access.WRITE, null))
                .withMessage("orders was closed with its DatabaseManager");
    }

    @Test
    void connectionThatFailsWhileItIsReset_isReplaced() {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            Lease lease = fixture.acquire();
            FakeConnection broken = of(lease);
            broken.breakDown();
            lease.release();
            assertThat(fixture.events).anyMatch(event -> event.startsWith("closed: could not be reset: "));
            assertThat(fixture.returns).hasValue(1);
            assertThat(of(fixture.acquire())).isNotSameAs(broken);
        }
    }
}
