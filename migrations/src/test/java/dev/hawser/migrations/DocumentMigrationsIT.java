package dev.hawser.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.engines.MongodbDatabase;
import dev.hawser.engines.MongodbEngine;
import dev.hawser.spi.CommandDatabase;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import dev.hawser.testkit.mongodb.MongodbReplicaSet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Migrations of a database of documents, on a replica set's double. */
@ExtendWith(LeakCheck.class)
class DocumentMigrationsIT {

    private static final String DATABASE = "shop";
    private static final String HISTORY = "hawser_migrations";
    private static final String UP = """
            [
              {"create": "restaurants"},
              {"insert": "restaurants", "documents": [{"_id": 1, "name": "Zak"}, {"_id": 2, "name": "Joe"}]},
              {"createIndexes": "restaurants", "indexes": [{"key": {"name": 1}, "name": "by_name"}]}
            ]
            """;
    private static final String DOWN = "[{\"drop\": \"restaurants\"}]";

    private MongodbReplicaSet set;
    private DatabaseManager manager;
    private CommandDatabase database;

    @BeforeEach
    void start() {
        set = MongodbReplicaSet.start(1);
        set.create(DATABASE);
        manager = DatabaseManager.builder(ConfigSources.in(Path.of("/nonexistent")))
                .engines(List.of(new MongodbEngine()))
                .database(DatabaseOptions.of(DATABASE)
                        .url(set.url(DATABASE))
                        .user(MongodbReplicaSet.USER)
                        .password(MongodbReplicaSet.PASSWORD)
                        .set("ssl.mode", "disable")
                        .set("health.interval", "500ms"))
                .open();
        database = (CommandDatabase) manager.database(DATABASE);
        set.forget();
    }

    @AfterEach
    void stop() {
        manager.close();
        set.close();
    }

    private DocumentSession session() {
        return new DocumentSession(database, HISTORY, Ticker.SYSTEM);
    }

    private long count(String collection) {
        return ((MongodbDatabase) database).database().getCollection(collection).countDocuments();
    }

    private List<String> indexes() {
        return ((MongodbDatabase) database)
                .database().getCollection("restaurants").listIndexes().into(new ArrayList<>()).stream()
                        .map(index -> index.getString("name"))
                        .toList();
    }

    private static Step applying(Body body) {
        return new Step(
                planned(Direction.UP, body, 0), body, entry(body, 0, null), true, new History.Details("[]", null));
    }

    private static Step again(Direction direction, Body body, HistoryRow entry, int from) {
        return new Step(
                planned(direction, body, from),
                body,
                entry.reached(from, entry.intent()),
                false,
                new History.Details("[]", null));
    }

    private static PlannedStep planned(Direction direction, Body body, int from) {
        return new PlannedStep(
                direction, MigrationVersion.of("1"), "one", body.type(), body.label(), from, body.parts());
    }

    private static HistoryRow entry(Body body, int reached, String intent) {
        return new HistoryRow(
                1,
                MigrationVersion.of("1"),
                "one",
                body.type(),
                body.label(),
                body.checksum(),
                null,
                1,
                null,
                "tester",
                Instant.parse("2026-01-02T03:04:05Z"),
                Duration.ZERO,
                MigrationState.APPLYING,
                reached,
                body.parts().size(),
                intent);
    }

    private static Script commands(String json) {
        return Script.ofCommands("V1__one.json", json, Placeholders.NONE);
    }

    /** Ends a run as a crash would, right behind a statement or before it. */
    private record Crash(int index, boolean behind) implements MigrationListener {

        @Override
        public void statementStarted(PlannedStep step, int at) {
            if (!behind && at == index) {
                throw new IllegalStateException("crash");
            }
        }

        @Override
        public void statementCompleted(PlannedStep step, int at) {
            if (behind && at == index) {
                throw new IllegalStateException("crash");
            }
        }
    }

