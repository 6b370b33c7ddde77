package dev.hawser.benchmarks.bulk;

import dev.hawser.testkit.MariadbServer;
import dev.hawser.testkit.MysqlServer;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.TestServer;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** A database that rows are inserted into, on this machine, and what an expert would do there. For one thread. */
abstract class BulkTarget implements AutoCloseable {

    private static final int MANY = 500;

    /** The URL for Hawser. */
    abstract String url();

    /** By JDBC alone; {@code other}: for {@link #other}. */
    abstract Connection connect(boolean other) throws SQLException;

    /** What an option of the driver makes of a batch: {@link BulkWay#TUNED} or {@link BulkWay#ROW_BY_ROW}; {@link BulkWay#BATCH} if it has none. */
    abstract BulkWay other();

    abstract void byHand(Connection connection, List<List<Object>> rows) throws Exception;

    @Override
    public abstract void close() throws IOException;

    static BulkTarget of(String name) throws Exception {
        return switch (name) {
            case "postgresql" ->
                new OnServer(
                        PostgresServer.started("autovacuum = off"),
                        "sslmode=disable",
                        "&reWriteBatchedInserts=true",
                        BulkWay.TUNED,
                        BulkTarget::copy);
            case "mariadb" ->
                new OnServer(
                        MariadbServer.started(),
                        "sslMode=disable",
                        "&useBulkStmts=false&useBulkStmtsForInserts=false",
                        BulkWay.ROW_BY_ROW,
                        BulkTarget::manyRows);
            case "mysql" ->
                new OnServer(
                        MysqlServer.started(),
                        "sslMode=DISABLED&allowPublicKeyRetrieval=true",
                        "&rewriteBatchedStatements=true",
                        BulkWay.TUNED,
                        BulkTarget::manyRows);
            case "sqlite" -> new SqliteFile();
            default ->
                throw new IllegalArgumentException(
                        "no database " + name + "; there are postgresql, mariadb, mysql, sqlite");
        };
    }

    private interface Way {
        void insert(Connection connection, List<List<Object>> rows) throws Exception;
    }

    private static final class OnServer extends BulkTarget {

        private final TestServer server;
        private final String options;
        private final String option;
        private final BulkWay other;
        private final Way byHand;
        private final String database;

        OnServer(TestServer server, String options, String option, BulkWay other, Way byHand) throws SQLException {
            this.server = server;
            this.options = options;
            this.option = option;
            this.other = other;
            this.byHand = byHand;
            this.database = server.createDatabase();
        }

        @Override
        String url() {
            return server.url(database);
        }

        @Override
        Connection connect(boolean withOption) throws SQLException {
            return DriverManager.getConnection(
                    server.jdbcUrl(database) + "?" + options + (withOption ? option : ""),
                    server.user(),
                    server.password());
        }

        @Override
        BulkWay other() {
            return other;
        }

        @Override
        void byHand(Connection connection, List<List<Object>> rows) throws Exception {
            byHand.insert(connection, rows);
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** {@code COPY} with text that the application makes itself. */
    private static void copy(Connection connection, List<List<Object>> rows) throws SQLException, IOException {
        StringBuilder text = new StringBuilder();
        for (List<Object> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                text.append(i == 0 ? "" : "\t").append(row.get(i));
            }
            text.append('\n');
        }
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy bulk_rows from stdin", new StringReader(text.toString()));
    }

    /** One statement for many rows. */
    private static void manyRows(Connection connection, List<List<Object>> rows) throws SQLException {
        String one = "(?, ?, ?, ?, ?)";
        String sql = BulkRows.INSERT + (", " + one).repeat(MANY - 1);
        List<List<Object>> rest = new ArrayList<>(rows);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int from = 0;
            for (; from + MANY <= rows.size(); from += MANY) {
                for (int i = 0; i < MANY; i++) {
                    BulkRows.bind(statement, 1 + i * BulkRows.COLUMNS.size(), rows.get(from + i));
                }
                statement.executeUpdate();
            }
            rest = rows.subList(from, rows.size());
        }
        batch(connection, rest);
    }

    static void batch(Connection connection, List<List<Object>> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BulkRows.INSERT)) {
            int waiting = 0;
            for (List<Object> row : rows) {
                BulkRows.bind(statement, 1, row);
                statement.addBatch();
                if (++waiting == 1_000) {
                    statement.executeBatch();
                    waiting = 0;
                }
            }
            if (waiting > 0) {
                statement.executeBatch();
            }
        }
    }

    private static final class SqliteFile extends BulkTarget {

        private final Path directory = Files.createTempDirectory("hawser-bulk-");
        private final Path file = directory.resolve("bulk.db");

        SqliteFile() throws IOException {}

        @Override
        String url() {
            return "sqlite:///" + file;
        }

        /** As Hawser opens it. */
        @Override
        Connection connect(boolean other) throws SQLException {
            return DriverManager.getConnection("jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=NORMAL");
        }

        @Override
        BulkWay other() {
            return BulkWay.BATCH;
        }

        /** One statement, prepared once, run for each row. */
        @Override
        void byHand(Connection connection, List<List<Object>> rows) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(BulkRows.INSERT)) {
                for (List<Object> row : rows) {
                    statement.setLong(1, (Long) row.get(0));
                    statement.setString(2, (String) row.get(1));
                    statement.setString(3, (String) row.get(2));
                    statement.setString(4, row.get(3).toString());
                    statement.setString(5, row.get(4).toString());
                    statement.executeUpdate();
                }
            }
        }

        @Override
        public void close() throws IOException {
            try (var files = Files.list(directory)) {
                for (Path each : (Iterable<Path>) files::iterator) {
                    Files.delete(each);
                }
            }
            Files.delete(directory);
        }
    }
}
