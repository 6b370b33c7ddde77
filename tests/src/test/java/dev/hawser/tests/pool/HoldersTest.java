package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.ConnectionHolder;
import dev.hawser.DatabaseManager;
import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.topology.Access;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.tests.manager.FakeDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who holds what. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class HoldersTest {

    private static FakeDatabase database(int size) {
        return new FakeDatabase(DatabaseOptions.of("orders")
                        .url("fake://db1:1/shop")
                        .set("retry.jitter", 0)
                        .poolSize(size)
                        .set("pool.max-overflow", 0))
                .started();
    }

    private static Lease acquire(FakeDatabase fake) {
        return fake.database.acquire(Access.WRITE, null);
    }

    @Test
    void holder_isDescribedCompletely() throws Exception {
        try (FakeDatabase fake = database(2)) {
            Lease lease = acquire(fake);
            FakeConnection connection = (FakeConnection) lease.connection();
            lease.label("nightly report");
            lease.running("select * from orders where id = ?");
            connection.begin();
            fake.ticker.advance(Duration.ofMillis(1_500));
            assertThat(fake.database.pool().holders()).singleElement().satisfies(holder -> {
                assertThat(holder.host()).isEqualTo(new HostSpec("db1", 1));
                assertThat(holder.thread()).isEqualTo(Thread.currentThread().getName());
                assertThat(holder.held()).isEqualTo(Duration.ofMillis(1_500));
                assertThat(holder.label()).isEqualTo("nightly report");
                assertThat(holder.lastSql()).isEqualTo("select * from orders where id = ?");
                assertThat(holder.inTransaction()).isTrue();
                assertThat(holder.serverProcess()).isEqualTo("fake-" + connection.number());
                assertThat(holder.acquiredAt().get(0).getMethodName())
                        .as("the application's frames come first")
                        .isEqualTo("acquire");
                assertThat(holder.acquiredAt().get(1).getMethodName()).isEqualTo("holder_isDescribedCompletely");
                assertThat(holder.now().get(0).getClassName()).startsWith(HoldersTest.class.getName());
            });
            lease.release();
            assertThat(fake.database.pool().holders()).isEmpty();
        }
    }

    @Test
    void nextHolder_inheritsNothing() throws Exception {
        try (FakeDatabase fake = database(1)) {
            Lease first = acquire(fake);
            first.label("nightly report");
            first.running("select 1");
            ((FakeConnection) first.connection()).begin();
            fake.ticker.advance(Duration.ofSeconds(3));
            first.release();
            Lease second = acquire(fake);
            assertThat(fake.database.pool().holders()).singleElement().satisfies(holder -> {
                assertThat(holder.held()).isZero();
                assertThat(holder.label()).isNull();
                assertThat(holder.lastSql()).isNull();
                assertThat(holder.inTransaction()).isFalse();
            });
            second.release();
        }
    }

    @Test
    void holders_areThoseThatHaveHeldLongestFirst() {
        try (FakeDatabase fake = database(3)) {
            List<Lease> leases = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                leases.add(acquire(fake));
                fake.ticker.advance(Duration.ofSeconds(1));
            }
            assertThat(fake.database.pool().holders())
                    .extracting(ConnectionHolder::held)
                    .containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(1));
            leases.forEach(Lease::release);
        }
    }

    @Test
    void holder_isTheThreadThatUsedItLast() throws Exception {
        try (FakeDatabase fake = database(1)) {
            Lease lease = acquire(fake);
            Thread other = new Thread(() -> lease.running("select 1"), "handed-over-to");
            other.start();
            other.join(10_000);
            assertThat(fake.database.pool().holders().get(0).thread()).isEqualTo("handed-over-to");
            lease.release();
        }
    }

    @Test
    void waiterThatWasServed_holdsItsConnectionSinceThen() throws Exception {
        try (FakeDatabase fake = database(1)) {
            Lease held = acquire(fake);
            CountDownLatch done = new CountDownLatch(1);
            CompletableFuture<Boolean> waiting = fake.async(() -> {
                Lease lease = acquire(fake);
                boolean told = awaitQuietly(done);
                lease.release();
                return told;
            });
            PoolFixture.await(() -> fake.database.pool().stats().pending() == 1);
            fake.ticker.advance(Duration.ofSeconds(9));
            held.release();
            PoolFixture.await(() -> fake.database.pool().totals().acquired() == 2);
            fake.ticker.advance(Duration.ofSeconds(1));
            assertThat(fake.database.pool().holders())
                    .singleElement()
                    .extracting(ConnectionHolder::held)
                    .isEqualTo(Duration.ofSeconds(1));
            done.countDown();
            assertThat(PoolFixture.get(waiting)).isTrue();
        }
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void timeout_showsTheOldestHolders_withEverythingThatIsKnownOfThem() throws Exception {
        try (FakeDatabase fake = database(7)) {
            List<Lease> leases = new ArrayList<>();
            for (int i = 1; i <= 7; i++) {
                Lease lease = acquire(fake);
                lease.label("job " + i);
                lease.running("select " + i);
                fake.ticker.advance(Duration.ofSeconds(1));
                leases.add(lease);
            }
            ((FakeConnection) leases.get(0).connection()).begin();
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() ->
                            fake.database.acquire(Access.WRITE, Deadline.at(fake.ticker.nanoTime(), Duration.ZERO)))
                    .withMessageContaining("(size 7, max-overflow 0, active 7, idle 0, waiting 0)")
                    .withMessageContaining(
                            "\n  held by thread \"" + Thread.currentThread().getName()
                                    + "\" for 7000 ms (job 1), in a transaction, server process fake-")
                    .withMessageContaining("last: select 1, now at ")
                    .withMessageContaining("for 3000 ms (job 5), server process")
                    .withMessageContaining("\n  and 2 more")
                    .satisfies(error -> assertThat(error.getMessage()).doesNotContain("job 6"));
            leases.forEach(Lease::release);
        }
    }

    @Test
    void timeouts_beyondSomeOfASecond_doNotLookAtStacks() {
        try (FakeDatabase fake = database(1)) {
            Lease held = acquire(fake);
            int withStack = 0;
            for (int i = 0; i < 30; i++) {
                withStack += timeoutMessage(fake).contains(", now at ") ? 1 : 0;
            }
            assertThat(withStack).as("it stops threads").isBetween(1, 10);
            fake.database.maintain();
            PoolFixture.await(() -> timeoutMessage(fake).contains(", now at "));
            held.release();
        }
    }

    private static String timeoutMessage(FakeDatabase fake) {
        try {
            fake.database.acquire(Access.WRITE, Deadline.at(fake.ticker.nanoTime(), Duration.ZERO));
        } catch (PoolExhaustedException expected) {
            return expected.getMessage();
        }
        throw new AssertionError("a connection was lent");
    }

    @Test
    void label_ofAView_namesAllWorkDoneThroughIt(@TempDir Path directory) {
        try (DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")))
                .open()) {
            SqlDatabase shop = manager.sql("shop");
            shop.withLabel("checkout").transaction(tx -> {
                tx.update("create table t (x text)");
                tx.update("insert into t values ('a secret')");
                assertThat(shop.pool().holders()).singleElement().satisfies(holder -> {
                    assertThat(holder.label()).isEqualTo("checkout");
                    assertThat(holder.lastSql()).isEqualTo("insert into t values (?)");
                    assertThat(holder.inTransaction()).isTrue();
                });
                return null;
            });
            assertThat(shop.pool().holders()).isEmpty();
            shop.transaction(tx -> {
                tx.query("select 1");
                assertThat(shop.pool().holders().get(0).label())
                        .as("the view's alone")
                        .isNull();
                return null;
            });
        }
    }
}
