package dev.hawser.migrations;

import dev.hawser.Consistency;
import dev.hawser.Row;
import dev.hawser.SqlDatabase;
import dev.hawser.error.DatabaseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table that Flyway keeps: <a href="https://documentation.red-gate.com/flyway">flyway_schema_history</a>. Immutable.
 *
 * @param version null for a repeatable one, and for the note that Flyway made a schema
 * @param checksum CRC-32 of the script's lines; null if there was none
 */
record FlywayRow(
        int rank,
        @Nullable String version,
        String description,
        String type,
        String script,
        @Nullable Integer checksum,
        String installedBy,
        Instant installedOn,
        Duration took,
        boolean success) {

    private static final String COLUMNS =
            "installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success";
    private static final List<String> NAMES = List.of(COLUMNS.split(", "));

    /** All of it, in order. Blocks. */
    static List<FlywayRow> read(SqlDatabase database, String table) {
        String columns = NAMES.stream()
                .map(database.dialect()::quote)
                .reduce((all, one) -> all + ", " + one)
                .orElseThrow();
        String sql = "select " + columns + " from " + database.dialect().quote(table) + " order by 1";
        try {
            return database.read(Consistency.STRONG, session -> session.query(sql, null, FlywayRow::of));
        } catch (DatabaseException failed) {
            throw new MigrationException(
                    database.name() + ": Flyway's history cannot be read from the table " + table + ": "
                            + failed.getMessage() + ". If it has another name, say that. Nothing was changed",
                    failed);
        }
    }

    private static FlywayRow of(Row row) {
        return new FlywayRow(
                number(row.get(0)),
                row.get(1) == null ? null : text(row.get(1)),
                text(row.get(2)),
                text(row.get(3)),
                text(row.get(4)),
                row.get(5) == null ? null : number(row.get(5)),
                text(row.get(6)),
                moment(row.get(7)),
                Duration.ofMillis(number(row.get(8))),
                row.get(9) instanceof Boolean success ? success : number(row.get(9)) == 1);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static int number(@Nullable Object value) {
        return value instanceof Number number ? number.intValue() : 0;
    }

    /** Columns of this kind know no zone: what they have is taken for UTC. */
    private static Instant moment(@Nullable Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof LocalDateTime time) {
            return time.toInstant(ZoneOffset.UTC);
        }
        try {
            return LocalDateTime.parse(text(value).replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException unknown) {
            return Instant.EPOCH;
        }
    }
}
