package dev.hawser.engines;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import io.github.spannm.jackcess.Database;
import io.github.spannm.jackcess.DatabaseBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import net.ucanaccess.jdbc.UcanaccessDriver;
import org.jspecify.annotations.Nullable;

/** Connections to one Access file, which all share what the driver has read. Whoever may write holds the file's lock from the first of them until all are closed. */
final class AccessConnections implements ConnectionFactory {

    private static final String URL = "jdbc:ucanaccess://";

    private final DatabaseConfig config;
    private final Path file;
    private final AccessLock lock;
    private final AccessClock clock;

    AccessConnections(DatabaseConfig config) {
        this.config = config;
        this.file = real(Path.of(config.database()));
        this.lock = new AccessLock(file);
        this.clock = new AccessClock(config.statementTimeout());
    }

    /** As far as it exists: links end in the same file, and must end in the same lock. */
    static Path real(Path given) {
        Path path = given.toAbsolutePath().normalize();
        Path directory = path.getParent();
        try {
            if (Files.exists(path)) {
                return path.toRealPath();
            }
            return directory == null ? path : directory.toRealPath().resolve(path.getFileName());
        } catch (IOException unreadable) {
            return path; // opening it will say why
        }
    }

    @Override
    public void prepare(Credentials login, Duration timeout) throws SQLException {
        require(DatabaseFile.misplaced(file));
        if (!config.readonly() && (config.createDb() || Files.exists(file))) {
            lock.hold();
        }
        if (config.createDb() && Files.notExists(file)) {
            create();
        }
    }

    @Override
    public void drop(Credentials login, Duration timeout) throws SQLException {
        Scratch.require(config);
        DatabaseFile.delete(file, "", AccessLock.SUFFIX);
    }

    /** Whoever looks sees no file, or a whole one. */
    private void create() throws SQLException {
        if (config.password() != null) {
            throw cannotOpen("the file " + file + " cannot be created with a password: create it with MS Access");
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Database.FileFormat format =
                AccessEngine.isAccdb(file.toString()) ? Database.FileFormat.V2010 : Database.FileFormat.V2003;
        try {
            try (Database created = new DatabaseBuilder()
                    .withFile(unfinished.toFile())
                    .withFileFormat(format)
                    .create()) {
                created.flush();
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new SQLException(
                    "the file " + file + " cannot be created: " + failed, AccessErrors.CANNOT_OPEN, failed);
        }
    }

    @Override
    public EngineConnection connect(HostSpec host, Credentials login, Duration timeout) throws SQLException {
        require(DatabaseFile.unusable(file, config.readonly()));
        if (!config.readonly()) {
            lock.hold();
        }
        Properties properties = properties(login);
        Connection session = AccessSession.of(
                path().toFile(),
                () -> new UcanaccessDriver().connect(URL + path(), properties),
                config.readonly(),
                clock);
        try {
            return new JdbcConnection(session, rules(session));
        } catch (SQLException | RuntimeException failed) {
            session.close();
            throw failed;
        }
    }

    /** The driver shares by name what it has read and how it was opened. A reader must not share a writer's, nor a writer a reader's. */
    private Path path() {
        return config.readonly() ? file.resolveSibling(Path.of(".", String.valueOf(file.getFileName()))) : file;
    }

    private Properties properties(Credentials login) {
        Properties properties = new Properties();
        properties.putAll(config.properties());
        Class<?> opener = config.readonly() ? AccessOpener.ReadOnly.class : AccessOpener.class;
        properties.setProperty("jackcessOpener", opener.getName());
        // Otherwise the file stays open for minutes after its last connection is closed.
        properties.setProperty("immediatelyReleaseResources", "true");
        if (login.password() != null) {
            properties.setProperty("password", login.password().reveal());
        }
        return properties;
    }

    private JdbcSessionRules rules(Connection connection) throws SQLException {
        String format = connection.getMetaData().getDatabaseProductVersion().replaceAll("[^\\w ]", "");
        return new JdbcSessionRules(
                        config.readonly(), List.of(), null, "select 'MS Access " + format + "' from dual", null)
                .withTimeLimits(AccessSession.TIME_LIMITS);
    }

    /** {@code obstacle}: null if there is none. */
    private static void require(@Nullable String obstacle) throws SQLException {
        if (obstacle != null) {
            throw cannotOpen(obstacle);
        }
    }

    private static SQLException cannotOpen(String message) {
        return new SQLException(message, AccessErrors.CANNOT_OPEN);
    }

    @Override
    public void close() {
        clock.close();
        lock.release();
    }
}
