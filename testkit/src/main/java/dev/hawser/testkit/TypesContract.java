package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.Row;
import dev.hawser.error.DatabaseException;
import dev.hawser.spi.Capability;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A value comes back as it went in, as a parameter and in bulk, and so does null. */
public interface TypesContract {

    /** What is under test. */
    SqlEngineUnderTest subject();

    @TestFactory
    default Stream<DynamicTest> value_writtenAndRead_isTheSame() {
        return Arrays.stream(ColumnType.values())
                .filter(type -> type != ColumnType.GENERATED_KEY)
                .map(type -> DynamicTest.dynamicTest(type.name(), () -> roundTrip(type)));
    }

    private void roundTrip(ColumnType type) {
        if (type == ColumnType.INTEGER_ARRAY && !Contracts.claims(subject(), Capability.ARRAYS)) {
            refusesArrays();
            return;
        }
        try (ContractTables tables = ContractTables.open(subject())) {
            tables.create(
                    "contract_values",
                    "id " + subject().type(ColumnType.INTEGER) + " not null primary key, v "
                            + subject().type(type));
            List<Object> samples = samples(type);
            String parameter = subject().parameter(type, "v");
            for (int i = 0; i <= samples.size(); i++) {
                Map<String, @Nullable Object> values = new HashMap<>();
                values.put("id", i);
                values.put("v", i < samples.size() ? samples.get(i) : null);
                tables.database().update("insert into contract_values (id, v) values (:id, " + parameter + ")", values);
            }
            assertStored("as parameters", type, samples, tables);

            tables.database().update("delete from contract_values");
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (int i = 0; i <= samples.size(); i++) {
                rows.add(Arrays.asList(i, i < samples.size() ? samples.get(i) : null));
            }
            tables.database().bulkInsert("contract_values", List.of("id", "v"), rows);
            assertStored("in bulk", type, samples, tables);
        }
    }

    private static void assertStored(String how, ColumnType type, List<Object> samples, ContractTables tables) {
        List<Row> rows = tables.database().query("select v from contract_values order by id");
        assertEquals(samples.size() + 1, rows.size());
        for (int i = 0; i < samples.size(); i++) {
            Object sample = samples.get(i);
            Object read =
                    sample instanceof List<?> ? rows.get(i).get(0) : rows.get(i).get(0, sample.getClass());
            String what = type + " written " + how + " and read (see the engine's JdbcValues)";
            if (sample instanceof byte[] bytes) {
                assertArrayEquals(bytes, (byte[]) read, what);
            } else if (sample instanceof BigDecimal decimal && read instanceof BigDecimal readDecimal) {
                assertEquals(0, decimal.compareTo(readDecimal), () -> what + ": " + decimal + ", " + readDecimal);
            } else if (type == ColumnType.JSON) {
                assertEquals(withoutSpaces(sample), withoutSpaces(read), what);
            } else {
                assertEquals(sample, read instanceof List<?> list ? List.copyOf(list) : read, what);
            }
        }
        assertTrue(rows.get(samples.size()).isNull(0), () -> type + ": null written " + how + " must be read as null");
    }

    private static String withoutSpaces(@Nullable Object json) {
        return String.valueOf(json).replaceAll("\\s", "");
    }

    private List<Object> samples(ColumnType type) {
        return switch (type) {
            case INTEGER -> List.of(0, Integer.MAX_VALUE, Integer.MIN_VALUE);
            case BIGINT -> List.of(0L, Long.MAX_VALUE, Long.MIN_VALUE);
            case DECIMAL ->
                List.of(new BigDecimal("1234567890123456.7891"), new BigDecimal("-0.0001"), new BigDecimal("10.5"));
            case DOUBLE -> List.of(0.1, -1.5e300, 1e-300);
            case BOOLEAN -> List.of(true, false);
            case TEXT ->
                List.of("", "tab\t new\nline back\\slash 'single' \"double\" % ünï 漢字 😀 :name ? {}", "x".repeat(255));
            case BINARY -> List.of(everyByte(), new byte[] {0});
            case DATE -> List.of(LocalDate.of(2024, 2, 29), LocalDate.of(1969, 12, 31));
            case TIME -> List.of(LocalTime.MIDNIGHT, LocalTime.of(23, 59, 58));
            case TIMESTAMP ->
                List.of(
                        LocalDateTime.of(2026, 3, 29, 2, 30), // there is no such hour where clocks go forward then
                        LocalDateTime.of(1999, 12, 31, 23, 59, 59, 123_456_000)
                                .truncatedTo(subject().timePrecision()));
            case MOMENT ->
                List.of(
                        Instant.parse("2026-03-29T01:30:00Z"),
                        Instant.parse("2026-10-25T00:30:00.123456Z")
                                .truncatedTo(subject().timePrecision()));
            case UUID -> List.of(UUID.fromString("6f0d1c9e-8a5b-4a9e-b6a9-0e5f6d7c8b9a"), new UUID(0, 0));
            case JSON -> List.of("{\"a\": [1, 2, {\"b\": null}]}", "[]");
            case INTEGER_ARRAY -> List.of(List.of(1, 2, 3), List.of());
            case GENERATED_KEY -> List.of();
        };
    }

    private static byte[] everyByte() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private void refusesArrays() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            DatabaseException error = Contracts.fails(
                    "an array as a value, which the engine does not claim (ARRAYS)",
                    () -> tables.database()
                            .update("update contract_accounts set owner = :v", Map.of("v", List.of(1, 2, 3))));
            assertTrue(
                    error.getMessage().toLowerCase(Locale.ROOT).contains("array"),
                    () -> "the error must say that there are no arrays: " + error.getMessage());
            assertEquals(200, tables.sum());
        }
    }
}