    @Test
    void up_andDown_areInTheHistory() {
        try (DocumentSession session = session()) {
            session.lock(Duration.ofSeconds(1));
            session.history().create();
            session.history().create();
            session.run(applying(commands(UP)), MigrationListener.NONE);
            HistoryRow applied = session.history().rows().get(0);
            assertThat(applied.state()).isEqualTo(MigrationState.APPLIED);
            assertThat(applied.reached()).isEqualTo(3);
            assertThat(applied.appliedAt()).isAfter(Instant.parse("2026-01-02T03:04:05Z"));
            assertThat(session.history().details(1).undoText()).isEqualTo("[]");
            assertThat(count("restaurants")).isEqualTo(2);
            assertThat(indexes()).contains("by_name");
            assertThat(session.user()).startsWith(MongodbReplicaSet.USER + ", ").contains("@");
            session.run(again(Direction.DOWN, commands(DOWN), applied, 0), MigrationListener.NONE);
            assertThat(session.history().rows().get(0).state()).isEqualTo(MigrationState.UNDONE);
            assertThat(count("restaurants")).isZero();
        }
    }

    @Test
    void documentsAndJournal_areWrittenInOneTransaction() {
        try (DocumentSession session = session()) {
            session.lock(Duration.ofSeconds(1));
            session.history().create();
            session.run(applying(commands(UP)), MigrationListener.NONE);
        }
        Object transaction = set.received("insert").stream()
                .filter(insert -> "restaurants".equals(insert.command().get("insert")))
                .findFirst()
                .orElseThrow()
                .command()
                .get("txnNumber");
        assertThat(transaction).isNotNull();
        assertThat(set.received("update"))
                .filteredOn(update -> transaction.equals(update.command().get("txnNumber")))
                .singleElement()
                .satisfies(update -> assertThat(update.command().get("update")).isEqualTo(HISTORY));
        assertThat(set.received("commitTransaction")).hasSize(1);
    }

    @Test
    void crash_atAnyCommand_isMadeUpForByTheNextRun() {
        for (int index = 0; index < 3; index++) {
            for (boolean behind : new boolean[] {false, true}) {
                Crash crash = new Crash(index, behind);
                ((MongodbDatabase) database).database().getCollection(HISTORY).drop();
                ((MongodbDatabase) database)
                        .database()
                        .getCollection("restaurants")
                        .drop();
                try (DocumentSession session = session()) {
                    session.lock(Duration.ofSeconds(1));
                    session.history().create();
                    assertThatThrownBy(() -> session.run(applying(commands(UP)), crash))
                            .as("%s", crash)
                            .hasRootCauseMessage("crash");
                }
                try (DocumentSession session = session()) {
                    session.lock(Duration.ofSeconds(1));
                    HistoryRow half = session.history().rows().get(0);
                    assertThat(half.state()).as("%s", crash).isEqualTo(MigrationState.APPLYING);
                    session.run(again(Direction.UP, commands(UP), half, half.reached()), MigrationListener.NONE);
                    assertThat(session.history().rows())
                            .as("%s", crash)
                            .singleElement()
                            .satisfies(row -> assertThat(row.state()).isEqualTo(MigrationState.APPLIED));
                    assertThat(count("restaurants")).as("%s", crash).isEqualTo(2);
                    assertThat(indexes()).as("%s", crash).contains("by_name");
                }
            }
        }
    }

    @Test
    void commandOfWhichNothingIsKnown_isNotRepeated() {
        Script command = commands("[{\"ping\": 1}]");
        try (DocumentSession session = session()) {
            session.lock(Duration.ofSeconds(1));
            session.history().create();
            assertThatThrownBy(() -> session.run(applying(command), new Crash(0, true)))
                    .hasRootCauseMessage("crash");
            HistoryRow half = session.history().rows().get(0);
            assertThat(half.intent()).isEqualTo("ping");
            assertThatThrownBy(() -> session.run(again(Direction.UP, command, half, 0), MigrationListener.NONE))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining(
                            "V1__one.json, line 1: statement 1 of 1 failed: an earlier run was interrupted")
                    .hasMessageContaining("STATEMENT_DONE");
        }
    }

