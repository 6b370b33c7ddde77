package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.OutcomeUnknownException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether the check finds each way in which a promise can be broken. */
@Timeout(60)
class TransfersIT {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final TransferPlan PLAN = TransferPlan.DEFAULT
            .withWriters(3)
            .withAccounts(20)
            .withPause(Duration.ZERO)
            .withTransfers(20);

    private static TestDatabase database;

    private Connection connection;

    @BeforeAll
    static void create() {
        database = TestDatabases.postgres();
    }

    @BeforeEach
    void prepare() throws SQLException {
        connection = connect();
        Transfers.prepare(connection, PLAN);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @AfterAll
    static void drop() throws SQLException {
        try (Connection any = connect();
                Statement statement = any.createStatement()) {
            statement.execute("drop table accounts, transfers");
        }
    }

    @Test
    void check_ofWorkThatKeepsItsWord_findsNothing() throws Exception {
        TransferReport report = run(TransfersIT::transfer);

        assertThat(report.problems()).isEmpty();
        assertThat(report.done()).isEqualTo(20);
        assertThat(report.errors()).isEmpty();
        assertThat(report.toString()).contains("nothing lost, nothing doubled").contains("told DONE");
    }

    @Test
    void check_ofWorkThatSaysDoneAndDidNothing_findsItLost() throws Exception {
        TransferReport report = run(transfer -> {
            if (transfer.id() != 7) {
                transfer(transfer);
            }
        });

        assertThat(report.lost()).isEqualTo(1);
        assertThat(report.problems()).containsExactly("1 told done and not there");
        assertThat(report.examples()).singleElement().asString().contains("id=7,");
    }

    @Test
    void check_ofWorkThatIsDoneAgain_findsItDoubled() throws Exception {
        TransferReport report = run(transfer -> {
            transfer(transfer);
            if (transfer.id() % 10 == 0) {
                transfer(transfer);
            }
        });

        assertThat(report.doubled()).isEqualTo(2);
        assertThat(report.problems()).containsExactly("2 there more than once");
    }

    @Test
    void check_ofWorkThatSaysFailedOrUnknown_looksWhatIsThere() throws Exception {
        TransferReport report = run(transfer -> {
            if (transfer.id() % 4 != 0) {
                transfer(transfer);
            }
            switch ((int) (transfer.id() % 4)) {
                case 0, 1 -> throw unknown();
                case 2 -> throw new SQLException("refused", "25006");
                default -> {}
            }
        });

        assertThat(report.done()).isEqualTo(5);
        assertThat(report.unknown()).isEqualTo(10);
        assertThat(report.unknownButThere()).isEqualTo(5);
        assertThat(report.failed()).isEqualTo(5);
        assertThat(report.failedButThere()).isEqualTo(5);
        assertThat(report.refusedWrites()).isEqualTo(5);
        assertThat(report.problems()).containsExactly("5 told failed and there");
    }

    @Test
    void check_ofATransferInPart_findsTheAccountAndTheMoney() throws Exception {
        TransferReport report = run(transfer -> {
            try (Connection own = connect();
                    Statement statement = own.createStatement()) {
                own.setAutoCommit(false);
                transfer.apply(own);
                if (transfer.id() == 5) {
                    statement.execute("update accounts set balance = balance + 1 where id = " + transfer.target());
                }
                own.commit();
            }
        });

        assertThat(report.money()).isEqualTo(1);
        assertThat(report.wrongAccounts()).isEqualTo(1);
        assertThat(report.problems()).hasSize(2);
    }

    @Test
    void check_ofATransferThatNobodyTried_findsIt() throws Exception {
        Transfers transfers = Transfers.start(PLAN, TransfersIT::transfer);
        assertThat(transfers.awaitAll(LONG)).isTrue();
        transfer(new Transfer(1_000_000, 0, 1, 1));

        assertThat(transfers.check(connection).problems()).containsExactly("1 there and tried by nobody");
    }

    @Test
    void stop_ofWorkThatHangs_interruptsIt_andSaysSo() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Transfers transfers = Transfers.start(PLAN, transfer -> {
            transfer(transfer);
            if (transfer.id() == 10) {
                hanging.countDown();
                never.await();
            }
        });
        hanging.await();
        assertThat(Polling.until(LONG, () -> transfers.done() == 19)).isTrue();
        transfers.stop(Duration.ofMillis(500)); // of which the other threads need nothing but their end
        TransferReport report = transfers.check(connection);

        assertThat(report.hung()).isEqualTo(1);
        assertThat(report.tallies().get(Told.NOTHING)).isEqualTo(new TransferReport.Tally(1, 1, 0));
        assertThat(report.problems()).containsExactly("1 writers hung");
        assertThat(transfers.awaitAll(LONG)).isTrue();
    }

    @Test
    void recovery_afterAMoment_isTheFirstSuccessOfEachWriter() throws Exception {
        Set<Thread> stuck = ConcurrentHashMap.newKeySet();
        AtomicInteger arrived = new AtomicInteger();
        CountDownLatch down = new CountDownLatch(3);
        CountDownLatch firstUp = new CountDownLatch(1);
        CountDownLatch allUp = new CountDownLatch(1);
        TransferWork work = transfer -> {
            if (stuck.add(Thread.currentThread())) {
                CountDownLatch up = arrived.incrementAndGet() == 1 ? firstUp : allUp;
                down.countDown();
                up.await();
            }
            transfer(transfer);
        };
        try (Transfers transfers = Transfers.start(PLAN.withTransfers(Long.MAX_VALUE), work)) {
            down.await();
            Instant moment = transfers.now();
            assertThat(transfers.recovery(moment).first()).isEmpty();
            firstUp.countDown();
            assertThat(transfers.awaitDone(1, LONG)).isTrue();
            Recovery half = transfers.recovery(moment);
            allUp.countDown();
            assertThat(transfers.awaitRecovery(moment, LONG)).isTrue();
            transfers.stop(LONG);

            assertThat(half.isComplete()).isFalse();
            assertThat(half.of(0.3)).isEqualTo(half.first()).isPresent();
            assertThat(half.of(0.99)).isEmpty();
            assertThat(transfers.recovery(moment).times()).hasSize(3);
            assertThat(transfers.check(connection).problems()).isEmpty();
        }
    }

    @Test
    void recovery_ofAShare_isTheTimeOfTheLastThatIsNeeded() {
        List<Duration> times = java.util.stream.IntStream.rangeClosed(1, 99)
                .mapToObj(Duration::ofMillis)
                .toList();
        assertThat(new Recovery(100, times).of(0.99)).isEqualTo(Optional.of(Duration.ofMillis(99)));
        assertThat(new Recovery(100, times).of(1)).isEmpty();
        assertThat(new Recovery(100, times).of(0.5)).isEqualTo(Optional.of(Duration.ofMillis(50)));
        assertThat(new Recovery(100, times)).hasToString("99 of 100 writers, the first after 1 ms, 99 % after 99 ms");
    }

    private TransferReport run(TransferWork work) throws SQLException {
        try (Transfers transfers = Transfers.start(PLAN, work)) {
            assertThat(transfers.awaitAll(LONG)).isTrue();
            return transfers.check(connection);
        }
    }

    private static void transfer(Transfer transfer) throws SQLException {
        try (Connection own = connect()) {
            own.setAutoCommit(false);
            transfer.apply(own);
            own.commit();
        }
    }

    private static OutcomeUnknownException unknown() {
        return new OutcomeUnknownException(new DatabaseException(ErrorCategory.CONNECTION_LOST, "cut"));
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + database.host() + "/" + database.name(), database.user(), database.password());
    }
}
