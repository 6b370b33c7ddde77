package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.client.model.Filters;
import dev.hawser.ConnectionHolder;
import dev.hawser.Consistency;
import dev.hawser.DatabaseMetrics;
import dev.hawser.Deadline;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.Position;
import dev.hawser.PositionHeader;
import dev.hawser.ScratchDatabase;
import dev.hawser.TransactionResult;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.OutcomeUnknownException;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.mongodb.MongodbFault;
import dev.hawser.testkit.mongodb.MongodbReplicaSet.Received;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** Transactions, consistency, positions, health and what is told of MongoDB, against members of the double. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class MongodbIT {

    private static final String TRANSIENT = "TransientTransactionError";
    private static final String UNKNOWN_COMMIT = "UnknownTransactionCommitResult";

    /** A thread for each: the common pool may have one alone. */
    private static final Executor THREADS = task -> new Thread(task, "caller").start();

    private Mongodb mongodb;

    @BeforeEach
    void start() {
        mongodb =
                new Mongodb("pool.size", "2", "pool.max-overflow", "0", "pool.timeout", "4s", "log.slow-query", "1ms");
    }

    @AfterEach
    void stop() {
        mongodb.close();
    }

    private Received only(String command) {
        List<Received> received = mongodb.set().received(command);
        assertThat(received).as(command).hasSize(1);
        return received.get(0);
    }

    private static Object in(Map<?, ?> map, String... path) {
        Object value = map;
        for (String key : path) {
            value = value instanceof Map<?, ?> inner ? inner.get(key) : null;
        }
        return value;
    }

    // -------------------------------------------------------------------------------------------------------------------------------------- transactions

    @Test
    void transaction_committed_tellsItsPosition() {
        TransactionResult<String> result = mongodb.database().transaction((session, shop) -> {
            shop.getCollection("orders").insertOne(session, new Document("_id", "committed"));
            return "done";
        });
        assertThat(result.value()).isEqualTo("done");
        assertThat(result.attempts()).isEqualTo(1);
        assertThat(result.position().database()).isEqualTo("shop");
        assertThat(result.position().token()).matches("\\d+\\.\\d+/\\d+\\.\\d+/7/A+");
        Received insert = only("insert");
        assertThat(insert.command()).containsEntry("autocommit", false).containsEntry("startTransaction", true);
        assertThat(in(insert.command(), "readConcern", "level")).isEqualTo("snapshot");
        assertThat(in(only("commitTransaction").command(), "writeConcern", "w")).isEqualTo("majority");
    }

    @Test
    void transaction_workThrows_isEndedAndTheErrorUnchanged() {
        IOException mine = new IOException("mine");
        assertThatThrownBy(() -> mongodb.database().transaction((session, shop) -> {
                    shop.getCollection("orders").insertOne(session, new Document());
                    throw mine;
                }))
                .isSameAs(mine);
        assertThat(mongodb.set().received("abortTransaction")).hasSize(1);
        assertThat(mongodb.set().received("commitTransaction")).isEmpty();
    }

    @Test
    void transaction_transientError_runsAgain() {
        DatabaseMetrics before = mongodb.database().metrics();
        mongodb.set().onNext(MongodbFault.error("insert", 112, "WriteConflict", TRANSIENT));
        TransactionResult<String> result = mongodb.database().transaction((session, shop) -> {
            shop.getCollection("orders").insertOne(session, new Document("_id", "again"));
            return "done";
        });
        assertThat(result.attempts()).isEqualTo(2);
        assertThat(mongodb.database().metrics().retryAttempts()).isEqualTo(before.retryAttempts() + 1);
        assertThat(mongodb.events(DatabaseEvent.Retrying.class))
                .extracting(DatabaseEvent.Retrying::category)
                .contains(ErrorCategory.SERIALIZATION);
    }

    @Test
    void transaction_commitCutAfterwards_isRepeatedAndCounted() {
        long inDoubt = mongodb.database().metrics().outcomesInDoubt();
        mongodb.set().onNext(MongodbFault.cutAfter("commitTransaction"));
        TransactionResult<String> result = mongodb.database().transaction((session, shop) -> {
            shop.getCollection("orders").insertOne(session, new Document("_id", "in doubt"));
            return "done";
        });
        assertThat(result.attempts()).isEqualTo(1);
        List<Received> commits = mongodb.set().received("commitTransaction");
        assertThat(commits).hasSize(2);
        assertThat(commits.get(1).command().get("txnNumber"))
                .isEqualTo(commits.get(0).command().get("txnNumber"));
        assertThat(mongodb.database().metrics().outcomesInDoubt()).isEqualTo(inDoubt + 1);
    }

    @Test
    void transaction_commitStaysUnknown_saysSo() {
        long unknown = mongodb.database().metrics().outcomesUnknown();
        mongodb.set().onNext(MongodbFault.error("commitTransaction", 50, "MaxTimeMSExpired", UNKNOWN_COMMIT));
        assertThatThrownBy(() -> mongodb.database()
                        .transaction(
                                (session, shop) -> shop.getCollection("orders").insertOne(session, new Document())))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("committing a transaction");
        assertThat(mongodb.database().metrics().outcomesUnknown()).isEqualTo(unknown + 1);
    }

    @Test
    void transaction_serversError_isTranslatedWithItsHost() {
        mongodb.set().onNext(MongodbFault.error("insert", 121, "DocumentValidationFailure"));
        DatabaseException error = catchThrowableOfType(
                DatabaseException.class,
                () -> mongodb.database()
                        .transaction((session, shop) ->
                                shop.getCollection("orders").insertOne(session, new Document("_id", "secret value"))));
        assertThat(error.category()).isEqualTo(ErrorCategory.CONSTRAINT);
        assertThat(error.vendorCode()).isEqualTo(121);
        assertThat(error.host()).isEqualTo(mongodb.set().host(0).toString());
        assertThat(error.getCause()).isInstanceOf(com.mongodb.MongoCommandException.class);
    }

    // --------------------------------------------------------------------------------------------------------------------------------------- consistency

    @Test
    void consistency_eachKind_isWhatTheServersAreAsked() {
        Position seen = mongodb.database()
                .transaction((session, shop) -> shop.getCollection("orders").insertOne(session, new Document()))
                .position();
        assertThat(asked(Consistency.STRONG)).isEqualTo("primary majority");
        assertThat(asked(Consistency.EVENTUAL)).isEqualTo("nearest local");
        assertThat(asked(Consistency.bounded(Duration.ofMinutes(2)))).isEqualTo("secondaryPreferred 120 majority");
        assertThat(asked(Consistency.bounded(Duration.ofSeconds(89)))).isEqualTo("primary majority");
        assertThat(asked(Consistency.after(seen))).isEqualTo("nearest majority after");
        assertThat(asked(Consistency.after(Position.current("shop")))).isEqualTo("primary majority");
    }

    /** What a read said of itself: preference, its bound, concern, and whether it waits for a time. */
    private String asked(Consistency consistency) {
        mongodb.set().forget();
        mongodb.database()
                .read(
                        consistency,
                        (session, shop) ->
                                shop.getCollection("orders").find(session).first());
        Received find = only("find");
        Object mode = in(find.command(), "$readPreference", "mode");
        Object bound = in(find.command(), "$readPreference", "maxStalenessSeconds");
        Object level = in(find.command(), "readConcern", "level");
        Object after = in(find.command(), "readConcern", "afterClusterTime");
        return (mode == null ? "primary" : mode) + (bound == null ? "" : " " + bound) + " " + level
                + (after == null ? "" : " after");
    }

    @Test
    void positions_travelAsText_andReadsWaitForThem() {
        Position committed = mongodb.database()
                .transaction((session, shop) -> shop.getCollection("orders").insertOne(session, new Document()))
                .position();
        String header = PositionHeader.value(committed);
        mongodb.set().forget();
        mongodb.database()
                .read(
                        PositionHeader.consistency(header, "shop", Consistency.STRONG),
                        (session, shop) ->
                                shop.getCollection("orders").find(session).first());
        Object after = in(only("find").command(), "readConcern", "afterClusterTime");
        String operationTime = committed.token().substring(0, committed.token().indexOf('/'));
        assertThat(after).hasToString(after.toString());
        assertThat(((de.bwaldvogel.mongo.bson.BsonTimestamp) after).getTime() + "."
                        + ((de.bwaldvogel.mongo.bson.BsonTimestamp) after).getInc())
                .isEqualTo(operationTime);
        assertThat(in(only("find").command(), "$clusterTime", "signature", "keyId"))
                .isEqualTo(7L);
    }

    @Test
    void positions_ofAnotherDatabaseOrKind_areRefused() {
        for (Position foreign : List.of(new Position("other", "1.1/1.1"), new Position("shop", "0/3000148"))) {
            assertThat(catchThrowableOfType(
                                    DatabaseException.class,
                                    () -> mongodb.database().read(Consistency.after(foreign), (session, shop) -> null))
                            .category())
                    .isEqualTo(ErrorCategory.REFUSED);
        }
        assertThatThrownBy(() -> mongodb.database().database(Consistency.after(Position.current("shop"))))
                .hasMessageContaining("read(Consistency.after(position), work)");
    }

    @Test
    void document_databaseOfSql_isRefusedAndSaysWhatToCall() {
        assertThatThrownBy(() -> mongodb.manager().document("notes")).hasMessageContaining("call sql(\"notes\")");
    }

    // -------------------------------------------------------------------------------------------------------------------------------------------- health

    @Test
    void health_ofASet_showsRolesAndLag() {
        mongodb.set().lag(2, Duration.ofSeconds(7));
        try {
            Health health = awaitHealth(seen -> seen.hosts().stream()
                            .anyMatch(host -> host.lag() != null && host.lag().compareTo(Duration.ofSeconds(4)) > 0)
                    && seen.hosts().stream().noneMatch(host -> host.role() == HostRole.UNKNOWN));
            assertThat(health.hosts())
                    .extracting(Health.HostHealth::role)
                    .containsExactlyInAnyOrder(HostRole.PRIMARY, HostRole.REPLICA, HostRole.REPLICA);
            assertThat(health.version()).startsWith("MongoDB ");
        } finally {
            mongodb.set().lag(2, Duration.ZERO);
        }
    }

    private Health awaitHealth(java.util.function.Predicate<Health> wanted) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Health health = mongodb.database().health(true);
        while (!wanted.test(health)) {
            assertThat(System.nanoTime()).as("in time: " + health).isLessThan(until);
            health = mongodb.database().health(true);
        }
        return health;
    }

    @Test
    void pool_exhausted_isSaidAndHealthStillAnswers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<CompletableFuture<?>> held = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                mongodb.set().onNext(MongodbFault.held("count", release));
                held.add(CompletableFuture.runAsync(
                        () -> mongodb.database()
                                .database()
                                .runCommand(new Document("count", "orders")
                                        .append("query", new Document("name", "secret"))),
                        THREADS));
            }
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (mongodb.database().stats().active() < 2) {
                assertThat(System.nanoTime()).isLessThan(until);
                Thread.onSpinWait();
            }
            CompletableFuture<DatabaseException> refused = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(
                            DatabaseException.class,
                            () -> mongodb.database()
                                    .read(
                                            Consistency.STRONG,
                                            (session, shop) -> shop.getCollection("orders")
                                                    .find(session)
                                                    .first())),
                    THREADS);
            while (mongodb.database().stats().pending() == 0) {
                assertThat(System.nanoTime()).isLessThan(until);
                Thread.onSpinWait();
            }
            Health health = mongodb.database().health(true);
            assertThat(refused).as("who waits for a connection waits on").isNotDone();
            assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(health.error()).contains("all 2 connections are in use");
            List<ConnectionHolder> holders = mongodb.database().pool().holders();
            assertThat(holders).extracting(ConnectionHolder::lastSql).containsOnly("count orders {query: {name: ?}}");
            assertThat(refused.get(20, TimeUnit.SECONDS).category()).isEqualTo(ErrorCategory.POOL_EXHAUSTED);
        } finally {
            release.countDown();
            for (CompletableFuture<?> one : held) {
                one.get(20, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void pool_sharedWithTheReactiveClientAndItsOwnPartLent_healthStillAnswers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Mongodb shared = new Mongodb(
                "pool.size",
                "2",
                "pool.max-overflow",
                "0",
                "properties",
                "reactivePoolSize=1",
                "pool.timeout",
                "20s")) {
            shared.set().onNext(MongodbFault.held("count", release));
            CompletableFuture<?> held = CompletableFuture.runAsync(
                    () -> shared.database().database().runCommand(new Document("count", "orders")), THREADS);
            try {
                long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (shared.database().stats().active() < 1) {
                    assertThat(System.nanoTime()).isLessThan(until);
                    Thread.onSpinWait();
                }
                Health health = shared.database().health(true);
                assertThat(health.error()).isNull();
                assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
                CompletableFuture<?> waiter = CompletableFuture.runAsync(
                        () -> shared.database().database().runCommand(new Document("count", "orders")), THREADS);
                while (shared.database().stats().pending() == 0) {
                    assertThat(System.nanoTime()).isLessThan(until);
                    Thread.onSpinWait();
                }
                assertThat(shared.database().health(true).status()).isEqualTo(HealthStatus.DEGRADED);
                release.countDown();
                waiter.get(20, TimeUnit.SECONDS);
            } finally {
                release.countDown();
                held.get(20, TimeUnit.SECONDS);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ what is told

    /** Until a member of the set was asked to find something. */
    private void awaitFind() {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        while (mongodb.set().received("find").isEmpty() && !deadline.expired()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void commands_slowOrFailed_areLoggedWithoutValues() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.hawser.query");
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        try {
            CountDownLatch soon = new CountDownLatch(1);
            mongodb.set().onNext(MongodbFault.held("find", soon));
            CompletableFuture.runAsync(this::awaitFind, THREADS)
                    .thenRunAsync(soon::countDown, CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS));
            var orders = mongodb.database().database().getCollection("orders");
            orders.find(Filters.eq("name", "secret")).first();
            mongodb.set().onNext(MongodbFault.error("delete", 121, "DocumentValidationFailure"));
            assertThatThrownBy(() -> orders.deleteOne(Filters.eq("name", "secret")));
        } finally {
            logger.detachAppender(appender);
        }
        List<String> lines = appender.list.stream()
                .map(event -> event.getFormattedMessage() + " " + event.getKeyValuePairs())
                .toList();
        assertThat(lines).noneMatch(line -> line.contains("secret"));
        assertThat(lines)
                .anyMatch(line -> line.contains("query=\"find orders {filter: {name: ?}"))
                .anyMatch(line -> line.contains("query=\"delete orders {deletes: […]}\"")
                        && line.contains("error=\"constraint\""));
        assertThat(mongodb.events(DatabaseEvent.QueryCompleted.class))
                .anyMatch(event -> event.query().startsWith("find orders") && event.error() == null)
                .anyMatch(event -> event.error() == ErrorCategory.CONSTRAINT);
    }

    @Test
    void connections_opened_sayWhoTheyAre() {
        try (Mongodb named = new Mongodb("application-name", "till 4")) {
            MongodbDatabase database = named.database();
            named.set().cut();
            database.read(
                    Consistency.STRONG,
                    (session, shop) -> shop.getCollection("x").find(session).first());
            assertThat(named.set().received())
                    .anyMatch(received -> "till 4".equals(in(received.command(), "client", "application", "name")));
            assertThat(named.events(DatabaseEvent.ConnectionOpened.class)).isNotEmpty();
        }
    }

    // ----------------------------------------------------------------------------------------------------------------------------------- scratch databases

    @Test
    void scratchDatabase_isItsOwn_andDroppedAtItsEnd() {
        try (ScratchDatabase scratch = ScratchDatabase.like(mongodb.config(), List.of(new MongodbEngine()))) {
            MongodbDatabase made = (MongodbDatabase) scratch.database();
            made.database().getCollection("orders").insertOne(new Document("_id", 1));
            assertThat(mongodb.database().database().getCollection("orders").countDocuments())
                    .isZero();
            assertThat(mongodb.set().received("insert").get(0).command())
                    .containsEntry("$db", scratch.config().database());
        }
        assertThat(mongodb.set().received("dropDatabase"))
                .singleElement()
                .satisfies(
                        drop -> assertThat((String) drop.command().get("$db")).startsWith(ScratchDatabase.NAME_PREFIX));
    }

    @Test
    void drop_databaseThatIsNoScratchDatabase_isRefused() {
        DatabaseException refused = catchThrowableOfType(
                DatabaseException.class, () -> new MongodbEngine().drop(mongodb.config(), Duration.ofSeconds(10)));
        assertThat(refused.category()).isEqualTo(ErrorCategory.REFUSED);
        assertThat(refused).hasMessageContaining("hawser_scratch_");
        assertThat(mongodb.set().received("dropDatabase")).isEmpty();
    }
}
