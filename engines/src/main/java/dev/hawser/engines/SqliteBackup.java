package dev.hawser.engines;

import dev.hawser.SqlDatabase;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Copies a SQLite database while it is used. Thread-safe. */
public final class SqliteBackup {

    // All pages in one step are one read transaction: a writer neither waits for it nor makes it begin again.
    private static final int ALL_PAGES = -1;
    private static final int PAUSE_MILLIS = 50;
    private static final int PAUSES = 200;

    private SqliteBackup() {}

    /**
     * Writes the state of the last commit to {@code target}, which exists afterwards if and only if it is complete. Readers and the writer of a file go on; a database in
     * memory has one connection, which is busy for so long. Blocks for as long as the copy takes, and for at most {@code pool.timeout} before that.
     *
     * @param target a file that does not exist, in a directory that does
     * @throws FileAlreadyExistsException if it does exist
     * @throws SQLException the driver's exception if the database cannot be read, or the copy not be written
     */
    public static void copy(SqlDatabase database, Path target) throws IOException, SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setReadOnly(true); // a reader's connection does, if there is one
            copy(connection, target);
        }
    }

    /**
     * As {@link #copy(SqlDatabase, Path)}, of what a connection sees: in a transaction that has read something, the state that it began with.
     *
     * @param connection Hawser's, or the driver's own
     */
    public static void copy(Connection connection, Path target) throws IOException, SQLException {
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Path directory = target.toAbsolutePath().getParent();
        Path unfinished = Files.createTempFile(directory, target.getFileName() + ".", ".part");
        try {
            copyPages(connection, unfinished);
            publish(unfinished, target);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** All at once, and never over what another has put there meanwhile. */
    private static void publish(Path unfinished, Path target) throws IOException {
        try {
            Files.createLink(target, unfinished);
        } catch (UnsupportedOperationException noLinks) {
            Files.move(unfinished, target);
        }
    }

    private static void copyPages(Connection connection, Path to) throws SQLException {
        int result = connection
                .unwrap(SQLiteConnection.class)
                .getDatabase()
                .backup("main", to.toString(), (remaining, pages) -> {}, PAUSE_MILLIS, PAUSES, ALL_PAGES);
        require("the copy to " + to, result);
    }

    /**
     * Replaces everything that is in a database by what is in {@code source}: all of it, or nothing if it fails. Other connections, those of other processes too, see the old content
     * until it is done. Blocks for as long as that takes.
     *
     * @param connection to the writer, outside of a transaction
     * @param source a database with pages of the same size
     * @throws SQLException the driver's exception if it cannot be read, or not be written
     */
    public static void restore(Connection connection, Path source) throws SQLException {
        int result = connection
                .unwrap(SQLiteConnection.class)
                .getDatabase()
                .restore("main", source.toString(), (remaining, pages) -> {}, PAUSE_MILLIS, PAUSES, ALL_PAGES);
        require("the copy from " + source, result);
    }

    private static void require(String what, int result) throws SQLException {
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(result);
        if (code != SQLiteErrorCode.SQLITE_OK && code != SQLiteErrorCode.SQLITE_DONE) {
            throw new SQLiteException(what + " failed with " + code, code);
        }
    }
}
