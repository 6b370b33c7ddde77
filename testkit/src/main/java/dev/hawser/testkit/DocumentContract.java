package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.Consistency;
import dev.hawser.DatabaseManager;
import dev.hawser.DocumentDatabase;
import dev.hawser.Position;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Capability;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is done with documents through an engine's own client: values, many at once, limits of time, transactions, making the database, and reads that are fresh enough. */
public interface DocumentContract {

    /** What is under test. */
    DocumentEngineUnderTest subject();

    private void with(DatabaseOptions options, Consumer<DocumentDatabase> work) {
        try (DatabaseManager manager = Contracts.open(subject(), options)) {
            work.accept(manager.document(options.name()));
        }
    }

    @Test
    default void value_writtenAndRead_isTheSame() {
        with(
                subject().options(),
                database -> assertAll(Stream.of(
                                Integer.MIN_VALUE,
                                Long.MAX_VALUE,
                                -0.1,
                                new BigDecimal("12345678901234567890.12345"),
                                true,
                                "naïve ☕ 𝄞 $where {} '; --",
                                "",
                                new byte[] {0, -1, 127},
                                UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                                Instant.parse("2026-01-02T03:04:05.678Z"),
                                LocalDate.of(2024, 2, 29),
                                LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_000_000),
                                LocalTime.of(23, 59, 59, 999_000_000),
                                Map.of("nested", Map.of("deeper", "x")))
                        .map(value -> () -> isKept(database, value))));
    }

    private void isKept(DocumentDatabase database, @Nullable Object value) {
        Object read = subject().roundTrip(database, value);
        if (value instanceof byte[] bytes) {
            assertArrayEquals(bytes, (byte[]) read);
        } else {
            assertEquals(value, read);
        }
    }

    @Test
    default void nullsAndArrays_writtenAndRead_areTheSame_orRefused() {
        List<?> array = Arrays.asList(1, List.of("a"), null);
        with(subject().options(), database -> {
            isKept(database, null);
            if (Contracts.claims(subject(), Capability.ARRAYS)) {
                isKept(database, array);
            } else {
                assertThrows(RuntimeException.class, () -> subject().roundTrip(database, array));
            }
        });
    }

    @Test
    default void documents_insertedAtOnce_arriveInOrder_andGiveTheConnectionBack() {
        int many = 10_000;
        with(subject().options(), database -> {
            subject().insertMany(database, many);
            assertEquals(
                    IntStream.range(0, many).boxed().toList(),
                    subject().readAsTheyArrive(database, 1_000),
                    "every document must arrive, in the order of its number");
            assertEquals(0, database.stats().active(), () -> "connections came back: " + database.stats());
        });
    }

    @Test
    default void operation_beyondItsLimit_isStoppedByTheServer_andKeepsTheConnection() {
        with(subject().options().poolSize(1).set("pool.max-overflow", 0), database -> {
            for (int i = 0; i < 2; i++) {
                Duration took = Contracts.time(() -> Contracts.fails(
                        ErrorCategory.TIMEOUT,
                        "an operation beyond its limit",
                        () -> subject().slow(database, Duration.ofMillis(200))));
                assertTrue(took.compareTo(Contracts.SOON) < 0, () -> "it must be stopped soon, and ran for " + took);
                isKept(database, "after it");
            }
            assertEquals(1, database.stats().total());
            assertEquals(0, database.stats().invalid(), "the connection must be kept");
        });
    }

    @Test
    default void createDb_databaseMissing_isMadeOnceAndKept() {
        if (!Contracts.claims(subject(), Capability.CREATE_DATABASE)) {
            Contracts.refused(
                    subject(), subject().options().set("create-db", true), "create-db", "cannot create databases");
            return;
        }
        DatabaseOptions missing = subject().newDatabase();
        Contracts.fails(
                ErrorCategory.NO_SUCH_DATABASE, "a database that is not there", () -> with(missing, database -> {}));
        with(missing.set("create-db", true), database -> subject().insertMany(database, 3));
        for (DatabaseOptions again : List.of(missing, missing.set("create-db", true))) {
            with(
                    again,
                    database -> assertEquals(
                            List.of(0, 1, 2),
                            subject().readAsTheyArrive(database, 2),
                            "a database that is there must be left as it is"));
        }
    }

    @Test
    default void transaction_returning_isCommitted_andThrowing_isNot() {
        if (!Contracts.claims(subject(), Capability.TRANSACTIONS)) {
            with(
                    subject().options(),
                    database -> Contracts.fails(
                            ErrorCategory.REFUSED,
                            "a transaction",
                            () -> subject().insertInTransaction(database, "refused", () -> {})));
            return;
        }
        with(subject().options(), database -> {
            String kept = UUID.randomUUID().toString();
            Position position = subject().insertInTransaction(database, kept, () -> {});
            assertEquals(database.name(), position.database());
            assertTrue(subject().finds(database, Consistency.STRONG, kept), "what was committed must be there");

            String lost = UUID.randomUUID().toString();
            IllegalStateException mine = new IllegalStateException("mine");
            assertSame(
                    mine,
                    assertThrows(
                            IllegalStateException.class,
                            () -> subject().insertInTransaction(database, lost, () -> {
                                throw mine;
                            })));
            if (subject().rollsBack()) {
                assertFalse(subject().finds(database, Consistency.STRONG, lost), "nothing of it must be kept");
            }
            assertEquals(0, database.stats().active(), () -> "connections came back: " + database.stats());
        });
    }

    @Test
    default void hosts_primaryAndReplicas_areToldApart_andReadsAreFreshEnough() {
        if (!Contracts.claims(subject(), Capability.REPLICATION)) {
            Contracts.refused(
                    subject(),
                    subject().options().set("replicas", List.of("127.0.0.1:4711")),
                    "replicas",
                    "does not claim REPLICATION");
            return;
        }
        with(subject().replicated(), database -> {
            Contracts.onePrimary(database);
            for (int i = 0; i < 20; i++) {
                String id = UUID.randomUUID().toString();
                Position seen = subject().insertInTransaction(database, id, () -> {});
                assertTrue(
                        subject().finds(database, Consistency.after(seen), id), "a read after a position must see it");
            }
        });
    }
}
