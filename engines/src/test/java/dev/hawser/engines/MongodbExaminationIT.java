package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hawser.DatabaseManager;
import dev.hawser.Examination;
import dev.hawser.Examination.State;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.mongodb.MongodbFault;
import dev.hawser.testkit.mongodb.MongodbReplicaSet;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way to MongoDB, step by step. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class MongodbExaminationIT {

    private static MongodbUnderTest mongodb;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        mongodb = new MongodbUnderTest(directory);
    }

    @AfterAll
    static void stop() {
        mongodb.close();
    }

    private static Examination examined(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(Path.of("target/nothing-here")))
                .database(options)
                .examine("shop");
    }

    @Test
    void way_thatIsFree_isFineToTheEnd() {
        Examination examination = examined(mongodb.set("shop"));
        assertThat(examination.fine()).as("%s", examination.steps()).isTrue();
        assertThat(examination.steps())
                .extracting(Examination.Step::name)
                .containsExactly(
                        "dns",
                        "tcp",
                        "dns",
                        "tcp",
                        "dns",
                        "tcp",
                        "tls",
                        "authentication",
                        "database",
                        "role",
                        "version",
                        "permissions",
                        "limits");
        assertThat(examination.steps())
                .filteredOn(step -> step.name().equals("role"))
                .singleElement()
                .satisfies(step -> assertThat(step.said())
                        .contains("is primary, available")
                        .contains("is replica, available"));
    }

    private static Examination.Step step(Examination examination, String name) {
        return examination.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void user_whoOnlyReads_isWarned_andWhatHeMayNotAskIsLeftOut() {
        Examination examination = examined(mongodb.theDouble("shop").user(MongodbReplicaSet.READER));
        assertThat(examination.fine()).isTrue();
        Examination.Step permissions = step(examination, "permissions");
        assertThat(permissions.state()).isEqualTo(State.WARNING);
        assertThat(permissions.said()).isEqualTo("reader has no right to write everything in contract");
        assertThat(permissions.advice()).contains("readWrite");
        assertThat(examination.steps()).extracting(Examination.Step::name).doesNotContain("limits");
    }

    @Test
    void server_withFewerConnectionsThanThePool_isSaid() {
        mongodb.servers().mostConnections(21);
        try {
            Examination.Step limits =
                    step(examined(mongodb.theDouble("shop").poolSize(10).set("pool.max-overflow", 10)), "limits");
            assertThat(limits.state()).isEqualTo(State.WRONG);
            assertThat(limits.said())
                    .startsWith("pool.size 10, pool.max-overflow 10 and 2 for the driver's watch may be 22 connections;"
                            + " the server gives 21 (serverStatus.connections: ");
        } finally {
            mongodb.servers().mostConnections(51_200);
        }
    }

    @Test
    void server_thatFailsAtItsStatus_isSaid() {
        mongodb.servers().onNext(MongodbFault.error("connectionStatus", 14031, "OutOfDiskSpace"));
        Examination.Step permissions = step(examined(mongodb.theDouble("shop")), "permissions");
        assertThat(permissions.state()).isEqualTo(State.WRONG);
        assertThat(permissions.said()).contains("14031");
    }

    @Test
    void wrongPassword_isSaidAtItsStep_andNothingFurtherIsTried() {
        Examination examination = examined(mongodb.theDouble("shop").password("c4nary-wrong"));
        assertThat(examination.fine()).isFalse();
        assertThat(examination.steps())
                .extracting(Examination.Step::name, Examination.Step::state)
                .containsSubsequence(
                        tuple("tcp", State.FINE),
                        tuple("authentication", State.WRONG),
                        tuple("database", State.NOT_TRIED),
                        tuple("version", State.NOT_TRIED));
        assertThat(examination.toString()).doesNotContain("c4nary-wrong");
    }

    @Test
    void hostWhereNobodyListens_isSaid() {
        Examination examination = examined(
                DatabaseOptions.of("shop").url("mongodb://127.0.0.1:1/shop").set("connect-timeout", "2s"));
        assertThat(examination.steps())
                .extracting(Examination.Step::name, Examination.Step::state)
                .containsExactly(
                        tuple("dns", State.FINE),
                        tuple("tcp", State.WRONG),
                        tuple("tls", State.NOT_TRIED),
                        tuple("authentication", State.NOT_TRIED),
                        tuple("database", State.NOT_TRIED),
                        tuple("role", State.NOT_TRIED),
                        tuple("version", State.NOT_TRIED));
    }

    @ParameterizedTest
    @CsvSource({"13, Unauthorized, permissions", "14031, OutOfDiskSpace, limits"})
    void serverRefusesAfterTheLogin_isSaidBehindWhatWasPassed(int code, String codeName, String step) {
        mongodb.servers().onNext(MongodbFault.error("buildInfo", code, codeName));
        assertThat(examined(mongodb.theDouble("shop")).steps())
                .extracting(Examination.Step::name, Examination.Step::state)
                .containsExactly(
                        tuple("dns", State.FINE),
                        tuple("tcp", State.FINE),
                        tuple("tls", State.FINE),
                        tuple("authentication", State.FINE),
                        tuple(step, State.WRONG),
                        tuple("database", State.NOT_TRIED),
                        tuple("role", State.NOT_TRIED),
                        tuple("version", State.NOT_TRIED));
    }
}
