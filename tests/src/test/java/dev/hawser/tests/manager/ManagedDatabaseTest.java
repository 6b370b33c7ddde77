package dev.hawser.tests.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.hawser.Consistency;
import dev.hawser.Deadline;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.topology.Access;
import dev.hawser.spi.HostReport;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.FakeFailure;
import dev.hawser.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ManagedDatabaseTest {

    private static final String ONE = "fake://db1:1/shop";
    private static final String THREE = "fake://db1:1,db2:1,db3:1/shop";
    private static final HostSpec DB1 = new HostSpec("db1", 1);
    private static final HostSpec DB2 = new HostSpec("db2", 1);
    private static final HostSpec DB3 = new HostSpec("db3", 1);

    private static FakeDatabase three() {
        FakeDatabase fake = new FakeDatabase(THREE);
        fake.engine.role(DB1, HostRole.PRIMARY);
        fake.engine.role(DB2, HostRole.REPLICA);
        fake.engine.role(DB3, HostRole.REPLICA);
        return fake.started();
    }

    private static void kill(FakeDatabase fake, HostSpec dead) {
        fake.engine.onConnect((host, timeout) -> {
            if (host.equals(dead)) {
                throw failure(ErrorCategory.CONNECTION_REFUSED);
            }
        });
        fake.engine.open().stream()
                .filter(connection -> connection.host().equals(dead))
                .forEach(FakeConnection::breakDown);
    }

    private static FakeFailure failure(ErrorCategory category) {
        return new FakeFailure(category, "as scripted");
    }

    /** The server is there after so many pauses. */
    private static void refuseUntil(FakeDatabase fake, int pauses) {
        fake.engine.onConnect((host, timeout) -> {
            if (fake.ticker.sleeps().size() < pauses) {
                throw failure(ErrorCategory.CONNECTION_REFUSED);
            }
        });
    }

    @Test
    void acquire_waitsExactlyOneTwoFourSeconds_andSucceedsAtTheFourthAttempt() {
        try (FakeDatabase fake = new FakeDatabase(ONE).started()) {
            refuseUntil(fake, 3);
            fake.database.acquire(Access.WRITE, null).release();
            assertThat(fake.ticker.sleeps())
                    .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
            assertThat(fake.database.metrics().retryAttempts()).isEqualTo(3);
            assertThat(fake.database.metrics().connectionErrors()).isEqualTo(3);
        }
    }

    @Test
    void close_wakesWhoeverWaitsForAPrimary() throws Exception {
        Deadline never = Deadline.in(Duration.ofHours(1));
        FakeDatabase fake = three();
        try (fake) {
            fake.engine.role(DB1, HostRole.REPLICA);
            fake.database.health(true);
            CompletableFuture<Lease> waiting = new CompletableFuture<>();
            Thread waiter = new Thread(() -> {
                try {
                    waiting.complete(fake.database.acquire(Access.WRITE, never));
                } catch (RuntimeException refused) {
                    waiting.completeExceptionally(refused);
                }
            });
            waiter.start();
            fake.database.close(Deadline.in(Duration.ofSeconds(10)));
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                    .withRootCauseInstanceOf(IllegalStateException.class);
            waiter.join();
        }
    }

    @Test
    void acquire_thatNeverSucceeds_triesFourTimes_andSaysSo() {
        try (FakeDatabase fake = new FakeDatabase(ONE).started()) {
            fake.engine.refuse();
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> fake.database.acquire(Access.WRITE, null))
                    .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED))
                    .withMessageContaining("orders: connecting to db1:1 failed")
                    .withMessageContaining("4 attempts");
            assertThat(fake.database.metrics().connectionErrors()).isEqualTo(4);
        }
    }

    @Test
    void acquire_fromAServerThatComesBack_doesNotWaitUntilItsPauseIsOver() {
        try (FakeDatabase fake = new FakeDatabase(ONE).started()) {
            fake.engine.refuse(1);
            fake.database.acquire(Access.WRITE, null).release();
            assertThat(fake.ticker.sleeps()).allMatch(pause -> pause.toMillis() < 100, "the openers' only");
        }
    }

    @Test
    void acquire_withWrongCredentials_connectsOnce() {
        for (ErrorCategory category :
                List.of(ErrorCategory.AUTHENTICATION, ErrorCategory.PERMISSION, ErrorCategory.NO_SUCH_DATABASE)) {
            try (FakeDatabase fake = new FakeDatabase(ONE).started()) {
                int before = fake.engine.attempts();
                fake.engine.onConnect((host, timeout) -> {
                    throw failure(category);
                });
                assertThatExceptionOfType(DatabaseException.class)
                        .isThrownBy(() -> fake.database.acquire(Access.WRITE, null))
                        .satisfies(error -> assertThat(error.category()).isEqualTo(category));
                assertThat(fake.engine.attempts() - before).isEqualTo(1);
                assertThat(fake.ticker.sleeps()).isEmpty();
            }
        }
    }

    @Test
    void poolTimeout_isNotRetried() {
        DatabaseOptions options = DatabaseOptions.of("orders")
                .url(ONE)
                .poolSize(1)
                .set("pool.max-overflow", 0)
                .set("pool.timeout", "1s");
        try (FakeDatabase fake = new FakeDatabase(options).started()) {
            Lease held = fake.database.acquire(Access.WRITE, null);
            fake.ticker.advance(Duration.ofMillis(1));
            Thread clock = new Thread(() -> {
                while (fake.database.pool().stats().pending() == 0) {
                    Thread.onSpinWait();
                }
                fake.ticker.advance(Duration.ofSeconds(1));
            });
            clock.start();
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> fake.database.acquire(Access.WRITE, null))
                    .satisfies(error -> assertThat(error.attempts()).isEqualTo(1));
            assertThat(fake.ticker.sleeps()).isEmpty();
            assertThat(fake.database.metrics().timeouts()).isEqualTo(1);
            held.release();
        }
    }

    @Test
    void maintain_whileTheManagerIsClosed_isQuiet() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        try {
            for (int i = 0; i < 100; i++) {
                try (FakeDatabase fake = new FakeDatabase(ONE)) {
                    fake.database.maintain();
                }
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(uncaught).isEmpty();
    }

    @Test
    void writes_goToThePrimary() {
        try (FakeDatabase fake = three()) {
            for (int i = 0; i < 5; i++) {
                Lease lease = fake.database.acquire(Access.WRITE, null);
                assertThat(lease.host()).isEqualTo(DB1);
                lease.release();
            }
        }
    }

    @Test
    void eventualReads_goRoundAllHosts() {
        try (FakeDatabase fake = three()) {
            List<HostSpec> served = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Lease lease = fake.database.acquire(Access.read(Consistency.EVENTUAL), null);
                served.add(lease.host());
                lease.release();
            }
            assertThat(served).containsExactly(DB1, DB2, DB3, DB1, DB2, DB3);
        }
    }

    @Test
    void eventualReads_leaveADeadHostAtOnce_withoutDelay() {
        try (FakeDatabase fake = three()) {
            kill(fake, DB2);
            for (int i = 0; i < 9; i++) {
                Lease lease = fake.database.acquire(Access.read(Consistency.EVENTUAL), null);
                assertThat(lease.host()).isNotEqualTo(DB2);
                lease.release();
            }
            assertThat(fake.ticker.sleeps())
                    .as("moving to another host is not a retry")
                    .isEmpty();
        }
    }

    @Test
    void writes_moveToTheNewPrimary_withoutDelay_andNeverToAReplica() {
        try (FakeDatabase fake = three()) {
            kill(fake, DB1);
            fake.engine.role(DB3, HostRole.PRIMARY);
            Lease lease = fake.database.acquire(Access.WRITE, null);
            assertThat(lease.host()).isEqualTo(DB3);
            lease.release();
            assertThat(fake.ticker.sleeps()).isEmpty();
            assertThat(fake.database.metrics().failovers()).isEqualTo(1);
        }
    }

    @Test
    void writes_withoutAnyPrimary_failAndSayWhatEachHostIs() {
        try (FakeDatabase fake = three()) {
            kill(fake, DB1);
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> fake.database.acquire(Access.WRITE, null))
                    .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED))
                    .withMessageContaining("none of fake://db1:1,db2:1,db3:1/shop takes writes")
                    .withMessageContaining("db1:1 PRIMARY DOWN, db2:1 REPLICA AVAILABLE, db3:1 REPLICA AVAILABLE");
            assertThat(fake.engine.opened().stream().filter(connection -> connection.resets() > 0))
                    .as("no replica was lent")
                    .isEmpty();
        }
    }

    @Test
    void refusedAfterDemotion_dropsTheConnectionsOfTheOldRole() {
        try (FakeDatabase fake = three()) {
            Lease lease = fake.database.acquire(Access.WRITE, null);
            lease.release();
            fake.engine.role(DB1, HostRole.REPLICA);
            fake.engine.role(DB2, HostRole.PRIMARY);
            fake.database.health(true);
            assertThat(fake.database.pool().stats().idle())
                    .as("opened to a primary that no longer is one")
                    .isZero();
            Lease next = fake.database.acquire(Access.WRITE, null);
            assertThat(next.host()).isEqualTo(DB2);
            next.release();
        }
    }

    @Test
    void health_ofAHealthyDatabase_hasEveryHost_andUsesNoPoolConnection() {
        try (FakeDatabase fake = three()) {
            Health health = fake.database.health(true);
            assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(health.error()).isNull();
            assertThat(health.version()).isEqualTo("Fake 1.0");
            assertThat(health.hosts())
                    .extracting(Health.HostHealth::role)
                    .containsExactly(HostRole.PRIMARY, HostRole.REPLICA, HostRole.REPLICA);
            assertThat(health.pool().total()).isZero();
            fake.database.health(true);
            assertThat(fake.engine.open())
                    .as("one of its own to each host, for as long as it lives")
                    .hasSize(3);
        }
    }

    @Test
    void health_isRepeatedWithItsAge_untilTheIntervalIsOver_alsoWhenItWasBad() {
        try (FakeDatabase fake = new FakeDatabase(ONE).started()) {
            fake.engine.refuse();
            assertThat(fake.database.health(true).status()).isEqualTo(HealthStatus.UNHEALTHY);
            fake.engine.accept();
            fake.ticker.advance(Duration.ofSeconds(7));
            Health cached = fake.database.health(false);
            assertThat(cached.status())
                    .as("a cached answer is the last real one")
                    .isEqualTo(HealthStatus.UNHEALTHY);
            assertThat(cached.age()).isEqualTo(Duration.ofSeconds(7));
            assertThat(fake.database.health(true).status()).isEqualTo(HealthStatus.HEALTHY);
            fake.engine.refuse();
            fake.ticker.advance(Duration.ofSeconds(300));
            assertThat(fake.database.health(false).status()).as("asked anew").isEqualTo(HealthStatus.UNHEALTHY);
        }
    }

    @Test
    void health_ofADeadDatabase_neverThrows_andCountsItsFailures() {
        try (FakeDatabase fake = new FakeDatabase(ONE).started()) {
            fake.engine.refuse();
            assertThat(fake.database.health(true).retryCount()).isZero();
            Health second = fake.database.health(true);
            assertThat(second.retryCount()).isEqualTo(1);
            assertThat(second.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
            assertThat(second.error()).contains("connecting to db1:1 failed");
            assertThat(second.hosts()).singleElement().satisfies(host -> {
                assertThat(host.state()).isEqualTo(HostState.DOWN);
                assertThat(host.responseTime()).isNull();
            });
        }
    }

    @Test
    void health_ofASilentServer_answersWithinItsDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        DatabaseOptions options = DatabaseOptions.of("orders").url(ONE).set("health.timeout", "200ms");
        try (FakeDatabase fake = new FakeDatabase(options).started()) {
            fake.engine.hangNext(never);
            Health health = fake.database.health(true);
            assertThat(health.status()).isEqualTo(HealthStatus.UNHEALTHY);
            assertThat(health.error()).contains("gave no answer within 200 ms");
            never.countDown();
        }
    }

    @Test
    void health_withAReplicaDown_isDegraded_andNamesIt() {
        try (FakeDatabase fake = three()) {
            kill(fake, DB2);
            Health health = fake.database.health(true);
            assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(health.error()).contains("db2:1");
        }
    }

    @Test
    void health_thatIsSlow_namesTheHostThatIsMissingAllTheSame() {
        try (FakeDatabase fake = three()) {
            fake.engine.report(DB1, new HostReport(HostRole.PRIMARY, "cluster", 2, null));
            fake.engine.report(DB2, new HostReport(HostRole.PRIMARY, "cluster", 1, null));
            fake.engine.open().forEach(FakeConnection::breakDown);
            fake.engine.onConnect((host, timeout) -> fake.ticker.advance(Duration.ofMillis(400)));
            Health health = fake.database.health(true);
            assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(health.responseTime()).isGreaterThan(Duration.ofSeconds(1));
            assertThat(health.error()).contains("db2:1");
        }
    }

    @Test
    void health_withoutAPrimary_isUnhealthy() {
        try (FakeDatabase fake = three()) {
            fake.engine.role(DB1, HostRole.REPLICA);
            Health health = fake.database.health(true);
            assertThat(health.status()).isEqualTo(HealthStatus.UNHEALTHY);
            assertThat(health.error()).contains("no host is a primary");
        }
    }

    @Test
    void health_worksWhileThePoolIsExhausted() {
        DatabaseOptions options =
                DatabaseOptions.of("orders").url(ONE).poolSize(1).set("pool.max-overflow", 0);
        try (FakeDatabase fake = new FakeDatabase(options).started()) {
            Lease held = fake.database.acquire(Access.WRITE, null);
            assertThat(fake.database.health(true).status()).isEqualTo(HealthStatus.HEALTHY);
            held.release();
        }
    }

    @Test
    void reconnect_dropsIdleConnections_andLeavesBusyOnesToTheirHolders() {
        try (FakeDatabase fake = new FakeDatabase(ONE).started()) {
            Lease busy = fake.database.acquire(Access.WRITE, null);
            Lease idle = fake.database.acquire(Access.WRITE, null);
            idle.release();
            Health health = fake.database.reconnect();
            assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(fake.database.pool().stats().idle()).isZero();
            assertThat(fake.database.pool().stats().active()).isEqualTo(1);
            busy.release();
            assertThat(fake.database.pool().stats().total()).as("it was marked").isZero();
        }
    }

    @Test
    void afterClose_everyCallFails() {
        FakeDatabase fake = new FakeDatabase(ONE).started();
        fake.close();
        assertThatIllegalStateException().isThrownBy(() -> fake.database.acquire(Access.WRITE, null));
        assertThatIllegalStateException().isThrownBy(() -> fake.database.reconnect());
    }

    @Test
    void start_ofADeadDatabase_saysWhy() {
        try (FakeDatabase fake = new FakeDatabase(ONE)) {
            fake.engine.refuse();
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(fake.database::start)
                    .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED));
        }
    }

    @Test
    void start_withHostsOfDifferentServers_fails_andWritesNowhere() {
        try (FakeDatabase fake = new FakeDatabase(THREE)) {
            fake.engine.report(DB1, new HostReport(HostRole.PRIMARY, "one", 1, null));
            fake.engine.report(DB2, new HostReport(HostRole.REPLICA, "one", 1, null));
            fake.engine.report(DB3, new HostReport(HostRole.REPLICA, "another", 1, null));
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(fake.database::start)
                    .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.REFUSED))
                    .withMessageContaining("do not belong together")
                    .withMessageContaining("db3:1")
                    .withMessageMatching("(?s).*another cluster, (another and not one|one and not another).*");
        }
    }

    @Test
    void hostThatIsPromoted_keepsItsConnections() {
        try (FakeDatabase fake = three()) {
            Lease read = fake.database.acquire(Access.read(Consistency.EVENTUAL), null);
            while (read.host().equals(DB1)) {
                read.release();
                read = fake.database.acquire(Access.read(Consistency.EVENTUAL), null);
            }
            HostSpec promoted = read.host();
            read.release();
            int opened = fake.engine.opened().size();
            fake.engine.role(DB1, HostRole.REPLICA);
            fake.engine.role(promoted, HostRole.PRIMARY);
            fake.database.health(true);
            Lease write = fake.database.acquire(Access.WRITE, null);
            assertThat(write.host()).isEqualTo(promoted);
            assertThat(fake.engine.opened()).hasSize(opened);
            write.release();
        }
    }

    @Test
    void start_withOneOfThreeHostsDown_succeeds() {
        try (FakeDatabase fake = new FakeDatabase(THREE)) {
            kill(fake, DB3);
            fake.database.start();
            assertThat(fake.database.health(false).status()).isEqualTo(HealthStatus.DEGRADED);
        }
    }
}
