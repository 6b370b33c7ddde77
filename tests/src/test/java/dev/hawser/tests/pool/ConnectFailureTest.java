package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.get;
import static dev.hawser.tests.pool.PoolFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.Deadline;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.Lease;
import dev.hawser.testkit.FakeFailure;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connects that fail: who is told, and when the next is tried. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class ConnectFailureTest {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration SHORTEST_OF_A_FULL_SERVER = Duration.ofMillis(250);
    private static final Duration LONGEST_OF_A_FULL_SERVER = Duration.ofSeconds(5);

    private final ManualTicker ticker = new ManualTicker();

    private PoolFixture pool(int size, int overflow) {
        return new PoolFixture(
                PoolFixture.bounds(size, overflow).maxConnecting(1).build(), ticker);
    }

    private static void fail(PoolFixture fixture, ErrorCategory category, String sqlState) {
        fixture.engine.onConnect((host, timeout) -> {
            throw new FakeFailure(category, sqlState, "as scripted");
        });
    }

    private static DatabaseException refused(PoolFixture fixture) {
        try {
            fixture.acquireWithin(Duration.ofHours(1)).release();
        } catch (DatabaseException expected) {
            return expected;
        }
        throw new AssertionError("a connection was lent");
    }

    @Test
    void pauses_afterFailures_areDecorrelatedJitter() {
        try (PoolFixture fixture = pool(1, 0)) {
            fixture.engine.refuse();
            for (int i = 0; i < 60; i++) {
                refused(fixture);
            }
            List<Duration> pauses = ticker.sleeps();
            assertThat(pauses).as("none before the first").hasSize(59);
            Duration before = SHORTEST;
            for (Duration pause : pauses) {
                assertThat(pause).isBetween(SHORTEST, LONGEST).isLessThanOrEqualTo(before.multipliedBy(3));
                before = pause;
            }
            assertThat(new HashSet<>(pauses)).as("at random").hasSizeGreaterThan(50);
            assertThat(pauses).as("it grows").anyMatch(pause -> pause.toMillis() > 200);
        }
    }

    @Test
    void success_endsThePauses() {
        try (PoolFixture fixture = pool(1, 0)) {
            fixture.engine.refuse(6);
            for (int i = 0; i < 6; i++) {
                refused(fixture);
            }
            fixture.acquire().evict("to open another", false);
            int pauses = ticker.sleeps().size();
            fixture.engine.refuse(2);
            refused(fixture);
            assertThat(ticker.sleeps()).as("no pause after a success").hasSize(pauses);
            refused(fixture);
            assertThat(ticker.sleeps().get(pauses)).isLessThan(SHORTEST.multipliedBy(3));
        }
    }

    @Test
    void fullServer_tellsNobodyWhileOthersHaveConnections() throws Exception {
        try (PoolFixture fixture = pool(1, 1)) {
            Lease held = fixture.acquire();
            fail(fixture, ErrorCategory.CONNECTION_REFUSED, "53300");
            Deadline far = Deadline.at(ticker.nanoTime(), Duration.ofDays(10_000)); // each pause moves the clock
            CompletableFuture<Lease> first = fixture.queueUp(1, far);
            CompletableFuture<Lease> second = fixture.queueUp(2, far);
            PoolFixture.await(() -> ticker.sleeps().size() >= 3);
            assertThat(List.of(first, second)).noneMatch(CompletableFuture::isDone);
            assertThat(ticker.sleeps().subList(0, 3))
                    .allSatisfy(
                            pause -> assertThat(pause).isBetween(SHORTEST_OF_A_FULL_SERVER, LONGEST_OF_A_FULL_SERVER));
            fixture.engine.accept();
            get(first).release();
            get(second).release();
            held.release();
        }
    }

    @Test
    void fullServer_tellsEverybodyWhenNobodyHasAConnection() {
        try (PoolFixture fixture = pool(1, 1)) {
            fail(fixture, ErrorCategory.CONNECTION_REFUSED, "53300");
            assertThat(refused(fixture).sqlState()).isEqualTo("53300");
        }
    }

    @Test
    void timeout_whileConnectsFail_namesTheLastFailureAsCause() {
        try (PoolFixture fixture = pool(1, 1)) {
            fixture.acquire();
            fail(fixture, ErrorCategory.CONNECTION_REFUSED, "53300");
            Deadline soon = Deadline.at(ticker.nanoTime(), Duration.ofMillis(300));
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> fixture.acquireBy(soon))
                    .satisfies(error -> assertThat(((DatabaseException) error.getCause()).sqlState())
                            .isEqualTo("53300"));
        }
    }

    /** The next connects are planned at once, and wait for the pause to be over: that is no reason to let everybody wait. */
    @Test
    void refusedConnects_sideBySide_areToldToEverybody_whenTheLastHasFailed() throws Exception {
        HeldWorkers workers = new HeldWorkers();
        try (PoolFixture fixture = new PoolFixture(
                PoolFixture.bounds(5, 0).maxConnecting(2).build(), ticker, new PoolFixture.Parts().workers(workers))) {
            fixture.engine.refuse();
            List<CompletableFuture<Lease>> waiting =
                    List.of(fixture.queueUp(1), fixture.queueUp(2), fixture.queueUp(3));
            PoolFixture.await(() -> workers.waiting() == 2);
            workers.runNext();
            PoolFixture.await(() -> waiting.get(0).isDone());
            assertThat(waiting.subList(1, 3)).as("the other may succeed").noneMatch(CompletableFuture::isDone);
            workers.runNext();
            for (CompletableFuture<Lease> waiter : waiting) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> get(waiter))
                        .withMessageContaining("CONNECTION_REFUSED");
            }
            assertThat(fixture.engine.attempts()).isEqualTo(2);
        }
    }

    @Test
    void wrongCredentials_reachEveryWaiter_andNewCallersWithoutAnotherConnect() throws Exception {
        HeldWorkers workers = new HeldWorkers();
        try (PoolFixture fixture = new PoolFixture(
                PoolFixture.bounds(5, 0).maxConnecting(1).build(), ticker, new PoolFixture.Parts().workers(workers))) {
            fail(fixture, ErrorCategory.AUTHENTICATION, "28P01");
            List<CompletableFuture<Lease>> waiting =
                    List.of(fixture.queueUp(1), fixture.queueUp(2), fixture.queueUp(3));
            workers.runAll();
            for (CompletableFuture<Lease> waiter : waiting) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> get(waiter))
                        .withMessageContaining("AUTHENTICATION");
            }
            assertThat(fixture.engine.attempts()).isEqualTo(1);

            assertThat(refused(fixture).category()).isEqualTo(ErrorCategory.AUTHENTICATION);
            ticker.advance(SHORTEST_OF_A_FULL_SERVER.minusMillis(1));
            assertThat(refused(fixture).category()).isEqualTo(ErrorCategory.AUTHENTICATION);
            assertThat(fixture.engine.attempts())
                    .as("lest the account be locked")
                    .isEqualTo(1);

            ticker.advance(LONGEST_OF_A_FULL_SERVER);
            fixture.engine.accept();
            CompletableFuture<Lease> afterThePause = fixture.queueUp(1);
            workers.runAll();
            get(afterThePause).release();
            assertThat(fixture.engine.attempts()).isEqualTo(2);
            fixture.acquire().release();
        }
    }

    @Test
    void wrongCredentials_reachEveryWaiterAtOnce_thoughAConnectionMayComeBack() throws Exception {
        HeldWorkers workers = new HeldWorkers();
        try (PoolFixture fixture = new PoolFixture(
                PoolFixture.bounds(2, 0).maxConnecting(1).build(), ticker, new PoolFixture.Parts().workers(workers))) {
            CompletableFuture<Lease> held = fixture.queueUp(1);
            workers.runAll();
            get(held);
            fail(fixture, ErrorCategory.AUTHENTICATION, "28P01");
            List<CompletableFuture<Lease>> waiting =
                    List.of(fixture.queueUp(1), fixture.queueUp(2), fixture.queueUp(3));
            workers.runAll();
            for (CompletableFuture<Lease> waiter : waiting) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> get(waiter))
                        .withMessageContaining("AUTHENTICATION");
            }
            assertThat(fixture.engine.attempts()).as("one failed").isEqualTo(2);
        }
    }

    @Test
    void somethingElseThanAFailureOfTheServer_isToldAndForgotten() {
        try (PoolFixture fixture = pool(1, 0)) {
            fixture.engine.onNextConnect((host, timeout) -> {
                throw new StackOverflowError("in the driver");
            });
            DatabaseException error = refused(fixture);
            assertThat(error)
                    .hasMessageContaining("failed unexpectedly")
                    .hasRootCauseInstanceOf(StackOverflowError.class);
            assertThat(of(fixture.acquire()).number()).isEqualTo(1);
        }
    }
}
