package dev.hawser.migrations;

import dev.hawser.SqlDatabase;
import dev.hawser.error.DatabaseException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts an Access file back as it was before the last run. */
final class SnapshotRestore {

    private final Settings settings;

    SnapshotRestore(Settings settings) {
        this.settings = settings;
    }

    List<String> run() {
        String name = settings.config().name();
        if (!settings.config().engine().equals(AccessSnapshots.ENGINE)
                || !(settings.database() instanceof SqlDatabase database)) {
            throw new MigrationException(
                    name + ": there are snapshots of MS Access files alone; go back with down, or restore a backup",
                    null);
        }
        FileLock lock = new FileLock(Path.of(settings.config().database()));
        lock.take(name, settings.lockTimeout(), settings.listener());
        try {
            return restored(database);
        } catch (IOException | SQLException | DatabaseException failed) {
            throw new MigrationException(
                    name + ": the snapshot cannot be put back: " + failed.getMessage()
                            + ". The file is as it was, unless status says otherwise",
                    failed);
        } finally {
            lock.release();
        }
    }

    private List<String> restored(SqlDatabase database) throws IOException, SQLException {
        AccessSnapshots snapshots = new AccessSnapshots(settings.config());
        String name = settings.config().name();
        Path snapshot = snapshots
                .latest()
                .orElseThrow(() -> new MigrationException(
                        name + ": there is no snapshot: none of its runs has changed it, or each was put back already",
                        null));
        String from = "of " + snapshots.takenAt(snapshot) + " (" + snapshot + ")";
        settings.requireMayChange("restore-snapshot");
        if (!settings.confirmed()) {
            throw new MigrationException(
                    name
                            + ": restore-snapshot was refused, because nobody has confirmed it: all that was written since the"
                            + " snapshot " + from
                            + " would be lost. Take a backup, and confirm (--yes). Nothing was changed",
                    null);
        }
        Map<String, Long> before = rows(database);
        snapshots.putBack(database, snapshot);
        List<String> told = new ArrayList<>();
        told.add("the file is as it was before the run " + from);
        Map<String, Long> after = rows(database);
        before.forEach((table, rows) -> {
            Long left = after.get(table);
            if (left == null) {
                told.add(table + " is gone, with " + count(rows));
            } else if (!left.equals(rows)) {
                told.add(table + " had " + count(rows) + " and has " + left);
            }
        });
        after.forEach((table, rows) -> {
            if (!before.containsKey(table)) {
                told.add(table + " is back, with " + count(rows));
            }
        });
        return List.copyOf(told);
    }

    private static String count(Long rows) {
        return rows == 1 ? "1 row" : rows + " rows";
    }

    /** How many rows each table has, without those of Access itself. */
    private static Map<String, Long> rows(SqlDatabase database) throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        try (Connection connection = database.unlimitedConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet tables = connection.getMetaData().getTables(null, "PUBLIC", "%", new String[] {"TABLE"})) {
                while (tables.next()) {
                    rows.put(tables.getString("TABLE_NAME"), 0L);
                }
            }
            for (Map.Entry<String, Long> table : rows.entrySet()) {
                try (ResultSet count = statement.executeQuery("select count(*) from [" + table.getKey() + "]")) {
                    count.next();
                    table.setValue(count.getLong(1));
                }
            }
        }
        return rows;
    }
}
