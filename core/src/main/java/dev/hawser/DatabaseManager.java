package dev.hawser;

import dev.hawser.config.ConfigLoader;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.ManagerConfig;
import dev.hawser.config.Profile;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.NoSuchDatabaseException;
import dev.hawser.event.DatabaseListener;
import dev.hawser.event.Subscription;
import dev.hawser.internal.EngineRegistry;
import dev.hawser.internal.Events;
import dev.hawser.internal.Examiner;
import dev.hawser.internal.Registry;
import dev.hawser.internal.Services;
import dev.hawser.internal.Supplied;
import dev.hawser.internal.Threads;
import dev.hawser.spi.BackupService;
import dev.hawser.spi.ConnectLimiter;
import dev.hawser.spi.CredentialsProvider;
import dev.hawser.spi.Engine;
import dev.hawser.spi.MigrationService;
import dev.hawser.spi.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application's databases, by name: the entry point. Thread-safe. Close it at the end.
 *
 * <p>{@link #open()} sets every database up in parallel. One that fails does not stop the others: asking for it throws its cause, and it is healed in the
 * background. After {@link #close()} every call fails with {@link IllegalStateException}.
 */
public final class DatabaseManager implements AutoCloseable {

    /** How long {@link #close()} waits for running work. */
    public static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger("dev.hawser");

    private final ManagerConfig config;
    private final Registry registry;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DatabaseManager(
            ManagerConfig config,
            List<Engine> engines,
            List<DatabaseListener> listeners,
            Ticker ticker,
            Supplied supplied,
            boolean inBackground) {
        this.config = config;
        Threads threads = new Threads(ticker);
        this.registry = new Registry(config, engines, new Events(listeners), threads, supplied);
        if (inBackground) {
            registry.setUpInBackground();
            return;
        }
        try {
            registry.setUp();
        } catch (RuntimeException failed) {
            registry.close(Deadline.in(Duration.ZERO));
            throw failed;
        }
    }

    /**
     * Opens what {@code hawser.yaml} in the working directory and the environment say; with neither, a SQLite file {@code hawser.db}. Blocks until each
     * database is set up or has failed: about two connect time-outs at most, and for as long as migrations take where {@code migrations.on-start} asks for them.
     *
     * @throws dev.hawser.error.ConfigurationException if the configuration is wrong, with every problem
     * @throws dev.hawser.error.SetupFailedException if no database could be set up
     */
    public static DatabaseManager open() {
        return builder().open();
    }

    /** As {@link #open()}, with this file. */
    public static DatabaseManager open(Path file) {
        return builder().file(file).open();
    }

    /** A manager that is put together step by step. */
    public static Builder builder() {
        return new Builder(ConfigSources.system());
    }

    /** A manager that reads its configuration from {@code sources} alone. */
    public static Builder builder(ConfigSources sources) {
        return new Builder(sources);
    }

    /** A manager of one database, {@code default}, from the old keys {@code server_type, server, database, user, password, port, schema, connection_string}. */
    public static DatabaseManager fromLegacyProperties(Map<String, ?> properties) {
        return builder().database(LegacyProperties.toOptions(properties)).open();
    }

    /** The manager of this process, opened as by {@link #open()} at the first call. */
    public static DatabaseManager shared() {
        return SharedManager.get();
    }

    /**
     * The manager of this process, opened by {@code builder} at the first call. If it is open already with another configuration, that is an
     * {@link IllegalStateException} that says so.
     */
    public static DatabaseManager shared(Builder builder) {
        return SharedManager.get(builder);
    }

    /** Closes the manager of this process, if there is one. The next {@link #shared()} opens a new one. */
    public static void closeShared() {
        SharedManager.close();
    }

    /** What it was configured with. */
    public ManagerConfig config() {
        return config;
    }

    /** The names of the configured databases, in the order of the configuration. */
    public List<String> names() {
        refuseIfClosed();
        return registry.names();
    }

    /** The database marked as default, or named {@code default}, or the only one. */
    public Database database() {
        return database(defaultName());
    }

    /**
     * A database.
     *
     * @throws NoSuchDatabaseException if no database has this name
     * @throws DatabaseException the reason why it could not be set up, while that lasts
     */
    public Database database(String name) {
        Registry.Entry entry = entry(name);
        DatabaseException error = entry.setupError();
        if (error != null) {
            throw error;
        }
        return entry.database();
    }

    /** As {@link #database()}, for SQL. */
    public SqlDatabase sql() {
        return sql(defaultName());
    }

    /** As {@link #database(String)}, for SQL. A database that does not speak it is {@link dev.hawser.error.ErrorCategory#REFUSED refused}. */
    public SqlDatabase sql(String name) {
        return as(SqlDatabase.class, "speaks no SQL; in Java, call document(\"" + name + "\")", database(name));
    }

    /** As {@link #database()}, for documents. */
    public DocumentDatabase document() {
        return document(defaultName());
    }

    /** As {@link #database(String)}, for documents. A database that speaks SQL is {@link dev.hawser.error.ErrorCategory#REFUSED refused}. */
    public DocumentDatabase document(String name) {
        return as(DocumentDatabase.class, "holds no documents; in Java, call sql(\"" + name + "\")", database(name));
    }

    /** As {@link #document(String)}, with the typed door of its engine, such as {@code MongodbDatabase}. */
    public <T extends DocumentDatabase> T document(String name, Class<T> type) {
        return as(type, "is no " + type.getSimpleName() + "; in Java, call document(\"" + name + "\")", document(name));
    }

    private static <T extends Database> T as(Class<T> type, String otherwise, Database database) {
        if (type.isInstance(database)) {
            return type.cast(database);
        }
        throw new DatabaseException(
                ErrorCategory.REFUSED, database.name() + ": a database of " + database.engine() + " " + otherwise);
    }

    private String defaultName() {
        refuseIfClosed();
        return config.defaultDatabase()
                .map(DatabaseConfig::name)
                .orElseThrow(() -> new NoSuchDatabaseException("no database is the default one; name one of "
                        + registry.names() + ", or mark one with default: true"));
    }

    private Registry.Entry entry(String name) {
        refuseIfClosed();
        Registry.Entry entry = registry.find(name);
        if (entry == null) {
            throw new NoSuchDatabaseException(
                    "no database is named \"" + name + "\"; configured are " + registry.names());
        }
        return entry;
    }

    /** The databases that could not be set up so far, and why. A copy. */
    public Map<String, DatabaseException> setupErrors() {
        refuseIfClosed();
        return registry.setupErrors();
    }

    /** The health of each database, those that could not be set up included. Blocks for at most the health deadline of each. */
    public Map<String, Health> health() {
        Map<String, Health> all = new LinkedHashMap<>();
        for (String name : names()) {
            all.put(name, health(name));
        }
        return all;
    }

    /** The health of one database, also of one that could not be set up. */
    public Health health(String name) {
        return entry(name).database().health();
    }

    /** The health of one database, asked anew. */
    public Health health(String name, boolean force) {
        return entry(name).database().health(force);
    }

    /** What one database is configured to be, also one that could not be set up. Does not block. */
    public DatabaseInfo info(String name) {
        return entry(name).database().info();
    }

    /**
     * A database to look at, whether it could be set up or not: its health, hosts and counters. What needs a connection fails while it is not set up.
     *
     * @throws NoSuchDatabaseException if no database has this name
     */
    public Database configured(String name) {
        return entry(name).database();
    }

    /** Tells {@code listener} what happens from now on, until the subscription is closed. */
    public Subscription listen(DatabaseListener listener) {
        refuseIfClosed();
        return registry.listen(listener);
    }

    /** How setting up went so far. */
    public SetupReport stats() {
        refuseIfClosed();
        List<String> failed = List.copyOf(registry.setupErrors().keySet());
        List<String> available = new ArrayList<>(registry.names());
        available.removeAll(failed);
        return new SetupReport(registry.names().size(), available.size(), failed.size(), available, failed);
    }

    /** As {@link Database#reconnect()}, for one database. */
    public Health reconnect(String name) {
        return entry(name).database().reconnect();
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed.get();
    }

    /** As {@link #close(Duration)} with {@link #DRAIN_TIMEOUT}. What had to be cut is logged. */
    @Override
    public void close() {
        List<String> cut = close(DRAIN_TIMEOUT);
        if (!cut.isEmpty()) {
            log.atWarn()
                    .setMessage("units of work were cut while closing")
                    .addKeyValue("holders", cut)
                    .log();
        }
    }

    /**
     * Refuses new work, waits for what runs until {@code drain} is over, then cancels it, and cuts what does not end within another second. Returns who was
     * cut. Closing again has no effect.
     */
    public List<String> close(Duration drain) {
        return closed.compareAndSet(false, true) ? registry.close(Deadline.in(drain)) : List.of();
    }

    private void refuseIfClosed() {
        if (closed.get()) {
            throw new IllegalStateException("this DatabaseManager was closed; open a new one");
        }
    }

    /** Puts a manager together. For one thread. */
    public static final class Builder {

        private ConfigSources sources;
        private final List<DatabaseOptions> databases = new ArrayList<>();
        private final List<DatabaseListener> listeners = new ArrayList<>();
        private List<Engine> engines = List.of();
        private final Map<String, CredentialsProvider> credentials = new HashMap<>();
        private @Nullable ConnectLimiter connectLimiter;
        private @Nullable MigrationService migrations;
        private @Nullable BackupService backups;
        private boolean migratesAtStart = true;
        private @Nullable String only;
        private Ticker ticker = Ticker.SYSTEM;
        private boolean inBackground;

        private Builder(ConfigSources sources) {
            this.sources = sources;
            this.databases.addAll(sources.databases());
        }

        /** Reads this file instead of looking for one. */
        public Builder file(Path file) {
            sources = sources.withFile(file);
            return this;
        }

        /** Sets the profile, unless the environment sets another. */
        public Builder profile(Profile profile) {
            sources = sources.withProfile(profile);
            return this;
        }

        /** Adds a database, or options for one that a file configures too. */
        public Builder database(DatabaseOptions options) {
            databases.add(options);
            return this;
        }

        /** Opens this database alone, whatever else is configured. All of the configuration is checked all the same. */
        public Builder only(String name) {
            only = name;
            return this;
        }

        /** Is told what happens. */
        public Builder listener(DatabaseListener listener) {
            listeners.add(listener);
            return this;
        }

        /**
         * Asks {@code provider} for the credentials of this database before each connect, instead of using the configured user and password; a user that it
         * leaves out is still the configured one. Connections that were opened with older versions are retired when they are given back.
         */
        public Builder credentials(String database, CredentialsProvider provider) {
            credentials.put(database, provider);
            return this;
        }

        /** Asks {@code limiter} before pools open connections, whatever the database and the host, instead of going by {@code pool.connect-rate}. */
        public Builder connectLimiter(ConnectLimiter limiter) {
            connectLimiter = limiter;
            return this;
        }

        /**
         * Has {@link #open()} return at once, whatever the databases do: each is set up in the background and healed if that fails, be it all of them. Until it is set up,
         * asking for it throws why it is not. For what has to be there also while no database is, such as a server that shows how they are.
         */
        public Builder inBackground() {
            inBackground = true;
            return this;
        }

        /** Uses these engines instead of those that are installed. */
        public Builder engines(List<Engine> engines) {
            this.engines = List.copyOf(engines);
            return this;
        }

        /** Has databases migrated by this, instead of by what is installed. */
        public Builder migrations(MigrationService service) {
            migrations = service;
            return this;
        }

        /** Has backups taken by this, instead of by what is installed. */
        public Builder backups(BackupService service) {
            backups = service;
            return this;
        }

        /** Leaves {@code migrations.on-start} aside: for tools that look at a database as it is. */
        public Builder withoutMigrationsAtStart() {
            migratesAtStart = false;
            return this;
        }

        /** Sees time through {@code ticker}. For tests. */
        public Builder ticker(Ticker ticker) {
            this.ticker = ticker;
            return this;
        }

        /**
         * Reads and checks the configuration without opening anything.
         *
         * @throws dev.hawser.error.ConfigurationException if it is wrong, with every problem
         */
        public ManagerConfig load() {
            return new ConfigLoader(sources.withDatabases(databases.toArray(new DatabaseOptions[0])), installed())
                    .load();
        }

        /**
         * Opens it. See {@link DatabaseManager#open()}.
         *
         * @throws NoSuchDatabaseException if no database has the name that was given to {@link #only} or to {@link #credentials}
         */
        public DatabaseManager open() {
            ManagerConfig config = load();
            credentials.keySet().forEach(name -> requireConfigured(config, name));
            return new DatabaseManager(
                    only == null ? config : only(config, only),
                    installed(),
                    listeners,
                    ticker,
                    supplied(),
                    inBackground);
        }

        /**
         * Goes the way to a database step by step, without opening it for use: name, network, TLS, login, permissions, roles and limits of each host, or the file. Creates
         * and changes nothing. Blocks for about four connect time-outs a host at most.
         *
         * @throws dev.hawser.error.ConfigurationException if the configuration is wrong, with every problem
         * @throws NoSuchDatabaseException if no database has this name
         */
        public Examination examine(String name) {
            DatabaseConfig config = requireConfigured(load(), name);
            Engine engine = installed().stream()
                    .filter(candidate -> candidate.name().equals(config.engine()))
                    .findFirst()
                    .orElseThrow();
            return new Examiner(config, engine, supplied()).examine();
        }

        private Supplied supplied() {
            return new Supplied(credentials, connectLimiter, new Services(migrations, backups, migratesAtStart));
        }

        private static ManagerConfig only(ManagerConfig config, String name) {
            return new ManagerConfig(
                    config.profile(),
                    List.of(requireConfigured(config, name)),
                    config.server(),
                    config.alerts(),
                    config.source());
        }

        private static DatabaseConfig requireConfigured(ManagerConfig config, String name) {
            return config.databases().stream()
                    .filter(database -> database.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchDatabaseException("no database is named \"" + name
                            + "\"; configured are "
                            + config.databases().stream()
                                    .map(DatabaseConfig::name)
                                    .toList()));
        }

        private List<Engine> installed() {
            if (engines.isEmpty()) {
                engines = EngineRegistry.installed();
            }
            return engines;
        }
    }
}
