package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.PoolStats;
import dev.hawser.config.PoolConfig;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long connections live: {@code pool.recycle}, {@code pool.keepalive}, and quiet mode. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class LifetimeTest {

    private static final int MANY = 200;

    private final ManualTicker ticker = new ManualTicker();

    private PoolFixture pool(PoolConfig.Builder config) {
        return new PoolFixture(config.build(), ticker);
    }

    private static PoolConfig.Builder recycled(Duration recycle) {
        return PoolFixture.bounds(MANY, 0).recycle(recycle).keepalive(Duration.ofDays(20));
    }

    private static PoolConfig.Builder keptAlive(int size, Duration keepalive) {
        return PoolFixture.bounds(size, 0).keepalive(keepalive).recycle(Duration.ZERO);
    }

    @Test
    void recycle_isSpreadOverTheLastQuarter() {
        try (PoolFixture fixture = pool(recycled(Duration.ofMinutes(60)))) {
            fixture.idle(MANY);
            ticker.advance(Duration.ofMinutes(45).minusNanos(1));
            fixture.pool.maintain();
            assertThat(fixture.engine.open()).as("none sooner").hasSize(MANY);
            int before = MANY;
            for (int third = 1; third <= 3; third++) {
                ticker.advance(Duration.ofMinutes(5));
                fixture.pool.maintain();
                int now = fixture.engine.open().size();
                assertThat(before - now).as("in third %d", third).isBetween(MANY / 6, MANY / 2);
                before = now;
            }
            ticker.advance(Duration.ofNanos(1));
            fixture.pool.maintain();
            assertThat(fixture.engine.open()).isEmpty();
            assertThat(fixture.events).filteredOn("closed: recycled"::equals).hasSize(MANY);
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(MANY, 0, 0, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void recycle_ofALentConnection_waitsForItsReturn() {
        try (PoolFixture fixture = pool(recycled(Duration.ofMinutes(60)))) {
            var lease = fixture.acquire();
            ticker.advance(Duration.ofMinutes(61));
            fixture.pool.maintain();
            assertThat(of(lease).isClosed()).isFalse();
            lease.release();
            assertThat(of(lease).isClosed()).isTrue();
            assertThat(fixture.events).contains("closed: recycled");
        }
    }

    @Test
    void keepalive_isDueUpToAFifthSooner_andAtRandom() {
        try (PoolFixture fixture = pool(keptAlive(MANY, Duration.ofSeconds(100)))) {
            List<FakeConnection> all = fixture.idle(MANY);
            ticker.advance(Duration.ofSeconds(80).minusNanos(1));
            fixture.pool.maintain();
            assertThat(all).as("none sooner").allMatch(connection -> connection.pings() == 0);
            ticker.advance(Duration.ofSeconds(10));
            fixture.pool.maintain();
            assertThat(all).filteredOn(connection -> connection.pings() == 1).hasSizeBetween(MANY / 4, MANY * 3 / 4);
            ticker.advance(Duration.ofSeconds(10).plusNanos(1));
            fixture.pool.maintain();
            assertThat(all).allMatch(connection -> connection.pings() == 1);
            assertThat(fixture.pool.stats().idle()).isEqualTo(MANY);
        }
    }

    @Test
    void keepalive_isNotDueForWhatWasUsed() {
        try (PoolFixture fixture = pool(keptAlive(1, Duration.ofSeconds(100)))) {
            fixture.idle(1);
            ticker.advance(Duration.ofSeconds(79));
            FakeConnection connection = fixture.idle(1).get(0); // 79 s later this asks for a sign of life
            ticker.advance(Duration.ofSeconds(79));
            fixture.pool.maintain();
            assertThat(connection.pings()).isEqualTo(1);
        }
    }

    @Test
    void keepalive_counts_asASignOfLife() {
        try (PoolFixture fixture = pool(keptAlive(1, Duration.ofSeconds(100)))) {
            FakeConnection connection = fixture.idle(1).get(0);
            ticker.advance(Duration.ofSeconds(100));
            fixture.pool.maintain();
            ticker.advance(Duration.ofMillis(500));
            fixture.acquire().release();
            assertThat(connection.pings()).as("that of the keepalive").isEqualTo(1);
        }
    }

    @Test
    void keepalive_putsConnectionsUnderTheOthers_soThatThePoolCanShrink() {
        try (PoolFixture fixture = pool(keptAlive(20, Duration.ofSeconds(100)).maxOverflow(0))) {
            List<FakeConnection> all = fixture.idle(20);
            ticker.advance(Duration.ofSeconds(60));
            var busy = fixture.acquire();
            FakeConnection mostRecent = of(busy);
            busy.release();
            ticker.advance(Duration.ofSeconds(41));
            fixture.pool.maintain();
            assertThat(all).filteredOn(connection -> connection != mostRecent).allMatch(idle -> idle.pings() == 1);
            assertThat(of(fixture.acquire())).isSameAs(mostRecent);
        }
    }

    @Test
    void firstSilentConnection_endsItsGeneration_andTheOthersAreNotAsked() {
        try (PoolFixture fixture = pool(keptAlive(20, Duration.ofSeconds(100)))) {
            List<FakeConnection> all = fixture.idle(20);
            all.forEach(FakeConnection::breakDown);
            ticker.advance(Duration.ofSeconds(101));
            fixture.pool.maintain();
            assertThat(all.stream().mapToInt(FakeConnection::pings).sum()).isEqualTo(1);
            assertThat(fixture.pool.stats().invalid()).isEqualTo(1);
            assertThat(fixture.pool.stats().idle())
                    .as("none of them will be lent")
                    .isZero();
            assertThat(fixture.engine.open()).isEmpty();
            assertThat(of(fixture.acquire()).number()).isEqualTo(21);
        }
    }

    @Test
    void quietMode_sendsNothing_andClosesWhatNobodyUsedForAMinute() {
        try (PoolFixture fixture = pool(keptAlive(3, Duration.ZERO))) {
            List<FakeConnection> all = fixture.idle(3);
            ticker.advance(Duration.ofSeconds(30));
            FakeConnection used = fixture.idle(1).get(0); // which is a use, and asks for a sign of life
            ticker.advance(Duration.ofSeconds(29));
            fixture.pool.maintain();
            assertThat(fixture.engine.open()).hasSize(3);
            ticker.advance(Duration.ofSeconds(1));
            fixture.pool.maintain();
            assertThat(fixture.engine.open()).containsExactly(used);
            ticker.advance(Duration.ofSeconds(30));
            fixture.pool.maintain();
            assertThat(fixture.engine.open()).isEmpty();
            assertThat(all).filteredOn(connection -> connection != used).allMatch(idle -> idle.pings() == 0);
            assertThat(fixture.events)
                    .filteredOn("closed: unused in quiet mode"::equals)
                    .hasSize(3);
        }
    }
}
