package dev.hawser.migrations;

import dev.hawser.spi.jdbc.SqlDialect;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a schema consists of, as text: one line for each table, column, default, constraint, index, view, trigger, routine, sequence, type, and what else the engine
 * tells of. Two schemas with the same lines are the same to an application; rows, owners, privileges, statistics and the next value of a sequence are no part of it, nor are
 * the name of the database and the tables that Hawser keeps for itself. Immutable.
 *
 * @param lines sorted; each begins with what it is of
 */
public record SchemaSnapshot(List<String> lines) {

    /** The line of a table that says in which order its columns are. */
    private static final String ORDER = "order ";

    /** Tables and routines with which a tool follows its own work. */
    private static final Set<String> OF_TOOLS = Set.of("hawser_commits", "hawser_mark_commit", "flyway_schema_history");

    /** A line, and the table or routine to which it belongs. */
    record Line(String of, String text) {}

    /** Reads the schema of one engine. */
    @FunctionalInterface
    interface Reader {
        List<Line> read(Connection connection) throws SQLException;
    }

    public SchemaSnapshot {
        lines = lines.stream().sorted().toList();
    }

    /**
     * The schema as it is now, seen from a connection: from its transaction, if it is in one. Blocks while the server answers a few queries, whatever the number of tables
     * (Access: one each, of a file that is open anyway).
     *
     * @param dialect the engine's
     * @param left what else to leave out: names of tables, in any case
     * @throws IllegalArgumentException for an engine without such a reader
     */
    public static SchemaSnapshot of(Connection connection, SqlDialect dialect, String... left) throws SQLException {
        Reader reader = switch (dialect.name()) {
            case "postgresql" -> new PostgresqlSchema();
            case "mysql" -> new MysqlSchema();
            case "sqlite" -> new SqliteSchema();
            case "sqlserver" -> new SqlServerSchema();
            case "access" -> new AccessSchema();
            default -> throw new IllegalArgumentException("schemas of " + dialect.name() + " cannot be compared yet");
        };
        Set<String> own = new HashSet<>(OF_TOOLS);
        for (String name : left) {
            own.add(name.toLowerCase(Locale.ROOT));
        }
        return new SchemaSnapshot(reader.read(connection).stream()
                .filter(line -> !own.contains(line.of().toLowerCase(Locale.ROOT)))
                .map(Line::text)
                .toList());
    }

    /** The line for the order of a table's columns. */
    static Line order(String of, String table, Collection<String> columns) {
        return new Line(of, ORDER + table + " (" + String.join(", ", columns) + ")");
    }

    /** SHA-256 of the lines, in hexadecimal digits. The same for the same schema, on whatever server it is. */
    public String hash() {
        MessageDigest digest = Checksum.sha256();
        for (String line : lines) {
            digest.update(line.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The lines that only one of both has, in order: {@code - } before those of this one, {@code + } before those of {@code other}. */
    public List<String> differences(SchemaSnapshot other) {
        TreeMap<String, Integer> balance = new TreeMap<>();
        lines.forEach(line -> balance.merge(line, 1, Integer::sum));
        other.lines.forEach(line -> balance.merge(line, -1, Integer::sum));
        List<String> differences = new ArrayList<>();
        balance.forEach((line, count) -> {
            for (int i = 0; i < Math.abs(count); i++) {
                differences.add((count > 0 ? "- " : "+ ") + line);
            }
        });
        return List.copyOf(differences);
    }

    /** Whether both have the same tables with the same columns, some of them in another order at most: as a column that was dropped and added again is the last. */
    boolean differsInOrderOnly(SchemaSnapshot other) {
        return withoutOrder().equals(other.withoutOrder());
    }

    private List<String> withoutOrder() {
        return lines.stream()
                .map(line -> line.startsWith(ORDER) ? sortedOrder(line) : line)
                .sorted()
                .toList();
    }

    private static String sortedOrder(String line) {
        int open = line.lastIndexOf(" (");
        String columns = line.substring(open + 2, line.length() - 1);
        return line.substring(0, open)
                + new TreeSet<>(List.of(columns.split(", "))).stream().collect(Collectors.joining(", ", " (", ")"));
    }
}
