package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.Row;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.LeakCheck;
import io.github.spannm.jackcess.ColumnBuilder;
import io.github.spannm.jackcess.DataType;
import io.github.spannm.jackcess.Database;
import io.github.spannm.jackcess.DatabaseBuilder;
import io.github.spannm.jackcess.TableBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is read from the file is what was written: the driver answers from its memory, and what it has put into the file shows when that is opened again. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class AccessValuesIT {

    private record Sample(String type, Object value) {}

    private static final List<Sample> SAMPLES = List.of(
            new Sample("byte", 255),
            new Sample("smallint", -32_768),
            new Sample("integer", 32_767),
            new Sample("long", Integer.MAX_VALUE),
            new Sample("int", Integer.MIN_VALUE),
            new Sample("decimal(23, 4)", Long.MIN_VALUE),
            new Sample("numeric(20, 4)", new BigDecimal("-1234567890123456.7891")),
            new Sample("currency", new BigDecimal("-1234.5678")),
            new Sample("double", -1.5e300),
            new Sample("yesno", true),
            new Sample("boolean", false),
            new Sample("text(255)", "ünï 漢字 😀 'quoted' \"twice\" [brackets] # ? :name"),
            new Sample("varchar(20)", ""),
            new Sample("char(3)", "abc"),
            new Sample("memo", "long ".repeat(20_000)),
            new Sample("ole", new byte[] {0, 1, -1}),
            new Sample("blob", new byte[5_000]),
            new Sample("datetime", LocalDateTime.of(2026, 3, 29, 2, 30, 0, 123_000_000)),
            new Sample("date", LocalDate.of(1815, 12, 10)),
            new Sample("timestamp", Instant.parse("2026-10-25T00:30:00.001Z")),
            new Sample("datetime", LocalTime.of(23, 59, 58)),
            new Sample("text(36)", UUID.fromString("6f0d1c9e-8a5b-4a9e-b6a9-0e5f6d7c8b9a")));

    @TempDir
    private Path directory;

    private final TimeZone usual = TimeZone.getDefault();
    private Path file;

    @BeforeEach
    void prepare() throws IOException {
        // Where 2:30 on the 29th of March 2026 never was.
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        file = AccessFiles.empty(directory.resolve("values.accdb"));
    }

    @AfterEach
    void restore() {
        TimeZone.setDefault(usual);
    }

    private DatabaseManager open() {
        return DatabaseManager.builder(ConfigSources.in(directory)
                        .withDatabases(DatabaseOptions.of("values").url("access:///" + file)))
                .engines(List.of(new AccessEngine()))
                .open();
    }

    @Test
    void values_ofEveryTypeThatMayBeCreated_areTheSameWhenTheFileIsOpenedAgain() {
        try (DatabaseManager manager = open()) {
            for (int i = 0; i < SAMPLES.size(); i++) {
                SqlDatabase database = manager.sql("values");
                database.update(
                        "create table v" + i + " (id int, v " + SAMPLES.get(i).type() + ")");
                database.update(
                        "insert into v" + i + " (id, v) values (1, :v)",
                        Map.of("v", SAMPLES.get(i).value()));
                assertSample(i, database);
            }
        }
        try (DatabaseManager manager = open()) {
            for (int i = 0; i < SAMPLES.size(); i++) {
                assertSample(i, manager.sql("values"));
            }
        }
    }

    private static void assertSample(int i, SqlDatabase database) {
        Sample sample = SAMPLES.get(i);
        Row row = database.queryOne("select v from v" + i).orElseThrow();
        Object read = row.get(0, sample.value().getClass());
        if (sample.value() instanceof BigDecimal number) {
            assertThat((BigDecimal) read).as(sample.toString()).isEqualByComparingTo(number);
        } else {
            assertThat(read).as(sample.toString()).isEqualTo(sample.value());
        }
    }

    @Test
    void number_thatTheColumnDoesNotHold_isRefused() throws IOException {
        try (Database database = new DatabaseBuilder().withFile(file.toFile()).open()) {
            new TableBuilder("n")
                    .addColumn(new ColumnBuilder("id", DataType.LONG))
                    .addColumn(new ColumnBuilder("small", DataType.INT))
                    .addColumn(new ColumnBuilder("tiny", DataType.BYTE))
                    .addColumn(new ColumnBuilder("single", DataType.FLOAT))
                    .addColumn(new ColumnBuilder("double", DataType.DOUBLE))
                    .toTable(database);
        }
        try (DatabaseManager manager = open()) {
            SqlDatabase database = manager.sql("values");
            for (Object large : List.of(40_000, 40_000L, new BigDecimal("40000"), 4e4)) {
                assertRefused(database, "small", large);
            }
            assertThatThrownBy(() -> database.update("insert into n (id, tiny) values (1, 300)"));
            assertRefused(database, "single", 1e300);
            assertRefused(database, "double", Double.NaN);
            assertRefused(database, "double", Double.POSITIVE_INFINITY);
            database.update(
                    "insert into n (id, small, single) values (1, :small, :single)",
                    Map.of("small", -7, "single", 0.5));
        }
        try (DatabaseManager manager = open()) {
            Row row = manager.sql("values")
                    .queryOne("select small, single from n")
                    .orElseThrow();
            assertThat(row.get(0, Integer.class)).isEqualTo(-7);
            assertThat(row.get(1, Double.class)).isEqualTo(0.5);
        }
    }

    private static void assertRefused(SqlDatabase database, String column, Object value) {
        assertThatThrownBy(() ->
                        database.update("insert into n (id, [" + column + "]) values (1, :v)", Map.of("v", value)))
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        error -> assertThat(error.category())
                                .as(column + " " + value)
                                .isEqualTo(ErrorCategory.DATA));
    }

    @Test
    void guid_ofAColumnThatAccessMade_isAUuid() throws IOException {
        UUID key = UUID.fromString("6f0d1c9e-8a5b-4a9e-b6a9-0e5f6d7c8b9a");
        try (Database database = new DatabaseBuilder().withFile(file.toFile()).open()) {
            new TableBuilder("g")
                    .addColumn(new ColumnBuilder("id", DataType.LONG))
                    .addColumn(new ColumnBuilder("key", DataType.GUID))
                    .toTable(database);
        }
        try (DatabaseManager manager = open()) {
            manager.sql("values").update("insert into g (id, [key]) values (1, :key)", Map.of("key", key));
            assertKey(key, manager.sql("values"));
        }
        try (DatabaseManager manager = open()) {
            assertKey(key, manager.sql("values"));
        }
    }

    private static void assertKey(UUID key, SqlDatabase database) {
        assertThat(database.query("select [key] from g where [key] = :key", Map.of("key", key), UUID.class))
                .containsExactly(key);
        assertThat(database.query("select [key] from g").get(0).get(0)).isEqualTo(key);
    }
}
