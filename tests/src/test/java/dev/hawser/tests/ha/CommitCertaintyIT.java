package dev.hawser.tests.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.DatabaseMetrics;
import dev.hawser.SqlDatabase;
import dev.hawser.TransactionResult;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.OutcomeUnknownException;
import dev.hawser.testkit.MessageFault;
import dev.hawser.testkit.PostgresMessages;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.TcpProxy;
import dev.hawser.testkit.Transfer;
import dev.hawser.testkit.TransferPlan;
import dev.hawser.testkit.TransferReport;
import dev.hawser.testkit.Transfers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** Commits whose answer is lost on the way, before the server has it or after. */
class CommitCertaintyIT {

    private static final long TRANSFERS = Long.getLong("hawser.faults.transfers", 400);
    private static final TransferPlan PLAN =
            TransferPlan.DEFAULT.withWriters(8).withPause(Duration.ZERO).withTransfers(TRANSFERS);

    private static final Duration SOON = Duration.ofSeconds(30).plusMillis(20 * TRANSFERS);

    private static PostgresServer server;

    @TempDir
    private Path directory;

    private String name;
    private TcpProxy proxy;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.started();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        name = server.createDatabase();
        proxy = TcpProxy.to(server.host(), PostgresMessages.PROTOCOL);
        try (Connection connection = administrator()) {
            Transfers.prepare(connection, PLAN);
        }
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
    }

    private Connection administrator() throws Exception {
        return DriverManager.getConnection(server.jdbcUrl(name), PostgresServer.USER, server.password());
    }

    private DatabaseManager open(String certainty) {
        String url =
                server.url(name).replace(server.host().toString(), proxy.host().toString());
        DatabaseOptions options = DatabaseOptions.of("shop")
                .url(url)
                .poolSize(PLAN.writers())
                .set("ssl.mode", "disable")
                .set("retry.max-retries", "12"); // one may be unlucky many times
        if (!certainty.isEmpty()) {
            options = options.set("certainty", certainty);
        }
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(options)
                .open();
    }

    private TransferReport transfers(DatabaseManager manager) throws Exception {
        SqlDatabase shop = manager.sql("shop");
        try (Transfers transfers = Transfers.start(
                PLAN,
                transfer -> shop.transaction(tx -> {
                    transfer.apply(tx);
                    return null;
                }))) {
            assertThat(transfers.awaitAll(SOON)).isTrue();
            transfers.stop(SOON);
            try (Connection connection = administrator()) {
                return transfers.check(connection);
            }
        }
    }

    private void cutsAreNoticedByNobody(String certainty, MessageFault fault) throws Exception {
        proxy.at(fault);
        try (DatabaseManager manager = open(certainty)) {
            TransferReport report = transfers(manager);
            assertThat(report.problems()).as("%s", report).isEmpty();
            assertThat(report.done()).as("%s", report).isEqualTo(TRANSFERS);
            assertThat(fault.happened()).isPositive();
            assertThat(manager.sql("shop").metrics().outcomesInDoubt()).isPositive();
            assertThat(manager.sql("shop").metrics().outcomesUnknown()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xid", "marker"})
    void commitThatNeverArrives_isProvenToBeRolledBack_andRunsAgain(String certainty) throws Exception {
        cutsAreNoticedByNobody(certainty, MessageFault.cutBeforeCommit().share(0.05, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"xid", "marker"})
    void commitWhoseAnswerIsLost_isProvenToBeCommitted_andDoesNotRunAgain(String certainty) throws Exception {
        cutsAreNoticedByNobody(certainty, MessageFault.cutAfterCommit().share(0.05, 2));
    }

    /** What a framework does: its transactions end with {@code commit()} of a JDBC connection. */
    private static void transfer(DataSource shop, Transfer transfer) throws SQLException {
        boolean done = false;
        while (!done) {
            try (Connection connection = shop.getConnection()) {
                connection.setAutoCommit(false);
                transfer.apply(connection);
                connection.commit();
                done = true;
            } catch (SQLRecoverableException rolledBack) {
                assertThat(rolledBack.getSQLState()).isEqualTo("40000");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"xid, true", "xid, false", "marker, true", "marker, false"})
    void jdbcCommit_thatLosesItsAnswer_isResolvedToo(String certainty, boolean arrives) throws Exception {
        MessageFault fault = (arrives ? MessageFault.cutAfterCommit() : MessageFault.cutBeforeCommit()).share(0.05, 3);
        proxy.at(fault);
        try (DatabaseManager manager = open(certainty)) {
            DataSource shop = manager.sql("shop").dataSource();
            try (Transfers transfers = Transfers.start(PLAN, transfer -> transfer(shop, transfer))) {
                assertThat(transfers.awaitAll(SOON)).isTrue();
                try (Connection connection = administrator()) {
                    TransferReport report = transfers.check(connection);
                    assertThat(report.problems()).as("%s", report).isEmpty();
                    assertThat(report.done()).as("%s", report).isEqualTo(TRANSFERS);
                }
            }
            assertThat(fault.happened()).isPositive();
            assertThat(manager.sql("shop").metrics().outcomesInDoubt()).isEqualTo(fault.happened());
            assertThat(manager.sql("shop").metrics().outcomesUnknown()).isZero();
        }
    }

    /** A server that stands alone has xid by default, which a JDBC commit does not use unless it is configured. */
    @ParameterizedTest
    @ValueSource(strings = {"off", ""})
    void jdbcCommit_withoutCertainty_failsWithTheDriversError(String certainty) throws Exception {
        try (DatabaseManager manager = open(certainty);
                Connection connection = manager.sql("shop").connection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("insert into transfers values (1, 0, 1, 1)");
            proxy.at(MessageFault.cutAfterCommit().once());
            assertThatExceptionOfType(PSQLException.class).isThrownBy(connection::commit);
        }
    }

    @Test
    void jdbcConnectionWhoseCommitLostItsAnswer_isOverAfterIt() throws Exception {
        try (DatabaseManager manager = open("marker");
                Connection connection = manager.sql("shop").connection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("insert into transfers values (1, 0, 1, 1)");
            proxy.at(MessageFault.cutAfterCommit().once());
            connection.commit();
            assertThat(connection.isClosed()).isTrue();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(connection::createStatement)
                    .satisfies(error -> assertThat(error.getSQLState()).startsWith("08"));
            assertThat(manager.sql("shop").queryOne("select count(*) from transfers", Integer.class))
                    .contains(1);
            assertThat(manager.sql("shop").pool().stats().active()).isZero();
        }
    }

    @Test
    void withoutCertainty_theOutcomeIsUnknown_andCounted() {
        try (DatabaseManager manager = open("off")) {
            SqlDatabase shop = manager.sql("shop");
            shop.queryOne("select 1", Integer.class);
            proxy.at(MessageFault.cutAfterCommit().once());
            assertThatExceptionOfType(OutcomeUnknownException.class)
                    .isThrownBy(() -> shop.transaction(tx -> tx.update("insert into transfers values (1, 0, 1, 1)")))
                    .satisfies(error -> assertThat(error.sqlState()).isEqualTo("08007"));
            DatabaseMetrics metrics = shop.metrics();
            assertThat(metrics.outcomesInDoubt()).isEqualTo(1);
            assertThat(metrics.outcomesUnknown()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xid", "marker"})
    void readOnlyTransaction_writesNoMarker_andItsLostCommitHurtsNobody(String certainty) throws Exception {
        try (DatabaseManager manager = open(certainty)) {
            SqlDatabase shop = manager.sql("shop");
            shop.transaction(tx -> tx.queryOne("select 1", Integer.class));
            proxy.at(MessageFault.cutAfterCommit().once());
            TransactionResult<Integer> read = shop.transaction(tx ->
                    tx.queryOne("select count(*) from accounts", Integer.class).orElseThrow());
            assertThat(read.value()).isEqualTo(PLAN.accounts());
            if (certainty.equals("marker")) {
                assertThat(shop.queryOne("select count(*) from hawser_commits where committed", Integer.class))
                        .contains(0);
            }
        }
    }

    @Test
    void position_isGivenByTheCommit_andCoversIt() {
        try (DatabaseManager manager = open("marker")) {
            SqlDatabase shop = manager.sql("shop");
            String first = shop.transaction(tx -> tx.update("insert into transfers values (1, 0, 1, 1)"))
                    .position()
                    .token();
            String second = shop.transaction(tx -> tx.update("insert into transfers values (2, 0, 1, 1)"))
                    .position()
                    .token();
            assertThat(first).matches("-?\\d+:1:[0-9A-F]+/[0-9A-F]+");
            assertThat(second).isNotEqualTo(first);
        }
    }
}
