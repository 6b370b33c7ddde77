package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.error.ErrorCategory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many rows at a time: batch, bulk insert, stream. All of them arrive or none. */
public interface BulkContract {

    /** More than one block of any of the ways. */
    int MANY = 2_500;

    /** What is under test. */
    SqlEngineUnderTest subject();

    @Test
    default void batch_manySets_countsEachAndKeepsAll() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            String insert = "insert into contract_accounts (id, balance) values (:id, 1)";
            long[] counts = tables.database().batch(insert, ids(10, id -> Map.of("id", id)));
            assertEquals(MANY, counts.length);
            assertTrue(
                    Arrays.stream(counts).allMatch(count -> count == 1 || count == -2),
                    () -> "each set inserts one row, or the driver does not tell (-2): " + Arrays.toString(counts));
            assertEquals(200 + MANY, tables.sum());
        }
    }

    @Test
    default void batch_oneSetFails_keepsNone() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            Contracts.fails(
                    ErrorCategory.CONSTRAINT,
                    "a batch with a key that is there already",
                    () -> tables.database()
                            .batch(
                                    "insert into contract_accounts (id, balance) values (:id, 1)",
                                    List.of(Map.of("id", 3), Map.of("id", 4), Map.of("id", 1), Map.of("id", 5))));
            assertEquals(200, tables.sum());
        }
    }

    @Test
    default void bulkInsert_manyRows_keepsAll() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            String owner = "tab\t, \"quote\" \\N ünï 漢字";
            List<List<@Nullable Object>> rows =
                    ids(10, id -> Arrays.<@Nullable Object>asList(id, 1, id % 2 == 0 ? owner : null));
            assertEquals(
                    MANY, tables.database().bulkInsert("contract_accounts", List.of("id", "balance", "owner"), rows));
            assertEquals(200 + MANY, tables.sum());
            assertEquals(
                    MANY / 2,
                    tables.database()
                            .queryOne(
                                    "select count(*) from contract_accounts where owner = :owner",
                                    Map.of("owner", owner),
                                    Long.class)
                            .orElseThrow());
        }
    }

    @Test
    default void bulkInsert_oneRowFails_keepsNone_andTheNextRuns() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            List<List<Object>> rows = ids(10, id -> List.<Object>of(id == MANY ? 1 : id, 1));
            List<String> columns = List.of("id", "balance");
            Contracts.fails(
                    ErrorCategory.CONSTRAINT,
                    "a bulk insert with a key that is there already",
                    () -> tables.database().bulkInsert("contract_accounts", columns, rows));
            assertEquals(200, tables.sum());
            assertEquals(1, tables.database().bulkInsert("contract_accounts", columns, List.of(List.of(3, 5))));
            assertEquals(205, tables.sum());
        }
    }

    @Test
    default void stream_manyRows_arriveInOrder_andGiveTheConnectionBack() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            tables.database()
                    .bulkInsert("contract_accounts", List.of("id", "balance"), ids(3, id -> List.<Object>of(id, 1)));
            String query = "select id from contract_accounts order by id";
            try (Stream<Integer> all = tables.database().stream(query, null, Integer.class)) {
                assertEquals(IntStream.rangeClosed(1, MANY + 2).boxed().toList(), all.collect(Collectors.toList()));
            }
            try (Stream<Integer> some = tables.database().stream(query, null, Integer.class)) {
                assertEquals(List.of(1, 2, 3), some.limit(3).toList());
            }
            assertEquals(
                    0, tables.database().stats().active(), "a stream that is closed must give its connection back");
            assertEquals(200 + MANY, tables.sum());
        }
    }

    private static <T> List<T> ids(int first, Function<Integer, T> row) {
        return IntStream.range(first, first + MANY).boxed().map(row).toList();
    }
}
