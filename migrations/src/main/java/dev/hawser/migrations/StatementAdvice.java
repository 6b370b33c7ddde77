package dev.hawser.migrations;

import dev.hawser.spi.jdbc.SqlDialect;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A warning before production: a statement that keeps others from a big table for as long as it runs, and what to write instead. Immutable.
 *
 * @param place where it is: its file and line
 * @param table the table, and how big it is
 * @param effect what it does to those who use the table
 * @param safer what does the same and lets them work
 * @param source where the vendor says so
 */
public record StatementAdvice(String place, String table, String effect, String safer, String source) {

    private static final int MAJOR = 1000;

    /**
     * Goes through statements in the order in which they will run. Tables with 100,000 rows or 100 MiB are big; those that the statements make themselves are not. Blocks
     * while the server answers a short question for each table that matters. Empty for an engine without such rules.
     *
     * @param connection to the database where they will run, in no transaction; nothing is changed
     */
    public static List<StatementAdvice> of(Connection connection, SqlDialect dialect, List<String> statements)
            throws SQLException {
        return of(connection, dialect, statements, TablesInUse.Size.BIG.rows(), TablesInUse.Size.BIG.bytes());
    }

    /** As above, for tables that have {@code rows} or {@code bytes} at least. */
    public static List<StatementAdvice> of(
            Connection connection, SqlDialect dialect, List<String> statements, long rows, long bytes)
            throws SQLException {
        Advisor advisor = advisor(connection, dialect, new TablesInUse.Size(rows, bytes));
        if (advisor == null) {
            return List.of();
        }
        advisor.read(statements, i -> "statement " + (i + 1));
        return advisor.advice();
    }

    /** One for the server behind a connection; null if there are no rules for it. */
    static @Nullable Advisor advisor(Connection connection, SqlDialect dialect, TablesInUse.Size big)
            throws SQLException {
        DatabaseTables tables = DatabaseTables.of(connection, dialect.name());
        if (tables == null) {
            return null;
        }
        DatabaseMetaData server = connection.getMetaData();
        boolean mariadb = server.getDatabaseProductName()
                        .toLowerCase(Locale.ROOT)
                        .contains("mariadb")
                || server.getDatabaseProductVersion().toLowerCase(Locale.ROOT).contains("mariadb");
        int version = server.getDatabaseMajorVersion() * MAJOR + server.getDatabaseMinorVersion();
        return new Advisor(AdviceRule.of(dialect.name(), mariadb), version, tables, big);
    }

    @Override
    public String toString() {
        return place + ": " + effect + " " + table + "; safer: " + safer + " (" + source + ")";
    }
}