    @Test
    void commandThatFails_isNamedWithItsLine_andThoseBeforeItStay() {
        Script script =
                commands("[{\"create\": \"a\"},\n {\"insert\": \"a\", \"documents\": [{\"_id\": 1}, {\"_id\": 1}]}]");
        try (DocumentSession session = session()) {
            session.lock(Duration.ofSeconds(1));
            session.history().create();
            assertThatThrownBy(() -> session.run(applying(script), MigrationListener.NONE))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("V1__one.json, line 2: statement 2 of 2 failed")
                    .hasMessageContaining("duplicate key")
                    .hasMessageContaining("What is before statement 2 is done and stays");
            HistoryRow failed = session.history().rows().get(0);
            assertThat(failed.state()).isEqualTo(MigrationState.FAILED);
            assertThat(failed.reached()).isEqualTo(1);
        }
    }

    private record Adds(String name) implements MigrationStep {

        @Override
        public MigrationVersion version() {
            return MigrationVersion.of("1");
        }

        @Override
        public String description() {
            return "adds";
        }

        @Override
        public void up(MigrationContext context) {
            ((MongodbDatabase) context.database())
                    .database()
                    .getCollection("restaurants")
                    .insertOne(new Document("name", name));
        }

        @Override
        public void down(MigrationContext context) {
            ((MongodbDatabase) context.database())
                    .database()
                    .getCollection("restaurants")
                    .deleteOne(new Document("name", name));
            context.connection();
        }
    }

    @Test
    void stepInJava_getsTheDatabase_andNoConnection() {
        Adds step = new Adds("Zak");
        try (DocumentSession session = session()) {
            session.lock(Duration.ofSeconds(1));
            session.history().create();
            session.run(applying(new JavaBody(step, Direction.UP)), MigrationListener.NONE);
            assertThat(count("restaurants")).isEqualTo(1);
            HistoryRow applied = session.history().rows().get(0);
            assertThatThrownBy(() -> session.run(
                            again(Direction.DOWN, new JavaBody(step, Direction.DOWN), applied, 0),
                            MigrationListener.NONE))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("has no SQL and no connection");
            assertThat(count("restaurants")).isZero();
        }
    }

    @Test
    void lease_isHeldByOne_andTheOthersAreToldByWhom() {
        try (DocumentSession first = session();
                DocumentSession second = new DocumentSession(database, HISTORY, new Still())) {
            first.lock(Duration.ofSeconds(1));
            assertThatThrownBy(() -> second.lock(Duration.ofSeconds(10)))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("waited 10 s")
                    .hasMessageContaining(first.user());
        }
        try (DocumentSession third = new DocumentSession(database, HISTORY, new Still())) {
            assertThat(third.lock(Duration.ofSeconds(1))).isZero();
        }
    }

    @Test
    void lease_whoseHolderIsSilentForATerm_isTakenOver_andTheFormerHolderDoesNothingMore() {
        Lease dead = new Lease(database, HISTORY + "_lock", "dead", new Still());
        dead.acquire(Duration.ofSeconds(1));
        try (Lease heir = new Lease(database, HISTORY + "_lock", "heir", new Still())) {
            Duration waited = heir.acquire(Duration.ofMinutes(1));
            assertThat(waited).isBetween(Lease.TERM, Lease.TERM.plusSeconds(1));
            heir.requireHeld();
            dead.renew();
            assertThatThrownBy(dead::requireHeld)
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("was lost");
            dead.close();
            assertThat(count(HISTORY + "_lock")).as("what another holds stays").isEqualTo(1);
        }
        assertThat(count(HISTORY + "_lock")).isZero();
    }

    @Test
    void lease_thatCannotBeRenewed_endsForItsHolder_beforeOthersTakeIt() {
        Still clock = new Still();
        try (Lease lease = new Lease(database, HISTORY + "_lock", "me", clock)) {
            lease.acquire(Duration.ofSeconds(1));
            lease.requireHeld();
            clock.ticker.advance(Lease.TERM.multipliedBy(2).dividedBy(3).plusMillis(1));
            assertThatThrownBy(lease::requireHeld).hasMessageContaining("could not be renewed");
        }
    }

    /** A clock that only the test moves, and on which no heart beats. */
    private static final class Still implements Ticker {

        private final ManualTicker ticker = new ManualTicker();

        @Override
        public long nanoTime() {
            return ticker.nanoTime();
        }

        @Override
        public boolean await(Condition condition, Duration most) throws InterruptedException {
            condition.await();
            return true;
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            ticker.sleep(duration);
        }
    }
}
