package dev.hawser.engines;

import io.github.spannm.jackcess.Database;
import io.github.spannm.jackcess.impl.DatabaseImpl;
import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.ucanaccess.jdbc.UcanaccessDriver;

/**
 * Which files the driver holds open, and for how many connections of ours. With the last of them each file is closed, whatever the driver has forgotten: now and then it opens
 * a file anew and loses the handle.
 *
 * <p>Opening and closing take turns on the driver's own monitor, which this class is guarded by. The driver takes it, and then the one of its counter, when it opens; when it
 * closes the last connection it takes them the other way round, so that the two would wait for each other for ever. Thread-safe.
 */
final class AccessHandles {

    private static final Map<File, AccessHandles> OPEN = new HashMap<>();

    private final List<Database> databases = new ArrayList<>();
    private int connections;

    private AccessHandles() {}

    /** How the driver opens a connection. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    /** How the driver closes one. */
    @FunctionalInterface
    interface Closing {
        void close() throws SQLException;
    }

    /** Opens a connection of ours. */
    static Connection open(File file, Opening opening) throws SQLException {
        synchronized (UcanaccessDriver.class) {
            OPEN.computeIfAbsent(file, unknown -> new AccessHandles()).connections++;
            try {
                return opening.open();
            } catch (SQLException | RuntimeException | Error failed) {
                leave(file, failed);
                throw failed;
            }
        }
    }

    /** Opens another connection in place of one that the driver has ended. */
    static Connection replace(Opening opening) throws SQLException {
        synchronized (UcanaccessDriver.class) {
            return opening.open();
        }
    }

    /** Closes a connection of ours. */
    static void close(File file, Closing closing) throws SQLException {
        synchronized (UcanaccessDriver.class) {
            try {
                closing.close();
            } catch (SQLException | RuntimeException | Error failed) {
                leave(file, failed);
                throw failed;
            }
            left(file);
        }
    }

    /** The driver has opened a file: one of ours, or one that such a file links to and closes itself. */
    static void opened(File file, Database database) {
        synchronized (UcanaccessDriver.class) {
            AccessHandles handles = OPEN.get(file);
            if (handles != null) {
                handles.databases.removeIf(earlier -> !isOpen(earlier));
                handles.databases.add(database);
            }
        }
    }

    private static void leave(File file, Throwable failed) {
        try {
            left(file);
        } catch (SQLException trouble) {
            failed.addSuppressed(trouble);
        }
    }

    private static void left(File file) throws SQLException {
        AccessHandles handles = OPEN.get(file);
        if (handles == null || --handles.connections > 0) {
            return;
        }
        OPEN.remove(file);
        for (Database database : handles.databases) {
            try {
                if (isOpen(database)) {
                    database.close();
                }
            } catch (IOException failed) {
                throw new SQLException(
                        "the file " + file + " cannot be closed: " + failed, AccessErrors.DAMAGED, failed);
            }
        }
    }

    private static boolean isOpen(Database database) {
        return database instanceof DatabaseImpl opened
                && opened.getPageChannel().isOpen();
    }
}
