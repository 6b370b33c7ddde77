package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteOpenMode;

/** What a connection to SQLite is told when it opens. A property of the user's wins. */
final class SqliteSettings {

    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);

    private final Map<String, String> given;

    SqliteSettings(DatabaseConfig config) {
        this.given = config.properties();
    }

    /** Writes; the file must exist, unless there is none. */
    Properties writer(boolean file) {
        SQLiteConfig settings = settings();
        if (file) {
            settings.resetOpenMode(SQLiteOpenMode.CREATE);
        }
        return properties(settings);
    }

    /** Writes, and creates the file if it does not exist. */
    Properties creator() {
        return properties(settings());
    }

    /** Reads; SQLite itself refuses everything else. */
    Properties reader() {
        SQLiteConfig settings = settings();
        settings.setReadOnly(true);
        return properties(settings);
    }

    private static SQLiteConfig settings() {
        SQLiteConfig settings = new SQLiteConfig();
        settings.setBusyTimeout(Math.toIntExact(BUSY_TIMEOUT.toMillis()));
        settings.enforceForeignKeys(true);
        // With a write-ahead log a crash of the machine may take the last commits back, and never damages the file.
        settings.setSynchronous(SynchronousMode.NORMAL);
        return settings;
    }

    private Properties properties(SQLiteConfig settings) {
        Properties properties = settings.toProperties();
        properties.putAll(given);
        // It belongs to the file, is set once, and a connection that reads could not set it.
        properties.remove(Pragma.JOURNAL_MODE.getPragmaName());
        return properties;
    }
}
