package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.jdbc.JdbcCommits;
import dev.hawser.spi.jdbc.JdbcCommits.Outcome;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.MessageFault;
import dev.hawser.testkit.TcpProxy;
import dev.hawser.testkit.TransferPlan;
import dev.hawser.testkit.TransferReport;
import dev.hawser.testkit.Transfers;
import dev.hawser.testkit.tds.TdsMessages;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits with markers, and commits whose answer is lost on the way, before the server has it or after. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class SqlServerCommitsIT {

    private static final long TRANSFERS = Long.getLong("hawser.faults.transfers", 300);
    private static final Duration SOON = Duration.ofSeconds(30).plusMillis(20 * TRANSFERS);
    private static final TransferPlan PLAN =
            TransferPlan.DEFAULT.withWriters(4).withPause(Duration.ZERO).withTransfers(TRANSFERS);

    private static final String INSERT = "insert into note (id) values (1)";
    private static final String COUNT = "select count(*) from note";

    private static SqlServerUnderTest server;

    private TcpProxy proxy;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = new SqlServerUnderTest(directory, SqlServerAddress.ofEnvironment());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void prepare() throws Exception {
        try (DatabaseManager manager = SqlServerUnderTest.open(server.options())) {
            manager.sql().update("drop table if exists note");
            manager.sql().update("create table note (id int)");
        }
        proxy = TcpProxy.to(server.host(), TdsMessages.PROTOCOL);
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
    }

    private DatabaseOptions throughProxy(String certainty) {
        return server.options()
                .set("host", proxy.host().host())
                .set("port", proxy.host().port())
                .set("ssl.mode", "disable") // or the proxy sees no messages
                .set("certainty", certainty);
    }

    private static long single(SqlDatabase shop, String query) {
        return shop.queryOne(query, Long.class).orElseThrow();
    }

    @Test
    void jdbcCommitCut_returnsIfItWasDone_andSays40000IfNot() throws Exception {
        try (DatabaseManager manager = SqlServerUnderTest.open(throughProxy("marker"))) {
            SqlDatabase shop = manager.sql();
            for (boolean arrived : new boolean[] {true, false}) {
                try (Connection connection = shop.connection()) {
                    connection.setAutoCommit(false);
                    connection.createStatement().execute(INSERT);
                    proxy.at((arrived ? MessageFault.cutAfterCommit() : MessageFault.cutBeforeCommit()).once());
                    if (arrived) {
                        connection.commit();
                    } else {
                        assertThatExceptionOfType(SQLException.class)
                                .isThrownBy(connection::commit)
                                .satisfies(
                                        error -> assertThat(error.getSQLState()).isEqualTo("40000"));
                    }
                }
            }
            assertThat(single(shop, COUNT)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void transfers_whoseCommitsAreCut_areNoticedByNobody(boolean arrived) throws Exception {
        try (Connection connection = administrator()) {
            Transfers.prepare(connection, PLAN);
        }
        MessageFault fault = (arrived ? MessageFault.cutAfterCommit() : MessageFault.cutBeforeCommit()).share(0.05, 1);
        proxy.at(fault);
        DatabaseOptions options =
                throughProxy("marker").poolSize(PLAN.writers()).set("retry.max-retries", 12);
        try (DatabaseManager manager = SqlServerUnderTest.open(options);
                Transfers transfers = Transfers.start(
                        PLAN,
                        transfer -> manager.sql().transaction(tx -> {
                            transfer.apply(tx);
                            return null;
                        }))) {
            assertThat(transfers.awaitAll(SOON)).isTrue();
            transfers.stop(SOON);
            try (Connection connection = administrator()) {
                TransferReport report = transfers.check(connection);
                assertThat(report.problems()).as("%s", report).isEmpty();
                assertThat(report.done()).as("%s", report).isEqualTo(TRANSFERS);
            }
            assertThat(fault.happened()).isPositive();
            assertThat(manager.sql().metrics().outcomesInDoubt()).isEqualTo(fault.happened());
            assertThat(manager.sql().metrics().outcomesUnknown()).isZero();
        }
    }

    private static Connection administrator() throws Exception {
        return Raw.connect(server.engine(), server.config(Map.of())).raw();
    }

    /** However an error in a transaction is treated: without its marker nothing is committed. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void outcome_isDecidedByTheMarker_onceAndForAll(String xactAbort) throws Exception {
        JdbcCommits commits = server.engine().commits().orElseThrow();
        JdbcConnection worker = Raw.connect(server.engine(), server.config(Map.of("xactAbort", xactAbort)));
        JdbcConnection judge = Raw.connect(server.engine(), server.config(Map.of()));
        try {
            commits.prepareMarkers(judge.raw());
            commits.prepareMarkers(judge.raw());
            Raw.execute(judge, "delete from dbo.hawser_commits");
            String committed = UUID.randomUUID().toString();
            worker.begin();
            Raw.execute(worker, INSERT);
            worker.commit(commits, committed);
            assertThat(commits.settle(judge.raw(), committed)).isEqualTo(Outcome.COMMITTED);
            assertThat(worker.inTransaction()).isFalse();

            String givenUp = UUID.randomUUID().toString();
            worker.begin();
            Raw.execute(worker, INSERT);
            assertThat(commits.settle(judge.raw(), givenUp)).isEqualTo(Outcome.ROLLED_BACK);
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> worker.commit(commits, givenUp));
            worker.rollback();
            assertThat(commits.settle(judge.raw(), givenUp)).isEqualTo(Outcome.ROLLED_BACK);
            assertThat(Raw.single(judge, COUNT)).isEqualTo("1");

            assertThat(commits.pruneMarkers(judge.raw(), Duration.ofHours(1))).isZero();
            assertThat(commits.pruneMarkers(judge.raw(), Duration.ofSeconds(-5)))
                    .isEqualTo(2);
            assertThat(commits.settle(judge.raw(), UUID.randomUUID().toString()))
                    .isEqualTo(Outcome.ROLLED_BACK);
        } finally {
            worker.close();
            judge.close();
        }
    }

    /** As one whose tables in memory were changed by somebody else. The marker's own result comes before. */
    @Test
    void commit_thatFailsBehindItsMarker_fails() throws Exception {
        JdbcCommits commits = server.engine().commits().orElseThrow();
        JdbcConnection worker = Raw.connect(server.engine(), server.ownConfig());
        try {
            commits.prepareMarkers(worker.raw());
            Raw.execute(worker, "drop table if exists note", "create table note (id int)");
            worker.begin();
            Raw.execute(worker, INSERT);
            server.own().failNext("commit", 41325, 16, "planned");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> worker.commit(commits, UUID.randomUUID().toString()))
                    .satisfies(error -> assertThat(error.getErrorCode()).isEqualTo(41325));
            worker.rollback();
            assertThat(Raw.single(worker, COUNT)).isEqualTo("0");
        } finally {
            worker.close();
        }
    }

    /** A marker that is written and not yet committed: whoever asks waits for it. */
    @Test
    void settle_whileTheCommitGoesOn_waitsAndThenKnows() throws Exception {
        JdbcCommits commits = server.engine().commits().orElseThrow();
        JdbcConnection worker = Raw.connect(server.engine(), server.config(Map.of()));
        JdbcConnection hasty = Raw.connect(server.engine(), server.config(Map.of("lockTimeout", "100")));
        JdbcConnection patient = Raw.connect(server.engine(), server.config(Map.of()));
        try {
            commits.prepareMarkers(worker.raw());
            String marker = UUID.randomUUID().toString();
            worker.begin();
            Raw.execute(worker, "insert into dbo.hawser_commits (id) values ('" + marker + "')");

            assertThat(commits.settle(hasty.raw(), marker)).isEqualTo(Outcome.IN_PROGRESS);

            FutureTask<Outcome> waiting = new FutureTask<>(() -> commits.settle(patient.raw(), marker));
            new Thread(waiting).start();
            worker.commit();
            assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(Outcome.COMMITTED);
        } finally {
            worker.close();
            hasty.close();
            patient.close();
        }
    }

    /** One batch: two round trips less than an insert, a commit and a question would take. */
    @Test
    void commit_withMarker_takesOneMessage() throws Exception {
        try (DatabaseManager manager = SqlServerUnderTest.open(throughProxy("marker"))) {
            SqlDatabase shop = manager.sql();
            shop.transaction(tx -> tx.update(INSERT));
            MessageFault counting = MessageFault.cut(
                            message -> message.text().contains("hawser_commits") || message.asksForCommit())
                    .when(n -> false);
            proxy.at(counting);
            shop.transaction(tx -> tx.update(INSERT));
            assertThat(counting.met()).isEqualTo(1);
        }
    }
}
