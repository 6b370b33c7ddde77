package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.get;
import static dev.hawser.tests.pool.PoolFixture.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.FlushMode;
import dev.hawser.PoolStats;
import dev.hawser.internal.pool.Lease;
import dev.hawser.testkit.LeakCheck;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The three ways to let go of connections. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class FlushTest {

    /** Three connections, of which the first is lent. */
    private static List<Lease> oneLentTwoIdle(PoolFixture fixture) {
        List<Lease> leases = fixture.acquireMany(3);
        leases.get(1).release();
        leases.get(2).release();
        return leases;
    }

    @Test
    void idle_closesWhatIsIdle_andKeepsWhatIsLent() {
        try (PoolFixture fixture = new PoolFixture(3, 0)) {
            List<Lease> leases = oneLentTwoIdle(fixture);
            fixture.pool.flush(FlushMode.IDLE);
            assertThat(fixture.engine.open()).containsExactly(of(leases.get(0)));
            assertThat(fixture.events).filteredOn("closed: flushed"::equals).hasSize(2);
            leases.get(0).release();
            assertThat(of(fixture.acquire())).isSameAs(of(leases.get(0)));
        }
    }

    @Test
    void graceful_closesWhatIsLent_whenItComesBack() {
        try (PoolFixture fixture = new PoolFixture(3, 0)) {
            Lease lent = oneLentTwoIdle(fixture).get(0);
            fixture.pool.flush(FlushMode.GRACEFUL);
            assertThat(fixture.engine.open()).containsExactly(of(lent));
            assertThat(of(lent).aborts()).isZero();
            lent.release();
            assertThat(of(lent).closes()).isEqualTo(1);
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(3, 0, 0, 0, 0, 0, 0, 0));
            assertThat(of(fixture.acquire()).number()).isEqualTo(4);
        }
    }

    @Test
    void all_cutsWhatIsLent() {
        try (PoolFixture fixture = new PoolFixture(3, 0)) {
            Lease lent = oneLentTwoIdle(fixture).get(0);
            fixture.pool.flush(FlushMode.ALL);
            assertThat(of(lent).aborts()).isEqualTo(1);
            assertThat(fixture.engine.open()).isEmpty();
            lent.release();
            assertThat(fixture.pool.stats().total()).isZero();
            assertThat(fixture.pool.totals().retired()).isEqualTo(3);
        }
    }

    @Test
    void flush_whileSomebodyWaits_isFollowedByANewConnection() throws Exception {
        for (FlushMode mode : List.of(FlushMode.GRACEFUL, FlushMode.ALL)) {
            try (PoolFixture fixture = new PoolFixture(1, 0)) {
                Lease lent = fixture.acquire();
                CompletableFuture<Lease> waiting = fixture.queueUp(1);
                fixture.pool.flush(mode);
                assertThat(waiting).isNotDone();
                lent.release();
                assertThat(of(get(waiting)).number()).as("after %s", mode).isEqualTo(2);
            }
        }
    }
}
