package dev.hawser;

import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.Provider;
import dev.hawser.error.ConfigurationException;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.SetupFailedException;
import dev.hawser.internal.EngineRegistry;
import dev.hawser.internal.LeftScratch;
import dev.hawser.internal.ScratchOptions;
import dev.hawser.spi.ClientEngine;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.Engine;
import dev.hawser.spi.PooledEngine;
import dev.hawser.spi.jdbc.JdbcEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An empty database like another one, on the same server or in a temporary file, that is dropped when it is closed: to try migrations in, or to restore a backup into. It is
 * opened with a manager of its own. Thread-safe but for {@link #close()}.
 */
public final class ScratchDatabase implements AutoCloseable {

    /** How the name of every scratch database begins, or that of its file. Nothing else is ever dropped. */
    public static final String NAME_PREFIX = "hawser_scratch_";

    private static final Logger log = LoggerFactory.getLogger("dev.hawser");

    private static final Duration DROP_TIMEOUT = Duration.ofSeconds(30);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss").withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DatabaseConfig config;
    private final Engine engine;
    private final @Nullable Path directory;
    private final DatabaseManager manager;

    private ScratchDatabase(DatabaseConfig config, Engine engine, @Nullable Path directory, DatabaseManager manager) {
        this.config = config;
        this.engine = engine;
        this.directory = directory;
        this.manager = manager;
    }

    /** As {@link #like(DatabaseConfig, List)}, with the engines that are installed. */
    public static ScratchDatabase like(DatabaseConfig original) {
        return like(original, EngineRegistry.installed());
    }

    /**
     * Makes one, where {@code scratch-url} says, or beside the original, as its configured user. It has the schema, the extensions and the configuration of migrations of the
     * original, and nothing else; a file has no password. Blocks for some connect time-outs at most.
     *
     * @param engines among which the original's is
     * @throws DatabaseException if it cannot be made; most often the user may not create databases
     */
    public static ScratchDatabase like(DatabaseConfig original, List<Engine> engines) {
        Engine engine = engines.stream()
                .filter(candidate -> candidate.name().equals(original.engine()))
                .findFirst()
                .orElseThrow(() -> new DatabaseException(
                        ErrorCategory.REFUSED, original + ": its engine is not among those that are installed"));
        Path directory = engine.embedded() ? temporaryDirectory(original) : null;
        DatabaseManager.Builder builder = DatabaseManager.builder(sources(original))
                .database(ScratchOptions.of(original, engine, newName(), directory))
                .engines(engines);
        try {
            DatabaseConfig config = builder.load().databases().get(0);
            return open(config, engine, directory, builder);
        } catch (ConfigurationException | SetupFailedException failed) {
            delete(directory);
            throw cannot(original, failed);
        }
    }

    /** What was made before the opening failed is dropped again. */
    private static ScratchDatabase open(
            DatabaseConfig config, Engine engine, @Nullable Path directory, DatabaseManager.Builder builder) {
        try {
            ScratchDatabase made = new ScratchDatabase(config, engine, directory, builder.open());
            made.tellOfOthers();
            return made;
        } catch (SetupFailedException failed) {
            try {
                drop(config, engine);
            } catch (Exception asWell) {
                failed.addSuppressed(asWell);
            }
            throw failed;
        }
    }

    /**
     * Those of these databases that are scratch databases made more than a day ago, as their names say: most likely of processes that died. Each may be a whole copy of another one.
     *
     * @param names of the databases of one server
     */
    public static List<String> leftBehind(Collection<String> names) {
        return LeftScratch.among(names, Instant.now());
    }

    /** The directories of scratch databases in files that nothing was written to for a day. Reads the temporary directory of this machine. */
    public static List<Path> leftBehind() {
        return LeftScratch.directories(Instant.now());
    }

    /** What was left behind is told where the next one is made, as nobody else looks for it. */
    private void tellOfOthers() {
        if (directory != null) {
            leftBehind()
                    .forEach(left -> log.atWarn()
                            .setMessage("a scratch database was left behind, by a process that died: delete it")
                            .addKeyValue("directory", left)
                            .log());
            return;
        }
        try {
            if (engine instanceof JdbcEngine jdbc && jdbc.databaseNames().isPresent()) {
                List<String> left = leftBehind(sql().query(jdbc.databaseNames().get(), String.class));
                if (!left.isEmpty()) {
                    log.atWarn()
                            .setMessage("scratch databases were left behind, by processes that died: drop them")
                            .addKeyValue("server", config.printableUrl())
                            .addKeyValue("statements", LeftScratch.dropping(left))
                            .log();
                }
            }
        } catch (DatabaseException notToBeSeen) {
            log.atDebug()
                    .setMessage("whether scratch databases were left behind cannot be seen")
                    .addKeyValue("server", config.printableUrl())
                    .setCause(notToBeSeen)
                    .log();
        }
    }

    private static DatabaseException cannot(DatabaseConfig original, RuntimeException failed) {
        DatabaseException cause = failed instanceof SetupFailedException setup
                ? setup.causes().values().iterator().next()
                : null;
        return new DatabaseException(
                cause == null ? ErrorCategory.REFUSED : cause.category(),
                original.name() + ": a scratch database like " + original.printableUrl() + " could not be made: "
                        + (cause == null ? failed.getMessage() : cause.description()),
                original.name(),
                cause == null ? null : cause.host(),
                cause == null ? null : cause.sqlState(),
                cause == null ? 0 : cause.vendorCode(),
                "Let the user create databases, or name another server and user in scratch-url",
                cause == null ? failed : cause);
    }

    private static Path temporaryDirectory(DatabaseConfig original) {
        try {
            return Files.createTempDirectory(NAME_PREFIX);
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    original.name() + ": no temporary directory can be made for a scratch database", failed);
        }
    }

    private static String newName() {
        return NAME_PREFIX + TIME.format(Instant.now()) + "_" + Integer.toHexString(RANDOM.nextInt() >>> 8);
    }

    /** No file and no environment: all is said in the options. */
    private static ConfigSources sources(DatabaseConfig original) {
        ConfigSources sources = ConfigSources.in(Path.of(System.getProperty("java.io.tmpdir"), NAME_PREFIX + "none"))
                .withProfile(original.profile());
        return original.provider().equals(Provider.NONE) ? sources : sources.withProviders(original.provider());
    }

    /** What it is configured to be. {@code config().database()} is its name on the server, or its file. */
    public DatabaseConfig config() {
        return config;
    }

    /** The database. */
    public Database database() {
        return manager.database(config.name());
    }

    /** The database, for SQL. One that does not speak it is {@link ErrorCategory#REFUSED refused}. */
    public SqlDatabase sql() {
        return manager.sql(config.name());
    }

    /** Closes it, and drops it. That it cannot be dropped is logged, with what to do. Blocks for half a minute at most. Again has no effect. */
    @Override
    public void close() {
        if (manager.isClosed()) {
            return;
        }
        // Whoever is interrupted wants to end, and that is no reason to leave a database behind.
        boolean interrupted = Thread.interrupted();
        manager.close(Duration.ZERO);
        try {
            drop(config, engine);
        } catch (Exception failed) {
            interrupted |= failed instanceof InterruptedException;
            log.atWarn()
                    .setMessage("a scratch database could not be dropped; drop it yourself")
                    .addKeyValue("database", config.printableUrl())
                    .addKeyValue("error", failed.getMessage())
                    .log();
        }
        delete(directory);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void drop(DatabaseConfig config, Engine engine) throws Exception {
        if (engine instanceof ClientEngine client) {
            client.drop(config, DROP_TIMEOUT);
        } else if (engine instanceof PooledEngine pooled) {
            ConnectionFactory factory = pooled.connectionFactory(config);
            try {
                factory.drop(new Credentials(config.user(), config.password(), 0), DROP_TIMEOUT);
            } finally {
                factory.close();
            }
        }
    }

    private static void delete(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException failed) {
            log.atWarn()
                    .setMessage("the directory of a scratch database could not be deleted; delete it yourself")
                    .addKeyValue("directory", directory)
                    .addKeyValue("error", failed.toString())
                    .log();
        }
    }

    @Override
    public String toString() {
        return config.toString();
    }
}
