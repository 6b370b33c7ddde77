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
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Path directory = target.toAbsolutePath().getParent();
        Path unfinished = Files.createTempFile(directory, target.getFileName() + ".", ".part");
        try {
            copyPages(database, unfinished);
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

    private static void copyPages(SqlDatabase database, Path to) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setReadOnly(true); // a reader's connection does, if there is one
            int result = connection
                    .unwrap(SQLiteConnection.class)
                    .getDatabase()
                    .backup("main", to.toString(), (remaining, pages) -> {}, PAUSE_MILLIS, PAUSES, ALL_PAGES);
            SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(result);
            if (code != SQLiteErrorCode.SQLITE_OK && code != SQLiteErrorCode.SQLITE_DONE) {
                throw new SQLiteException("the copy to " + to + " failed with " + code, code);
            }
        }
    }
}
