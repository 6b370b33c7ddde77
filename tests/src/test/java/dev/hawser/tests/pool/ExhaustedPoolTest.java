package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.topology.Access;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.tests.manager.FakeDatabase;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** While every connection is lent and callers wait, an operator can still see what is going on and do something about it. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class ExhaustedPoolTest {

    private static FakeDatabase database() {
        return new FakeDatabase(DatabaseOptions.of("orders")
                        .url("fake://db1:1/shop")
                        .set("retry.jitter", 0)
                        .poolSize(1)
                        .set("pool.max-overflow", 0)
                        .set("pool.max-waiters", 1))
                .started();
    }

    private static CompletableFuture<Lease> queueUp(FakeDatabase fake) {
        CompletableFuture<Lease> waiting = fake.async(() -> fake.database.acquire(Access.WRITE, null));
        PoolFixture.await(() -> fake.database.pool().stats().pending() == 1);
        return waiting;
    }

    @Test
    void health_ofAnExhaustedPool_asksTheServerAndSaysHowItIs() throws Exception {
        try (FakeDatabase fake = database()) {
            Lease held = fake.database.acquire(Access.WRITE, null);
            CompletableFuture<Lease> waiting = queueUp(fake);
            int attempts = fake.engine.attempts();
            Health health = fake.database.health(true);
            assertThat(fake.engine.attempts()).as("on a connection of its own").isEqualTo(attempts + 1);
            assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(health.version()).isEqualTo("Fake 1.0");
            assertThat(health.error()).contains("all 1 connections are in use and 1 callers wait");
            assertThat(fake.engine.open()).as("which is closed again").hasSize(1);
            held.release();
            PoolFixture.get(waiting).release();
            assertThat(fake.database.health(true).status()).isEqualTo(HealthStatus.HEALTHY);
        }
    }

    @Test
    void reconnect_ofAnExhaustedPool_returnsAndRenewsWhatComesBack() throws Exception {
        try (FakeDatabase fake = database()) {
            Lease held = fake.database.acquire(Access.WRITE, null);
            FakeConnection old = (FakeConnection) held.connection();
            CompletableFuture<Lease> waiting = queueUp(fake);
            assertThat(fake.database.reconnect().status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(old.isClosed()).as("its borrower goes on").isFalse();
            held.release();
            assertThat(old.isClosed()).isTrue();
            assertThat(PoolFixture.get(waiting).connection()).isNotSameAs(old);
            PoolFixture.get(waiting).release();
        }
    }

    @Test
    void statistics_ofAnExhaustedPool_doNotWait() throws Exception {
        try (FakeDatabase fake = database()) {
            Lease held = fake.database.acquire(Access.WRITE, null);
            CompletableFuture<Lease> waiting = queueUp(fake);
            assertThat(fake.database.pool().holders()).hasSize(1);
            assertThat(fake.database.metrics().pool().pending()).isEqualTo(1);
            assertThat(fake.database.pool().totals().acquired()).isEqualTo(1);
            held.release();
            PoolFixture.get(waiting).release();
        }
    }
}
