package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import dev.hawser.Consistency;
import dev.hawser.Position;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.mongodb.MongodbFault;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Documents through both of the driver's interfaces, as Hawser sets them up. */
@ExtendWith(LeakCheck.class)
class MongodbDocumentsIT {

    private Mongodb mongodb;

    @BeforeEach
    void start() {
        mongodb = new Mongodb("pool.size", "4", "pool.max-overflow", "2", "properties", "reactivePoolSize=2");
    }

    @AfterEach
    void stop() {
        mongodb.close();
    }

    public record Restaurant(@BsonId int id, String name, LocalDate opened, List<String> dishes) {}

    private static Document everyType() {
        return new Document("_id", UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"))
                .append("int", Integer.MIN_VALUE)
                .append("long", Long.MAX_VALUE)
                .append("double", -0.1)
                .append("decimal", new BigDecimal("12345678901234567890.12345"))
                .append("text", "naïve ☕ 𝄞")
                .append("yes", true)
                .append("binary", new byte[] {0, -1, 127})
                .append("moment", Instant.parse("2026-01-02T03:04:05.678Z"))
                .append("date", LocalDate.of(2024, 2, 29))
                .append("datetime", LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_000_000))
                .append("time", LocalTime.of(23, 59, 59, 999_000_000))
                .append("nothing", null)
                .append("list", List.of(1, List.of("a"), new Document("b", 2)));
    }

    private static void isEveryType(Document read) {
        assertThat(read.get("_id")).isEqualTo(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"));
        assertThat(read.get("int")).isEqualTo(Integer.MIN_VALUE);
        assertThat(read.get("long")).isEqualTo(Long.MAX_VALUE);
        assertThat(read.get("double")).isEqualTo(-0.1);
        assertThat(read.get("decimal", Decimal128.class).bigDecimalValue())
                .isEqualTo(new BigDecimal("12345678901234567890.12345"));
        assertThat(read.get("text")).isEqualTo("naïve ☕ 𝄞");
        assertThat(read.get("yes")).isEqualTo(true);
        assertThat(read.get("binary", Binary.class).getData()).containsExactly(0, -1, 127);
        assertThat(read.getDate("moment").toInstant()).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(read.getDate("date").toInstant()).isEqualTo("2024-02-29T00:00:00Z");
        assertThat(read.getDate("datetime").toInstant()).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(read.getDate("time").toInstant()).isEqualTo("1970-01-01T23:59:59.999Z");
        assertThat(read).containsKey("nothing");
        assertThat(read.get("nothing")).isNull();
        assertThat(read.get("list")).isEqualTo(List.of(1, List.of("a"), new Document("b", 2)));
    }

    @Test
    void types_writtenReactively_areReadBack() {
        var types = mongodb.database().reactive().database().getCollection("reactive_types");
        MongodbReactor.first(types.insertOne(everyType()));
        isEveryType(MongodbReactor.first(types.find()));
    }

    @Test
    void records_written_areReadBack() {
        MongoCollection<Restaurant> restaurants =
                mongodb.database().database().getCollection("restaurants", Restaurant.class);
        Restaurant zak = new Restaurant(7, "Zak", LocalDate.of(2020, 5, 1), List.of("pide", "lahmacun"));
        restaurants.insertOne(zak);
        assertThat(restaurants.find(Filters.eq(7)).first()).isEqualTo(zak);
    }

    @Test
    void bulkWrite_ofSeveralKinds_countsEach() {
        MongoCollection<Document> rows = mongodb.database().database().getCollection("bulk");
        rows.insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
        var changed = rows.bulkWrite(
                List.of(
                        new UpdateOneModel<>(Filters.eq(1), Updates.set("changed", true)),
                        new DeleteOneModel<>(Filters.eq(2)),
                        new InsertOneModel<>(new Document("_id", 3))),
                new BulkWriteOptions().ordered(true));
        assertThat(List.of(changed.getModifiedCount(), changed.getDeletedCount(), changed.getInsertedCount()))
                .containsExactly(1, 1, 1);
    }

    @Test
    void reactive_manyAtOnce_keepsToItsShareOfThePool() throws Exception {
        var notes = mongodb.database().reactive().database().getCollection("notes");
        List<Publisher<?>> writes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            writes.add(notes.insertOne(new Document("_id", i)));
        }
        Flux.merge(Flux.fromIterable(writes), 64).blockLast(Duration.ofSeconds(30));
        assertThat(MongodbReactor.first(notes.countDocuments())).isEqualTo(300);
        assertThat(mongodb.database().reactive()).isSameAs(mongodb.database().reactive());
        Raw.await(() -> mongodb.database().stats().total() == mongodb.set().loggedIn());
        assertThat(mongodb.set().loggedIn()).isBetween(1, 6);
    }

    @Test
    void reactive_serversError_isTheDriversAndIsCounted() {
        long failed = mongodb.database().metrics().failedQueries();
        mongodb.set().onNext(MongodbFault.error("find", 2, "BadValue"));
        var keys = mongodb.database().reactive().database().getCollection("keys");
        assertThatThrownBy(() -> MongodbReactor.first(keys.find())).isInstanceOf(MongoCommandException.class);
        assertThat(mongodb.database().metrics().failedQueries()).isEqualTo(failed + 1);
    }

    @Test
    void reactive_sessionAfterAPosition_readsAfterIt() {
        MongodbDatabase shop = mongodb.database();
        Position position = shop.transaction((session, database) ->
                        database.getCollection("orders").insertOne(session, new Document("_id", 1)))
                .position();
        mongodb.set().forget();
        var session = MongodbReactor.first(shop.reactive().session(Consistency.after(position)));
        try (session) {
            var orders = shop.reactive().database().getCollection("orders");
            assertThat(MongodbReactor.all(orders.find(session))).hasSize(1);
            assertThat(shop.position(session)).isEqualTo(position);
        }
        assertThat(mongodb.set()
                        .received("find")
                        .get(0)
                        .command()
                        .get("readConcern")
                        .toString())
                .contains("afterClusterTime");
    }

    @Test
    void reactive_withoutAShare_isRefusedWithAdvice() {
        try (Mongodb without = new Mongodb()) {
            assertThat(catchThrowableOfType(
                            DatabaseException.class, () -> without.database().reactive()))
                    .hasMessageContaining("properties.reactivePoolSize")
                    .extracting(DatabaseException::category)
                    .isEqualTo(ErrorCategory.REFUSED);
        }
    }
}
