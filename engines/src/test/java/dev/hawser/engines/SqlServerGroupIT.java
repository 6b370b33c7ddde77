package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.Consistency;
import dev.hawser.DatabaseManager;
import dev.hawser.HostRole;
import dev.hawser.Position;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.TransferPlan;
import dev.hawser.testkit.TransferReport;
import dev.hawser.testkit.Transfers;
import dev.hawser.testkit.tds.LoginRequest;
import dev.hawser.testkit.tds.TdsServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An availability group: two servers with the same data, one of which takes writes. Neither is ever behind, which real secondaries are. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class SqlServerGroupIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final TransferPlan PLAN = TransferPlan.DEFAULT.withWriters(4).withPause(Duration.ofMillis(2));
    private static final String WHERE = "select @@servername";

    private SqlServerUnderTest server;
    private TdsServer one;
    private TdsServer two;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        server = new SqlServerUnderTest(directory, null);
        one = server.own();
        two = server.secondary();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private DatabaseManager open(Map<String, Object> more) {
        DatabaseOptions options = server.replicated();
        for (Map.Entry<String, Object> option : more.entrySet()) {
            options = options.set(option.getKey(), option.getValue());
        }
        return SqlServerUnderTest.open(options);
    }

    /** As a group does it: sessions in the database end on both sides. */
    private static void failOver(TdsServer from, TdsServer to) {
        from.readOnly(true);
        from.cutConnections();
        to.readOnly(false);
        to.cutConnections();
    }

    private static String write(SqlDatabase shop) {
        return shop.<String, RuntimeException>transaction(tx -> {
                    tx.update("insert into item (id) values (1)");
                    return tx.queryOne(WHERE, String.class).orElseThrow();
                })
                .value();
    }

    private static String read(SqlDatabase shop, Consistency consistency) {
        return shop.<String, RuntimeException>read(
                consistency, reader -> reader.queryOne(WHERE, String.class).orElseThrow());
    }

    @Test
    void hosts_areToldApart_andASecondaryForReadersIsToldThatTheyRead() {
        two.readIntentOnly(true);
        try (DatabaseManager manager = open(Map.of())) {
            assertThat(manager.health("replicated", true).hosts())
                    .extracting(host -> host.host() + " " + host.role())
                    .containsExactlyInAnyOrder(
                            one.host() + " " + HostRole.PRIMARY, two.host() + " " + HostRole.REPLICA);
        }
        assertThat(one.logins()).extracting(LoginRequest::readIntent).containsOnly(false);
        assertThat(two.logins()).extracting(LoginRequest::readIntent).contains(true);
    }

    @Test
    void reads_goWhereTheyMay() {
        try (DatabaseManager manager = open(Map.of("reads", "replicas-first"))) {
            manager.health("replicated", true); // asks both: a replica serves nothing before it has answered
            SqlDatabase shop = manager.sql();
            shop.update("create table item (id int)");
            Position seen = shop.transaction(tx -> tx.update("insert into item (id) values (1)"))
                    .position();
            assertThat(read(shop, Consistency.EVENTUAL)).isEqualTo(two.name());
            assertThat(read(shop, Consistency.STRONG)).isEqualTo(one.name());
            assertThat(read(shop, Consistency.after(seen)))
                    .as("nobody knows how far a secondary is")
                    .isEqualTo(one.name());
            assertThat(read(shop, Consistency.bounded(Duration.ofMinutes(1)))).isEqualTo(one.name());

            two.refuseLogins(983, 14, "no role yet");
            two.cutConnections();
            assertThat(read(shop, Consistency.EVENTUAL)).isEqualTo(one.name());
        }
    }

    @Test
    void failOver_forthAndBack_isNoticedByNobody() throws Exception {
        try (Connection connection = administrator()) {
            Transfers.prepare(connection, PLAN);
        }
        try (DatabaseManager manager = open(Map.of("pool.size", PLAN.writers()));
                Transfers transfers = Transfers.start(
                        PLAN,
                        transfer -> manager.sql().transaction(tx -> {
                            transfer.apply(tx);
                            return null;
                        }))) {
            assertThat(transfers.awaitDone(50, SOON)).isTrue();
            for (boolean forth : new boolean[] {true, false}) {
                failOver(forth ? one : two, forth ? two : one);
                // Twice, since the first may have been done before, by a thread that has not come to say so.
                for (int i = 0; i < 2; i++) {
                    assertThat(transfers.awaitRecovery(transfers.now(), SOON)).isTrue();
                }
                int refused = (forth ? one : two).refusedWrites();
                assertThat(transfers.awaitDone(50, SOON)).isTrue();
                assertThat((forth ? one : two).refusedWrites())
                        .as("writes that were sent to what is no primary any more")
                        .isEqualTo(refused);
            }
            transfers.stop(SOON);
            try (Connection connection = administrator()) {
                TransferReport report = transfers.check(connection);
                assertThat(report.problems()).as("%s", report).isEmpty();
                assertThat(report.failed() + report.unknown()).as("%s", report).isZero();
            }
            assertThat(manager.sql().metrics().failovers()).isEqualTo(2);
        }
    }

    private Connection administrator() throws Exception {
        return Raw.connect(server.engine(), server.ownConfig()).raw();
    }

    @Test
    void primaryThatTakesNoWritesAnyMore_andCutsNobody_isLeftWithTheFirstRefusal() {
        try (DatabaseManager manager = open(Map.of())) {
            SqlDatabase shop = manager.sql();
            shop.update("create table item (id int)");
            assertThat(write(shop)).isEqualTo(one.name());
            one.readOnly(true);
            two.readOnly(false);
            assertThat(write(shop)).isEqualTo(two.name());
            int refused = one.refusedWrites();
            for (int i = 0; i < 20; i++) {
                assertThat(write(shop)).isEqualTo(two.name());
            }
            assertThat(one.refusedWrites()).isEqualTo(refused);
        }
    }

    /** A listener with a list of routes leads to a secondary whoever says that he only reads. */
    @Test
    void applicationIntent_readOnly_isLedToASecondary_whichTakesNoWrites() {
        one.routeReaders(two.host());
        DatabaseOptions reading = server.own("reading").set("properties", Map.of("applicationIntent", "ReadOnly"));
        try (DatabaseManager manager = SqlServerUnderTest.open(reading)) {
            SqlDatabase shop = manager.sql();
            assertThat(shop.queryOne(WHERE, String.class)).contains(two.name());
            DatabaseException refused =
                    catchThrowableOfType(DatabaseException.class, () -> shop.update("create table item (id int)"));
            assertThat(refused.vendorCode()).isEqualTo(3906);
        }
        try (DatabaseManager manager = SqlServerUnderTest.open(server.own("writing"))) {
            assertThat(manager.sql().queryOne(WHERE, String.class)).contains(one.name());
        }
    }

    /** After a forced fail-over without a quorum. Nothing numbers their histories, so that one stays with whom one has. */
    @Test
    void twoThatTakeWrites_theOneInUseStays() {
        try (DatabaseManager manager = open(Map.of())) {
            SqlDatabase shop = manager.sql();
            shop.update("create table item (id int)");
            two.readOnly(false);
            Set<String> written = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                manager.health("replicated", true);
                written.add(write(shop));
            }
            assertThat(written).isEqualTo(Set.of(one.name()));
        }
    }
}
