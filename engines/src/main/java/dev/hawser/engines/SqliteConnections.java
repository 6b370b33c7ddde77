package dev.hawser.engines;

import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Connections to one SQLite file, or to one database in memory. {@link #prepare} creates the file; a connect never does, so that a file that disappears is an
 * error and not an empty database.
 */
final class SqliteConnections implements ConnectionFactory {

    private static final Duration BUSY_PAUSE = Duration.ofMillis(5);

    private static final String WAL = "wal";

    private final DatabaseConfig config;
    private final SqliteSettings settings;
    private final JdbcSessionRules rules;
    private final @Nullable Path file;
    private final String uri;

    private final ReentrantLock lock = new ReentrantLock();

    // Memory lives as long as something is connected to it, and the pool may close its connection and open another.
    private @Nullable SqliteConnection anchor;

    SqliteConnections(DatabaseConfig config) {
        this.config = config;
        this.settings = new SqliteSettings(config);
        this.rules = new JdbcSessionRules(
                        config.readonly(), List.of(), null, "select 'SQLite ' || sqlite_version()", null)
                .withTimeLimits(SqliteConnection.TIME_LIMITS);
        if (SqliteEngine.isMemory(config)) {
            this.file = null;
            // A file system of SQLite's own in memory: what its name begins with a slash is shared within the process.
            this.uri = "file:/hawser-" + UUID.randomUUID() + "?vfs=memdb";
        } else {
            this.file = Path.of(config.database()).toAbsolutePath().normalize();
            this.uri = file.toUri().toASCIIString();
        }
    }

    @Override
    public EngineConnection connect(HostSpec host, Credentials login, Duration timeout) throws SQLException {
        if (file == null) {
            dropAnchor();
        } else {
            require(DatabaseFile.unusable(file, config.readonly()));
        }
        SqliteConnection connection = host.equals(SqliteEngine.READERS)
                ? new SqliteConnection(uri, settings.reader(), config.statementTimeout())
                : new SqliteConnection(uri, settings.writer(file != null), config.statementTimeout());
        try {
            touch(connection);
            return new JdbcConnection(connection, rules);
        } catch (SQLException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    @Override
    public void prepare(Credentials login, Duration timeout) throws SQLException {
        if (file == null) {
            dropAnchor();
            return;
        }
        if (config.readonly()) {
            require(DatabaseFile.unusable(file, config.readonly()));
            return;
        }
        require(DatabaseFile.misplaced(file));
        try (SqliteConnection connection = new SqliteConnection(uri, settings.creator(), config.statementTimeout())) {
            touch(connection);
            setJournalMode(connection, Deadline.in(timeout));
        }
    }

    @Override
    public void drop(Credentials login, Duration timeout) throws SQLException {
        Scratch.require(config);
        DatabaseFile.delete(Path.of(config.database()), "", "-wal", "-shm", "-journal");
    }

    /** Those who start together change the mode at the same time, and SQLite does not wait for a lock here: it says busy at once, whatever the time-out. */
    private void setJournalMode(SqliteConnection connection, Deadline deadline) throws SQLException {
        while (true) {
            try {
                setJournalMode(connection);
                return;
            } catch (SQLiteException failed) {
                if (failed.getResultCode() != SQLiteErrorCode.SQLITE_BUSY
                        || deadline.expired()
                        || Thread.currentThread().isInterrupted()) {
                    throw failed;
                }
                LockSupport.parkNanos(BUSY_PAUSE.toNanos());
            }
        }
    }

    /** The mode stays in the file. To read it first keeps processes that start together from waiting for each other. */
    private void setJournalMode(SqliteConnection connection) throws SQLException {
        String wanted = config.properties().getOrDefault(Pragma.JOURNAL_MODE.getPragmaName(), WAL);
        String mode = single(connection, "pragma journal_mode");
        if (!wanted.equalsIgnoreCase(mode)) {
            mode = single(connection, "pragma journal_mode = " + SqliteEngine.DIALECT.quote(wanted));
        }
        if (!wanted.equalsIgnoreCase(mode)) {
            throw new SQLException("the journal of " + file + " cannot be set to " + wanted + ": it stays " + mode);
        }
    }

    /** SQLite reads a file only when it is asked something: here, to find out now if it is not a database. */
    private static void touch(SqliteConnection connection) throws SQLException {
        single(connection, "pragma schema_version");
    }

    private static String single(SqliteConnection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    /** {@code obstacle}: null if there is none. */
    private static void require(@Nullable String obstacle) throws SQLException {
        if (obstacle != null) {
            throw new SQLiteException(obstacle, SQLiteErrorCode.SQLITE_CANTOPEN);
        }
    }

    private void dropAnchor() throws SQLException {
        lock.lock();
        try {
            if (anchor == null) {
                anchor = new SqliteConnection(uri, settings.writer(false), config.statementTimeout());
                touch(anchor);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (anchor != null) {
                anchor.close();
                anchor = null;
            }
        } catch (SQLException alreadyGone) {
            anchor = null;
        } finally {
            lock.unlock();
        }
    }
}
