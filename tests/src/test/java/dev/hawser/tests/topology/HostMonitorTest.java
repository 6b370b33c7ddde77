package dev.hawser.tests.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Deadline;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.Errors;
import dev.hawser.internal.Threads;
import dev.hawser.internal.pool.Connector;
import dev.hawser.internal.pool.CurrentCredentials;
import dev.hawser.internal.topology.History;
import dev.hawser.internal.topology.HostMonitor;
import dev.hawser.internal.topology.Node;
import dev.hawser.internal.topology.Topology;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.FakeEngine;
import dev.hawser.testkit.FakeFailure;
import dev.hawser.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class HostMonitorTest {

    private static final HostSpec DB1 = new HostSpec("db1", 1);
    private static final HostSpec DB2 = new HostSpec("db2", 1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeEngine engine = new FakeEngine();
    private final CountDownLatch silence = new CountDownLatch(1);
    private final List<Topology> seenBeforeRolesChanged = new CopyOnWriteArrayList<>();
    private final AtomicReference<HostSpec> suspectedOnceAvailable = new AtomicReference<>();
    private Threads threads;
    private HostMonitor monitor;

    @BeforeEach
    void start() {
        threads = new Threads(Ticker.SYSTEM);
        Errors errors = new Errors("orders", false, engine.errors(), List.of());
        CurrentCredentials nobody =
                new CurrentCredentials(() -> new Credentials(null, null, 0), null, errors, threads.ticker());
        List<Connector> connectors = new ArrayList<>();
        for (HostSpec host : List.of(DB1, DB2)) {
            connectors.add(
                    new Connector(SECOND, host, engine.connectionFactory(null), nobody, errors, threads.ticker()));
        }
        engine.role(DB2, HostRole.REPLICA);
        monitor = new HostMonitor(
                connectors,
                engine.roleProbe(),
                new History(null, threads.ticker()),
                errors,
                threads,
                true,
                new HostMonitor.Listener() {
                    @Override
                    public Runnable rolesChange(Topology before, Topology after) {
                        if (monitor != null) {
                            seenBeforeRolesChanged.add(monitor.topology());
                        }
                        return () -> {};
                    }

                    @Override
                    public void changed(Topology before, Topology after) {
                        HostSpec host = suspectedOnceAvailable.get();
                        boolean available = after.nodes().stream()
                                .anyMatch(node -> node.host().equals(host) && node.state() == HostState.AVAILABLE);
                        if (available && suspectedOnceAvailable.compareAndSet(host, null)) {
                            monitor.suspect(host);
                        }
                    }

                    @Override
                    public void answeredOver(int host, Connector.Opened connection, Duration took, long epoch) {
                        throw new AssertionError("connections are kept here");
                    }
                });
    }

    @AfterEach
    void stop() {
        silence.countDown();
        monitor.close();
        threads.close();
    }

    private void fallSilent(HostSpec host) {
        engine.onConnect((asked, timeout) -> {
            if (asked.equals(host)) {
                silence.await();
            }
        });
    }

    private Node node(int index) {
        return monitor.topology().nodes().get(index);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("time that is left").isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void answer_countsAtOnce_whileAnotherHostIsSilent() {
        fallSilent(DB2);
        monitor.tick();
        await(() -> monitor.topology().hasPrimary());
        assertThat(node(1).role()).isEqualTo(HostRole.UNKNOWN);
    }

    @Test
    void silentHost_isDown_afterASecond_andItsConnectIsGivenUp() {
        fallSilent(DB2);
        monitor.tick();
        await(() -> node(1).state() == HostState.DOWN);
        assertThat(node(1).failure()).hasMessageContaining("db2:1 gave no answer within 1000 ms");
        await(() -> !engine.abortedConnects().isEmpty());
    }

    @Test
    void questionsToASilentHost_doNotPileUp() {
        CountDownLatch deaf = new CountDownLatch(1);
        AtomicInteger stuck = new AtomicInteger();
        engine.onConnect((host, timeout) -> {
            if (host.equals(DB2)) {
                stuck.incrementAndGet();
                boolean interrupted = true;
                while (interrupted) {
                    try {
                        deaf.await();
                        interrupted = false;
                    } catch (InterruptedException again) {
                        continue; // a driver that heeds nothing
                    }
                }
            }
        });
        for (int i = 0; i < 10; i++) {
            monitor.ask(Duration.ofMillis(20));
        }
        await(() -> stuck.get() > 0);
        assertThat(stuck.get()).as("threads that are stuck in the driver").isLessThanOrEqualTo(3);
        deaf.countDown();
    }

    @Test
    void connection_isKeptBetweenQuestions() {
        for (int i = 0; i < 5; i++) {
            monitor.ask(SECOND);
        }
        assertThat(engine.attempts()).isEqualTo(2);
    }

    @Test
    void connection_thatTheServerHasClosed_isReplaced_andSpeaksNotAgainstTheHost() {
        monitor.ask(SECOND);
        engine.open().forEach(FakeConnection::breakDown);
        assertThat(monitor.ask(SECOND).failures()).containsOnlyNulls();
        assertThat(monitor.topology().allAvailable()).isTrue();
    }

    @Test
    void answerToAnEarlierQuestion_isNotTakenForTheHostOfNow() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicInteger connects = new AtomicInteger();
        engine.onConnect((host, timeout) -> {
            if (host.equals(DB2)) { // asked after db1, with which the later question waits by now
                silence.countDown();
            } else if (connects.incrementAndGet() == 1) {
                asked.countDown();
                silence.await();
                throw new FakeFailure(ErrorCategory.CONNECTION_REFUSED, "down, a moment ago");
            }
        });
        monitor.told(DB1, HostRole.PRIMARY);
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(monitor.ask(SECOND).failures()).containsOnlyNulls();
    }

    @Test
    void hostThatGivesABadSign_whileItsAnswerIsHeard_isAskedAgain() {
        suspectedOnceAvailable.set(DB2);
        monitor.ask(SECOND);
        await(() -> suspectedOnceAvailable.get() == null && node(1).state() == HostState.AVAILABLE);
    }

    @Test
    void refusedWrite_takesTheRoleAwayAtOnce_andAnAnswerGivesItBack() {
        monitor.ask(SECOND);
        engine.onConnect((host, timeout) -> silence.await());
        engine.open().forEach(FakeConnection::breakDown);
        monitor.refusedWrite(DB1);
        assertThat(monitor.topology().primary()).isEqualTo(Topology.NONE);
        engine.accept();
        silence.countDown();
        await(() -> monitor.topology().hasPrimary());
    }

    @Test
    void serverThatTellsAnotherRole_isBelieved_orAsked() {
        monitor.ask(SECOND);
        engine.role(DB1, HostRole.REPLICA);
        engine.role(DB2, HostRole.PRIMARY);
        monitor.told(DB1, HostRole.REPLICA);
        await(() -> monitor.topology().hasPrimary() && monitor.topology().primary() == 1);
    }

    @Test
    void roleThatChanges_isToldBeforeAnybodySeesIt() {
        monitor.ask(SECOND);
        long epoch = monitor.topology().epoch();
        seenBeforeRolesChanged.clear();
        monitor.refusedWrite(DB1);
        assertThat(seenBeforeRolesChanged.get(0).epoch()).isEqualTo(epoch);
        assertThat(monitor.topology().epoch()).isGreaterThan(epoch);
    }

    @Test
    void hurry_asksAgainAndAgain_andWakesWhoeverWaits_whenAHostHasAnotherRole() {
        engine.role(DB1, HostRole.REPLICA);
        monitor.ask(SECOND);
        long asOf = monitor.topology().nodes().get(0).asOf();
        try (HostMonitor.Hurry hurry = monitor.hurry()) {
            assertThat(monitor.waiting()).isEqualTo(1);
            assertThat(hurry.awaitNews(Deadline.in(Duration.ofMillis(100)))).isFalse();
            await(() -> node(0).asOf() > asOf);
            engine.role(DB1, HostRole.PRIMARY);
            assertThat(hurry.awaitNews(Deadline.in(Duration.ofSeconds(20)))).isTrue();
            assertThat(monitor.topology().hasPrimary()).isTrue();
        }
        assertThat(monitor.waiting()).isZero();
    }

    /** Once is enough: the machine may have other things to do for a second. */
    @Test
    void question_thatIsPlannedForLater_comesSooner_whenSomebodyWaits() {
        boolean sooner = false;
        for (int i = 0; i < 5 && !sooner; i++) {
            sooner = questionThatIsPlannedForLaterComesSooner();
        }
        assertThat(sooner).isTrue();
    }

    private boolean questionThatIsPlannedForLaterComesSooner() {
        engine.accept();
        monitor.ask(SECOND);
        engine.onConnect((host, timeout) -> {
            throw new FakeFailure(ErrorCategory.RESOURCE, "full: asked again in a second");
        });
        engine.open().forEach(FakeConnection::breakDown);
        monitor.ask(SECOND);
        AtomicInteger asked = new AtomicInteger();
        engine.onConnect((host, timeout) -> {
            if (host.equals(DB1)) {
                asked.incrementAndGet();
            }
            throw new FakeFailure(ErrorCategory.CONNECTION_REFUSED, "down: asked again soon");
        });
        try (HostMonitor.Hurry hurry = monitor.hurry()) {
            long startedAt = System.nanoTime();
            await(() -> asked.get() > 2);
            long took = System.nanoTime() - startedAt;
            assertThat(hurry.awaitNews(Deadline.in(Duration.ZERO))).isFalse();
            return took < SECOND.toNanos() * 7 / 10;
        }
    }

    @Test
    void hurry_ofAThreadThatIsInterrupted_endsAndKeepsTheInterrupt() {
        try (HostMonitor.Hurry hurry = monitor.hurry()) {
            Thread.currentThread().interrupt();
            Deadline deadline = Deadline.at(threads.ticker().nanoTime(), Duration.ofSeconds(20));
            boolean news =
                    Stream.generate(() -> hurry.awaitNews(deadline)).limit(3).anyMatch(more -> !more);
            assertThat(news).isTrue();
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
