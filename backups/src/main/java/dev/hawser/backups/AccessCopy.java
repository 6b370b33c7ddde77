package dev.hawser.backups;

import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.engines.AccessFile;
import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * MS Access, by a copy of the file while its lock is held: nobody else writes to it, and what this process writes meanwhile shows in the file's time, and makes it copy again.
 */
final class AccessCopy implements EngineBackup {

    private static final String FORMAT = "access-file";
    private static final int ATTEMPTS = 5;
    private static final Duration DRAIN = Duration.ofSeconds(10);

    /** By which it shows that a file was written to. */
    private record Stamp(FileTime modified, long size) {

        static Stamp of(Path file) throws IOException {
            return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
        }
    }

    @Override
    public Set<String> engines() {
        return Set.of("access");
    }

    @Override
    public void requireThere(DatabaseConfig source) {
        SourceFile.requireThere(source);
    }

    @Override
    public void requireSource(BackupSite source) throws SQLException {
        SourceFile.requireFilled(source.config(), isEmpty(source));
    }

    @Override
    public BackupTool tool(BackupSite site) throws SQLException {
        try (Connection connection = sql(site).unlimitedConnection()) {
            return tool(connection);
        }
    }

    private static BackupTool tool(Connection connection) throws SQLException {
        DatabaseMetaData driver = connection.getMetaData();
        return new BackupTool(driver.getDriverName(), driver.getDriverVersion());
    }

    @Override
    public OptionalLong estimatedBytes(BackupSite site) throws IOException {
        return OptionalLong.of(Files.size(Path.of(site.config().database())));
    }

    @Override
    public Taken take(BackupSite source, OutputStream to) throws IOException, SQLException, InterruptedException {
        try (AccessFile file = AccessFile.of(source.config());
                Connection held = sql(source).unlimitedConnection();
                FileBeside copy = FileBeside.of(file.path(), source.staging())) {
            String name = source.config().name();
            SpaceNeeded.copy(copy.path(), Files.size(file.path())).require("a copy of " + name, name);
            Contents contents = copy(source, file, held, copy.path());
            try (InputStream content = Files.newInputStream(copy.path())) {
                content.transferTo(to);
            }
            String version = "MS Access " + held.getMetaData().getDatabaseProductVersion();
            return new Taken(tool(held), version, FORMAT, null, contents);
        }
    }

    /** Gives what is in the copy. The whole file is in memory, so to add it up costs little. */
    private static Contents copy(BackupSite source, AccessFile file, Connection held, Path to)
            throws IOException, SQLException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Stamp before = Stamp.of(file.path());
            // What is only read may be written by others, of which the driver then knows nothing.
            Contents contents = source.config().readonly() ? Contents.NONE : JdbcContents.checksums(held, tables(held));
            Files.deleteIfExists(to);
            try (InputStream content = Files.newInputStream(file.path())) {
                OwnFile.copy(content, to);
            }
            file.requireStillAlone();
            if (Stamp.of(file.path()).equals(before)) {
                return contents;
            }
        }
        throw new BackupException(
                ErrorCategory.RESOURCE,
                "the file " + file.path() + " was written to during each of " + ATTEMPTS + " copies",
                source.config().name(),
                "Take the backup when less is written, or with pool.size: 1, which holds writers back",
                null);
    }

    @Override
    public Contents contents(BackupSite site) throws SQLException, InterruptedException {
        try (Connection connection = sql(site).unlimitedConnection()) {
            return JdbcContents.checksums(connection, tables(connection));
        }
    }

    @Override
    public boolean isEmpty(BackupSite target) throws SQLException {
        try (Connection connection = sql(target).unlimitedConnection()) {
            return tables(connection).isEmpty();
        }
    }

    /** For the copy, which then takes the place of the file. */
    @Override
    public Optional<SpaceNeeded> spaceToRestore(BackupSite target, Manifest backup) {
        return Optional.of(SpaceNeeded.beside(Path.of(target.config().database()), backup.plainBytes()));
    }

    @Override
    public void restore(BackupSite target, String format, InputStream backup, boolean replace)
            throws IOException, SQLException {
        if (!format.equals(FORMAT)) {
            throw new BackupException(
                    ErrorCategory.REFUSED,
                    "the backup has the format " + format + ", which is none of MS Access's",
                    target.config().name(),
                    "Restore it with the version of Hawser that made it",
                    null);
        }
        try (AccessFile file = AccessFile.of(target.config());
                FileBeside copy = FileBeside.of(file.path(), target.staging())) {
            OwnFile.copy(backup, copy.path());
            OwnFile.takeAfter(file.path(), copy.path());
            file.exchange(sql(target), copy.path(), DRAIN);
        }
    }

    private static Map<String, String> tables(Connection connection) throws SQLException {
        Map<String, String> tables = new TreeMap<>();
        try (ResultSet names = connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})) {
            while (names.next()) {
                String name = names.getString("TABLE_NAME");
                tables.put(name, "[" + name + "]");
            }
        }
        return tables;
    }

    private static SqlDatabase sql(BackupSite site) {
        return (SqlDatabase) site.database();
    }
}
