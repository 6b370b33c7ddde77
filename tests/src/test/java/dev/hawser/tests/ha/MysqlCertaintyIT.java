package dev.hawser.tests.ha;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.MessageFault;
import dev.hawser.testkit.MysqlFamilyServer;
import dev.hawser.testkit.MysqlMessages;
import dev.hawser.testkit.MysqlServer;
import dev.hawser.testkit.TcpProxy;
import dev.hawser.testkit.TransferPlan;
import dev.hawser.testkit.TransferReport;
import dev.hawser.testkit.Transfers;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Commits to MySQL and MariaDB whose answer is lost on the way, before the server has it or after: markers decide. */
class MysqlCertaintyIT {

    private static final long TRANSFERS = Long.getLong("hawser.faults.transfers", 400);
    private static final TransferPlan PLAN =
            TransferPlan.DEFAULT.withWriters(8).withPause(Duration.ZERO).withTransfers(TRANSFERS);

    private static final Duration SOON = Duration.ofSeconds(30).plusMillis(20 * TRANSFERS);

    private static List<MysqlFamilyServer> servers;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startServers() throws Exception {
        servers = List.of(MysqlServer.started(), MariadbServer.started());
    }

    @AfterAll
    static void stopServers() throws Exception {
        for (MysqlFamilyServer server : servers) {
            server.close();
        }
    }

    private static Stream<Arguments> ways() {
        return servers.stream().flatMap(server -> Stream.of(true, false).map(arrives -> Arguments.of(server, arrives)));
    }

    private DatabaseManager open(String url) {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop")
                        .url(url)
                        .poolSize(PLAN.writers())
                        .set("ssl.mode", "disable")
                        .set("certainty", "marker")
                        .set("retry.max-retries", "12")) // one may be unlucky many times
                .open();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("ways")
    void commitThatLosesItsAnswer_isResolved_andDoneOnce(MysqlFamilyServer server, boolean arrives) throws Exception {
        String name = server.createDatabase();
        try (Connection connection = server.connect(name)) {
            Transfers.prepare(connection, PLAN);
        }
        MessageFault fault = (arrives ? MessageFault.cutAfterCommit() : MessageFault.cutBeforeCommit()).share(0.05, 3);
        try (TcpProxy proxy = TcpProxy.to(server.host(), MysqlMessages.PROTOCOL)) {
            proxy.at(fault);
            String url = server.url(name)
                    .replace(server.host().toString(), proxy.host().toString());
            try (DatabaseManager manager = open(url)) {
                SqlDatabase shop = manager.sql("shop");
                TransferReport report = transfers(shop, server, name);
                assertThat(report.problems()).as("%s", report).isEmpty();
                assertThat(report.done()).as("%s", report).isEqualTo(TRANSFERS);
                assertThat(fault.happened()).isPositive();
                assertThat(shop.metrics().outcomesInDoubt()).isPositive();
                assertThat(shop.metrics().outcomesUnknown()).isZero();
            }
        }
    }

    private static TransferReport transfers(SqlDatabase shop, MysqlFamilyServer server, String name) throws Exception {
        try (Transfers transfers = Transfers.start(
                PLAN,
                transfer -> shop.transaction(tx -> {
                    transfer.apply(tx);
                    return null;
                }))) {
            assertThat(transfers.awaitAll(SOON)).isTrue();
            transfers.stop(SOON);
            try (Connection connection = server.connect(name)) {
                return transfers.check(connection);
            }
        }
    }
}
