package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.hawser.HealthStatus;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.testkit.LeakCheck;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The primary goes, another member is elected, and the next write reaches it without the application's doing. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class MongodbFailoverIT {

    /** The driver looks at hosts every 500 ms at most; that often a round is missed on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private Mongodb mongodb;

    @BeforeEach
    void start() {
        mongodb = new Mongodb("properties", "reactivePoolSize=2");
    }

    @AfterEach
    void stop() {
        mongodb.close();
    }

    private void kill() {
        mongodb.set().kill(0);
        mongodb.set().elect(1);
    }

    private static Duration time(Runnable action) {
        long startedAt = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    @Test
    void primaryKilled_nextInsert_succeedsOnTheNext() throws Exception {
        MongoCollection<Document> orders = mongodb.database().database().getCollection("orders");
        orders.insertOne(new Document("_id", 1));
        kill();
        Duration took = time(() -> orders.insertOne(new Document("_id", 2)));
        assertThat(took).isLessThan(SOON);
        assertThat(orders.countDocuments()).isEqualTo(2);
        // The driver's operations go on as soon as it knows the primary; its listeners are told behind that.
        Raw.await(() -> mongodb.database().metrics().failovers() > 0
                && !mongodb.events(DatabaseEvent.FailoverCompleted.class).isEmpty());
        assertThat(mongodb.events(DatabaseEvent.FailoverCompleted.class))
                .extracting(DatabaseEvent.FailoverCompleted::primary)
                .containsExactly(mongodb.set().host(1));
        assertThat(mongodb.database().metrics().failovers()).isEqualTo(1);
        awaitStatus(HealthStatus.DEGRADED);
        String dead = mongodb.set().host(0) + " ";
        Raw.await(() -> String.valueOf(mongodb.database().health(true).error()).contains(dead));
    }

    @Test
    void primaryKilled_nextReactiveInsert_succeedsOnTheNext() {
        var orders = mongodb.database().reactive().database().getCollection("orders");
        MongodbReactor.first(orders.insertOne(new Document("_id", 1)));
        kill();
        assertThat(time(() -> MongodbReactor.first(orders.insertOne(new Document("_id", 2)))))
                .isLessThan(SOON);
        assertThat(MongodbReactor.first(orders.countDocuments())).isEqualTo(2);
    }

    @Test
    void primarySteppedDown_transaction_succeedsOnTheNext() {
        mongodb.set().stepDown();
        mongodb.set().elect(2);
        Duration took = time(() -> mongodb.database()
                .transaction(
                        (session, shop) -> shop.getCollection("orders").insertOne(session, new Document("_id", 1))));
        assertThat(took).isLessThan(SOON);
        assertThat(mongodb.database().database().getCollection("orders").countDocuments())
                .isEqualTo(1);
    }

    @Test
    void member_killedAndBack_isTakenInAgain() {
        mongodb.set().kill(2);
        awaitStatus(HealthStatus.DEGRADED);
        mongodb.set().restart(2);
        awaitStatus(HealthStatus.HEALTHY);
    }

    @Test
    void everyMember_killedAndBack_isHealedWithoutTheApplication() {
        for (int i = 0; i < 3; i++) {
            mongodb.set().kill(i);
        }
        awaitStatus(HealthStatus.UNHEALTHY);
        for (int i = 0; i < 3; i++) {
            mongodb.set().restart(i);
        }
        mongodb.set().elect(1);
        awaitStatus(HealthStatus.HEALTHY);
        mongodb.database().database().getCollection("orders").insertOne(new Document());
    }

    private void awaitStatus(HealthStatus wanted) {
        long until = System.nanoTime() + SOON.multipliedBy(2).toNanos();
        while (mongodb.database().health(true).status() != wanted) {
            assertThat(System.nanoTime()).as("in time " + wanted).isLessThan(until);
            Thread.onSpinWait();
        }
    }
}
