package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.get;
import static dev.hawser.tests.pool.PoolFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hawser.PoolStats;
import dev.hawser.internal.pool.Lease;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import dev.hawser.tests.manager.FakeDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many connections there are: {@code pool.size}, {@code pool.max-overflow}, and what becomes of them at run time. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class OverflowTest {

    private final ManualTicker ticker = new ManualTicker();

    private PoolFixture pool(int size, int overflow) {
        return new PoolFixture(PoolFixture.bounds(size, overflow).build(), ticker);
    }

    @Test
    void overflow_lingersAfterItsLastUse_thenTheLeastRecentlyUsedAreClosed() {
        try (PoolFixture fixture = pool(2, 2)) {
            List<FakeConnection> all = fixture.idle(4);
            ticker.advance(Duration.ofMillis(4_999));
            fixture.pool.maintain();
            assertThat(fixture.engine.open()).hasSize(4);
            ticker.advance(Duration.ofMillis(1));
            fixture.pool.maintain();
            assertThat(fixture.engine.open()).containsExactly(all.get(2), all.get(3));
            assertThat(fixture.events).filteredOn("closed: surplus"::equals).hasSize(2);
            ticker.advance(Duration.ofSeconds(60));
            fixture.pool.maintain();
            assertThat(fixture.engine.open()).as("these are within the size").hasSize(2);
        }
    }

    @Test
    void overflow_thatIsUsedAgain_lingersAnew() {
        try (PoolFixture fixture = pool(1, 1)) {
            fixture.idle(2);
            ticker.advance(Duration.ofSeconds(4));
            fixture.idle(2);
            ticker.advance(Duration.ofSeconds(4));
            fixture.pool.maintain();
            assertThat(fixture.pool.stats().overflow()).isEqualTo(1);
        }
    }

    @Test
    void resizeUp_servesThoseWhoWait() throws Exception {
        try (PoolFixture fixture = pool(1, 0)) {
            fixture.acquire();
            CompletableFuture<Lease> first = fixture.queueUp(1);
            CompletableFuture<Lease> second = fixture.queueUp(2);
            fixture.pool.resize(2, 1);
            assertThat(List.of(of(get(first)), of(get(second)))).doesNotHaveDuplicates();
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(2, 1, 0, 3, 1, 0, 3, 0));
        }
    }

    @Test
    void resizeDown_closesIdleConnectionsAtOnce_andLentOnesWhenTheyComeBack() {
        try (PoolFixture fixture = pool(4, 0)) {
            List<Lease> leases = fixture.acquireMany(4);
            leases.get(0).release();
            fixture.pool.resize(2, 0);
            assertThat(of(leases.get(0)).isClosed()).isTrue();
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(2, 0, 0, 3, 1, 0, 3, 0));
            leases.get(1).release();
            assertThat(of(leases.get(1)).isClosed()).isTrue();
            leases.get(2).release();
            assertThat(of(leases.get(2)).isClosed()).as("there may be two").isFalse();
            leases.get(3).release();
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(2, 0, 2, 0, 0, 0, 2, 0));
            assertThat(fixture.engine.open()).hasSize(2);
        }
    }

    @Test
    void resizeDown_whileManyWait_doesNotKeepTheOldBounds() throws Exception {
        try (PoolFixture fixture = pool(3, 0)) {
            List<Lease> leases = fixture.acquireMany(3);
            List<CompletableFuture<Lease>> waiting = new ArrayList<>();
            for (int place = 1; place <= 3; place++) {
                waiting.add(fixture.queueUp(place));
            }
            fixture.pool.resize(1, 0);
            leases.forEach(Lease::release);
            for (CompletableFuture<Lease> next : waiting) {
                Lease lease = get(next);
                assertThat(fixture.pool.stats().total()).isEqualTo(1);
                lease.release();
            }
        }
    }

    @Test
    void resize_boundsThatCannotBe_areRefused() {
        try (FakeDatabase fake = new FakeDatabase("fake://db1:1/shop").started()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fake.database.pool().resize(0, 5))
                    .withMessageContaining("size must be at least 1")
                    .withMessageContaining("not 0 and 5");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fake.database.pool().resize(5, -1))
                    .withMessageContaining("max-overflow at least 0");
            fake.database.pool().resize(3, 0);
            assertThat(fake.database.pool().stats()).isEqualTo(new PoolStats(3, 0, 0, 0, 0, 0, 0, 0));
        }
    }
}
