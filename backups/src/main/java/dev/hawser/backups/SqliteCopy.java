package dev.hawser.backups;

import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.engines.SqliteBackup;
import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * SQLite, by its online backup: the file as it is at one commit, while it is written to. Its own connection reads it, so that nobody waits for one of the pool.
 */
final class SqliteCopy implements EngineBackup {

    private static final String FORMAT = "sqlite-file";
    private static final String MEMORY = ":memory:";

    // SQLITE_OPEN_READONLY and SQLITE_OPEN_URI: https://www.sqlite.org/c3ref/c_open_autoproxy.html
    private static final String READ_ONLY = String.valueOf(0x01 | 0x40);
    private static final String READ_WRITE = String.valueOf(0x02 | 0x40);

    /** What is done with a connection. */
    @FunctionalInterface
    private interface Work<T> {
        T run(Connection connection) throws IOException, SQLException, InterruptedException;
    }

    @Override
    public Set<String> engines() {
        return Set.of("sqlite");
    }

    @Override
    public void requireThere(DatabaseConfig source) {
        if (!source.database().equals(MEMORY)) {
            SourceFile.requireThere(source);
        }
    }

    @Override
    public void requireSource(BackupSite source) throws IOException, SQLException, InterruptedException {
        if (!isMemory(source)) {
            SourceFile.requireFilled(source.config(), isEmpty(source));
        }
    }

    @Override
    public BackupTool tool(BackupSite site) throws IOException, SQLException, InterruptedException {
        return read(site, SqliteCopy::tool);
    }

    private static BackupTool tool(Connection connection) throws SQLException {
        return new BackupTool("SQLite", text(connection, "select sqlite_version()"));
    }

    @Override
    public OptionalLong estimatedBytes(BackupSite site) throws IOException, SQLException, InterruptedException {
        return OptionalLong.of(read(site, SqliteCopy::size));
    }

    private static long size(Connection connection) throws SQLException {
        return Long.parseLong(
                text(connection, "select page_count * page_size from pragma_page_count(), pragma_page_size()"));
    }

    @Override
    public Taken take(BackupSite source, OutputStream to) throws IOException, SQLException, InterruptedException {
        try (FileBeside copy = beside(source)) {
            Taken taken = read(source, connection -> copy(connection, source, copy.path()));
            try (InputStream pages = Files.newInputStream(copy.path())) {
                pages.transferTo(to);
            }
            return taken;
        }
    }

    /** The first count begins a transaction, and the copy is what that sees: the counts are those of the copy. */
    private static Taken copy(Connection connection, BackupSite source, Path to)
            throws IOException, SQLException, InterruptedException {
        connection.setAutoCommit(false);
        SpaceNeeded.copy(to, size(connection))
                .require("a copy of " + source.config().name(), source.config().name());
        Contents contents = JdbcContents.rows(connection, tables(connection));
        SqliteBackup.copy(connection, to);
        BackupTool tool = tool(connection);
        connection.rollback();
        return new Taken(tool, tool.toString(), FORMAT, null, contents);
    }

    @Override
    public Optional<Contents> archived(BackupSite site, String format, InputStream backup)
            throws IOException, SQLException, InterruptedException {
        try (FileBeside copy = unpacked(site, format, backup);
                Connection connection = open(copy.path(), READ_ONLY)) {
            return Optional.of(JdbcContents.checksums(connection, tables(connection)));
        }
    }

    @Override
    public Contents contents(BackupSite site) throws IOException, SQLException, InterruptedException {
        return read(site, connection -> JdbcContents.checksums(connection, tables(connection)));
    }

    @Override
    public List<String> problems(BackupSite restored) throws IOException, SQLException, InterruptedException {
        return read(restored, connection -> {
            List<String> problems = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet lines = statement.executeQuery("pragma integrity_check")) {
                while (lines.next()) {
                    if (!lines.getString(1).equals("ok")) {
                        problems.add("SQLite's integrity check: " + lines.getString(1));
                    }
                }
            }
            return problems;
        });
    }

    @Override
    public boolean isEmpty(BackupSite target) throws IOException, SQLException, InterruptedException {
        return read(
                target,
                connection -> text(
                                connection,
                                "select count(*) from sqlite_schema where name not like 'sqlite\\_%' escape '\\'")
                        .equals("0"));
    }

    /** For the copy, and once more for the database that is written from it: its write-ahead log takes all of that before the file does. */
    @Override
    public Optional<SpaceNeeded> spaceToRestore(BackupSite target, Manifest backup) {
        return Optional.of(
                isMemory(target)
                        ? SpaceNeeded.temporary(target.staging(), backup.plainBytes())
                        : SpaceNeeded.beside(Path.of(target.config().database()), 2 * backup.plainBytes()));
    }

    @Override
    public void restore(BackupSite target, String format, InputStream backup, boolean replace)
            throws IOException, SQLException, InterruptedException {
        try (FileBeside copy = unpacked(target, format, backup);
                Connection writer = ((SqlDatabase) target.database()).unlimitedConnection()) {
            String pages = text(writer, "pragma page_size");
            try (Connection connection = open(copy.path(), READ_WRITE)) {
                if (!text(connection, "pragma page_size").equals(pages)) {
                    repage(connection, pages);
                }
            }
            SqliteBackup.restore(writer, copy.path());
        }
    }

    /** A write-ahead log holds pages of one size, so what is put into it must have them. */
    private static void repage(Connection connection, String bytes) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = delete");
            statement.execute("pragma page_size = " + Integer.parseInt(bytes));
            statement.execute("vacuum");
        }
    }

    private static FileBeside unpacked(BackupSite site, String format, InputStream backup) throws IOException {
        if (!format.equals(FORMAT)) {
            throw new BackupException(
                    ErrorCategory.REFUSED,
                    "the backup has the format " + format + ", which is none of SQLite's",
                    site.config().name(),
                    "Restore it with the version of Hawser that made it",
                    null);
        }
        FileBeside copy = beside(site);
        try {
            OwnFile.copy(backup, copy.path());
            return copy;
        } catch (IOException | RuntimeException failed) {
            copy.close();
            throw failed;
        }
    }

    private static Map<String, String> tables(Connection connection) throws SQLException {
        Map<String, String> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery("select name from sqlite_schema where type = 'table'"
                        + " and name not like 'sqlite\\_%' escape '\\' and sql not like 'create virtual%'")) {
            while (names.next()) {
                tables.put(names.getString(1), "\"" + names.getString(1).replace("\"", "\"\"") + "\"");
            }
        }
        return tables;
    }

    private static FileBeside beside(BackupSite site) throws IOException {
        return isMemory(site)
                ? FileBeside.in(site.staging())
                : FileBeside.of(Path.of(site.config().database()), site.staging());
    }

    private static boolean isMemory(BackupSite site) {
        return site.config().database().equals(MEMORY);
    }

    /** A database in memory has one connection, which is the pool's. */
    private static <T> T read(BackupSite site, Work<T> work) throws IOException, SQLException, InterruptedException {
        if (!isMemory(site)) {
            try (Connection connection = open(Path.of(site.config().database()), READ_ONLY)) {
                return work.run(connection);
            }
        }
        try (Connection connection = ((SqlDatabase) site.database()).unlimitedConnection()) {
            connection.setReadOnly(true); // what is in a transaction that may write cannot be copied
            return work.run(connection);
        }
    }

    private static Connection open(Path file, String mode) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("open_mode", mode);
        properties.setProperty("busy_timeout", "10000");
        return DriverManager.getConnection("jdbc:sqlite:" + file.toUri().toASCIIString(), properties);
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
