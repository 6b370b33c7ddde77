package dev.hawser.migrations;

import dev.hawser.spi.jdbc.SqlDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The history in a table. What it writes belongs to the transaction of its connection, if one is open. */
final class SqlHistory implements History {

    private static final String COLUMNS =
            "installed_rank, version, description, type, script, checksum, undo_checksum, batch, tags, applied_by, applied_at, duration_ms,"
                    + " state, statement_reached, statements, intent";
    private static final int FIRST_DETAIL = 17;

    private final Connection connection;
    private final SqlDialect dialect;
    private final EngineRules rules;
    private final SqlPlace place;

    SqlHistory(Connection connection, SqlDialect dialect, EngineRules rules, SqlPlace place) {
        this.connection = connection;
        this.dialect = dialect;
        this.rules = rules;
        this.place = place;
    }

    /** Something said to the server. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws SQLException;
    }

    private <T> T ask(String attempted, Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException failed) {
            throw new MigrationException(
                    "cannot " + attempted + " the history of migrations, " + place.table(dialect) + ": "
                            + failed.getMessage(),
                    failed);
        }
    }

    @Override
    public List<HistoryRow> rows() {
        return ask("read", () -> {
            if (!place.hasTable(connection, rules, dialect)) {
                return List.of();
            }
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(
                            "select " + COLUMNS + " from " + place.table(dialect) + " order by installed_rank")) {
                List<HistoryRow> rows = new ArrayList<>();
                while (found.next()) {
                    rows.add(row(found));
                }
                return List.copyOf(rows);
            }
        });
    }

    private static HistoryRow row(ResultSet row) throws SQLException {
        String version = row.getString(2);
        return new HistoryRow(
                row.getInt(1),
                version == null ? null : MigrationVersion.of(version),
                row.getString(3),
                MigrationType.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getInt(8),
                row.getString(9),
                row.getString(10),
                Instant.parse(row.getString(11)),
                Duration.ofMillis(row.getLong(12)),
                MigrationState.valueOf(row.getString(13).toUpperCase(Locale.ROOT)),
                row.getInt(14),
                row.getInt(15),
                row.getString(16));
    }

    @Override
    public Details details(int rank) {
        return ask("read", () -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select undo_text, part_checksums from " + place.table(dialect) + " where installed_rank = ?")) {
                statement.setInt(1, rank);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? new Details(row.getString(1), row.getString(2)) : new Details(null, null);
                }
            }
        });
    }

    /** The highest rank there is, 0 if there is none. */
    int lastRank() {
        return ask("read", () -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select max(installed_rank) from " + place.table(dialect))) {
                return row.next() ? row.getInt(1) : 0;
            }
        });
    }

    @Override
    public void create() {
        ask("create", () -> {
            if (!place.hasTable(connection, rules, dialect)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(definition());
                }
            }
            return true;
        });
    }

    private String definition() {
        String name = rules.shortText();
        String text = rules.longText();
        return "create table " + place.table(dialect) + " (installed_rank int not null primary key, version " + name
                + ", description " + name + ", type " + name + " not null, script " + text + ", checksum " + name
                + ", undo_checksum " + name + ", batch int not null, tags " + text + ", applied_by " + name
                + ", applied_at " + name + " not null, duration_ms int not null, state " + name
                + " not null, statement_reached int not null, statements int not null, intent " + text
                + ", undo_text " + text + ", part_checksums " + text + ")"
                + (rules == EngineRules.MYSQL ? " engine = InnoDB default character set utf8mb4" : "");
    }

    @Override
    public void insert(HistoryRow row, Details details) {
        write(
                "insert into " + place.table(dialect) + " (" + COLUMNS
                        + ", undo_text, part_checksums) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
                details);
    }

    @Override
    public void insertAll(List<Entry> entries) {
        ask("write", () -> {
            connection.setAutoCommit(false);
            try {
                entries.forEach(entry -> insert(entry.row(), entry.details()));
                connection.commit();
            } catch (MigrationException | SQLException failed) {
                connection.rollback();
                throw failed;
            } finally {
                connection.setAutoCommit(true);
            }
            return true;
        });
    }

    @Override
    public void update(HistoryRow row) {
        write(
                "update " + place.table(dialect) + " set " + assignments(COLUMNS) + " where installed_rank = ?",
                row,
                null);
    }

    @Override
    public void update(HistoryRow row, Details details) {
        write(
                "update " + place.table(dialect) + " set " + assignments(COLUMNS + ", undo_text, part_checksums")
                        + " where installed_rank = ?",
                row,
                details);
    }

    private static String assignments(String columns) {
        return columns.replace(",", " = ?,") + " = ?";
    }

    private void write(String sql, HistoryRow row, @Nullable Details details) {
        ask("write", () -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(statement, row);
                int next = FIRST_DETAIL;
                if (details != null) {
                    statement.setString(next++, details.undoText());
                    statement.setString(next++, details.partChecksums());
                }
                if (sql.startsWith("update")) {
                    statement.setInt(next, row.rank());
                }
                int written = statement.executeUpdate();
                if (written != 1) {
                    throw new SQLException("the entry of rank " + row.rank() + " is gone");
                }
                return true;
            }
        });
    }

    private static void bind(PreparedStatement statement, HistoryRow row) throws SQLException {
        statement.setInt(1, row.rank());
        statement.setString(2, row.version() == null ? null : row.version().toString());
        statement.setString(3, row.description());
        statement.setString(4, row.type().name().toLowerCase(Locale.ROOT));
        statement.setString(5, row.script());
        statement.setString(6, row.checksum());
        statement.setString(7, row.undoChecksum());
        statement.setInt(8, row.batch());
        statement.setString(9, row.tags());
        statement.setString(10, row.appliedBy());
        statement.setString(11, row.appliedAt().toString());
        statement.setInt(12, (int) Math.min(Integer.MAX_VALUE, row.took().toMillis()));
        statement.setString(13, row.state().name().toLowerCase(Locale.ROOT));
        statement.setInt(14, row.reached());
        statement.setInt(15, row.statements());
        statement.setString(16, row.intent());
    }
}
