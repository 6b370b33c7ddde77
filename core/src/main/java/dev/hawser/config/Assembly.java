package dev.hawser.config;

import dev.hawser.Consistency;
import dev.hawser.HostSpec;
import dev.hawser.error.ConfigurationException;
import dev.hawser.spi.Capability;
import dev.hawser.spi.Engine;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes one checked {@link DatabaseConfig} of a draft. For one thread at a time. */
final class Assembly {

    private final Draft draft;
    private final boolean isDefault;
    private final Surroundings around;
    private final Problems problems;
    private final int problemsBefore;
    private final Merge merge;
    private final Settings<ConfigProperty> settings;

    Assembly(Draft draft, boolean isDefault, Surroundings around) {
        this.draft = draft;
        this.isDefault = isDefault;
        this.around = around;
        this.problems = around.problems();
        this.problemsBefore = problems.count();
        this.merge = new Merge(draft, around.engines(), around.placeholders(), problems);
        this.settings = new Settings<>(merge.run());
    }

    /** The configuration; null if it has problems, which are then reported. */
    @Nullable
    DatabaseConfig run() {
        Engine engine = engine();
        if (engine == null) {
            settings.check(draft.name(), problems);
            return null;
        }
        List<HostSpec> mentioned = Hosts.mentioned(settings, around.engines());
        Provider provider = provider(engine, mentioned);
        new Defaults(settings, engine, provider, around).fill(mentioned);
        settings.otherwise(ConfigProperty.DEFAULT, Boolean.toString(isDefault), "default");
        settings.otherwise(ConfigProperty.PROVIDER, provider.name(), "host name");
        settings.check(draft.name(), problems);
        if (!settings.has(ConfigProperty.DATABASE)) {
            problems.add(draft.name() + ": database is missing");
        }
        engine.missingDriver()
                .ifPresent(artifact -> problems.add(draft.name() + ": the driver of " + engine.name()
                        + " is missing; add " + artifact + " to the class path"));
        if (hasProblems()) {
            return null;
        }
        List<HostSpec> hosts = engine.embedded()
                ? List.of()
                : new Hosts(draft.name(), engine.name(), engine.defaults().get("port"), settings, around)
                        .all(merge.urlIsConnectionString());
        checkTogether(engine, hosts);
        checkMigrationsAndBackups(engine);
        if (hasProblems()) {
            return null;
        }
        DatabaseConfig config = config(engine, hosts, provider);
        engine.check(config).forEach(problem -> problems.add(draft.name() + ": " + problem));
        return config;
    }

    private boolean hasProblems() {
        return problems.count() > problemsBefore;
    }

    private @Nullable Engine engine() {
        Setting<ConfigProperty> type = settings.find(ConfigProperty.TYPE);
        Setting<ConfigProperty> url = settings.find(ConfigProperty.URL);
        if (type == null) {
            if (url == null && !Hosts.hasConnectionStrings(settings)) {
                problems.add(draft.name() + " (" + draft.origin()
                        + "): url is missing; set url, or type with host and database");
            }
            return null;
        }
        if (type.template()) {
            return null;
        }
        Engine engine = around.engines().find(String.valueOf(type.raw()));
        if (engine == null) {
            problems.addUnknownType(draft.name() + ": " + type.described() + ": unknown database type; installed: "
                    + around.engines().schemes());
            return null;
        }
        DatabaseUrl parsed = merge.url();
        if (url != null && parsed != null && !parsed.engine().equals(engine.name())) {
            problems.add(draft.name() + ": " + type.described() + " contradicts " + url.described()
                    + "; leave one of them out");
            return null;
        }
        return url != null && parsed == null ? null : engine;
    }

    private Provider provider(Engine engine, List<HostSpec> hosts) {
        Setting<ConfigProperty> given = settings.find(ConfigProperty.PROVIDER);
        if (given == null || given.template()) {
            int port = port(engine);
            return Providers.of(
                    hosts.stream()
                            .map(host -> host.port() == 0 ? new HostSpec(host.host(), port) : host)
                            .toList(),
                    around.providers());
        }
        String name = String.valueOf(given.raw());
        if (name.equals(Provider.NONE.name())) {
            return Provider.NONE;
        }
        return Providers.all(around.providers())
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseGet(() -> {
                    problems.addBadValue(
                            draft.name(),
                            given,
                            Providers.all(around.providers())
                                    .map(Provider::name)
                                    .collect(Collectors.joining(", ", "none, ", "")));
                    return Provider.NONE;
                });
    }

    /** Of hosts that have none of their own; 0 if it cannot be read, which is reported where it is checked. */
    private int port(Engine engine) {
        Setting<ConfigProperty> given = settings.find(ConfigProperty.PORT);
        String port = given == null ? engine.defaults().get(ConfigProperty.PORT.key()) : String.valueOf(given.raw());
        return port != null && port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
    }

    private void checkTogether(Engine engine, List<HostSpec> hosts) {
        if (settings.flag(ConfigProperty.READONLY) && settings.flag(ConfigProperty.CREATE_DB)) {
            problems.add(draft.name() + ": " + described(ConfigProperty.READONLY) + " and "
                    + described(ConfigProperty.CREATE_DB)
                    + ": a read-only database is not created; set one of them to false");
        }
        Duration recycle = settings.duration(ConfigProperty.POOL_RECYCLE);
        if (!recycle.isZero()
                && recycle.multipliedBy(3)
                                .compareTo(settings.duration(ConfigProperty.POOL_VALIDATION_TIMEOUT)
                                        .multipliedBy(4))
                        <= 0) { // it is recycled up to a quarter sooner
            problems.add(draft.name() + ": " + described(ConfigProperty.POOL_RECYCLE) + " and "
                    + described(ConfigProperty.POOL_VALIDATION_TIMEOUT)
                    + ": a connection would be too old before its test is over; raise the first or lower the second");
        }
        if (engine.embedded() && settings.has(ConfigProperty.HOST)) {
            refuse(engine, ConfigProperty.HOST, "is a file or memory of this process and has no host");
        }
        if (engine.embedded() && settings.has(ConfigProperty.REPLICAS)) {
            refuse(engine, ConfigProperty.REPLICAS, "is a file or memory of this process and has no replicas");
        }
        if (hosts.size() > 1) {
            needs(engine, Capability.REPLICATION, more(), "takes one host only");
        }
        if (settings.flag(ConfigProperty.READONLY)) {
            needs(
                    engine,
                    Capability.READONLY,
                    ConfigProperty.READONLY,
                    "cannot refuse writes; use a user without the right to write");
        }
        if (settings.flag(ConfigProperty.CREATE_DB)) {
            needs(engine, Capability.CREATE_DATABASE, ConfigProperty.CREATE_DB, "cannot create databases");
        }
        if (!settings.texts(ConfigProperty.EXTENSIONS).isEmpty()) {
            needs(engine, Capability.EXTENSIONS, ConfigProperty.EXTENSIONS, "has no extensions");
        }
        if (settings.required(ConfigProperty.SSL_MODE, SslMode.class).compareTo(SslMode.PREFER) > 0) {
            needs(engine, Capability.SSL, ConfigProperty.SSL_MODE, "has no encrypted connections");
        }
        Certainty certainty = settings.optional(ConfigProperty.CERTAINTY, Certainty.class);
        if (certainty == Certainty.XID) {
            needs(
                    engine,
                    Capability.OUTCOME_BY_ID,
                    ConfigProperty.CERTAINTY,
                    "does not remember transactions by an id");
        }
        if (certainty == Certainty.MARKER) {
            needs(engine, Capability.OUTCOME_BY_MARKER, ConfigProperty.CERTAINTY, "writes no markers");
        }
        if (settings.has(ConfigProperty.SCHEMA)) {
            needs(engine, Capability.SCHEMAS, ConfigProperty.SCHEMA, "has no schemas within a database");
        }
    }

    private void checkMigrationsAndBackups(Engine engine) {
        if (settings.flag(ConfigProperty.READONLY)
                && settings.required(ConfigProperty.MIGRATIONS_ON_START, MigrationsOnStart.class)
                        == MigrationsOnStart.UP) {
            problems.add(draft.name() + ": " + described(ConfigProperty.READONLY) + " and "
                    + described(ConfigProperty.MIGRATIONS_ON_START)
                    + ": a read-only database is not migrated; set the second to validate or off");
        }
        if (!settings.has(ConfigProperty.BACKUPS_TO)) {
            needsBackups(ConfigProperty.BACKUPS_SCHEDULE, settings.has(ConfigProperty.BACKUPS_SCHEDULE));
            needsBackups(
                    ConfigProperty.BACKUPS_MAX_AGE,
                    !settings.duration(ConfigProperty.BACKUPS_MAX_AGE).isZero());
            needsBackups(
                    ConfigProperty.MIGRATIONS_BACKUP,
                    settings.required(ConfigProperty.MIGRATIONS_BACKUP, MigrationBackup.class) != MigrationBackup.OFF);
        }
        Setting<ConfigProperty> scratch = settings.find(ConfigProperty.SCRATCH_URL);
        if (scratch != null) {
            checkScratch(engine, scratch);
        }
    }

    private void needsBackups(ConfigProperty property, boolean given) {
        if (given) {
            problems.add(draft.name() + ": " + described(property)
                    + ": there are no backups without backups.to, the directory that they are kept in; set it");
        }
    }

    private void checkScratch(Engine engine, Setting<ConfigProperty> scratch) {
        try {
            String other = UrlParser.parse(String.valueOf(scratch.raw()), around.engines())
                    .engine();
            if (!other.equals(engine.name())) {
                problems.add(draft.name() + ": " + scratch.described() + ": a scratch database is of the same engine, "
                        + engine.name() + ", and not of " + other);
            }
        } catch (ConfigurationException malformed) {
            problems.addAll(malformed, draft.name() + ": " + scratch.described());
        }
    }

    /** The property that brought more than one host. */
    private ConfigProperty more() {
        if (settings.has(ConfigProperty.REPLICAS)) {
            return ConfigProperty.REPLICAS;
        }
        return settings.has(ConfigProperty.CONNECTION_STRINGS)
                ? ConfigProperty.CONNECTION_STRINGS
                : ConfigProperty.HOST;
    }

    private void needs(Engine engine, Capability capability, ConfigProperty property, String reason) {
        if (!engine.capabilities().contains(capability)) {
            refuse(engine, property, reason);
        }
    }

    private void refuse(Engine engine, ConfigProperty property, String reason) {
        problems.add(draft.name() + ": " + described(property) + ": " + engine.name() + " " + reason);
    }

    private String described(ConfigProperty property) {
        return Objects.requireNonNull(settings.find(property)).described();
    }

    private DatabaseConfig config(Engine engine, List<HostSpec> hosts, Provider provider) {
        return new DatabaseConfig(
                draft.name(),
                engine.name(),
                hosts,
                settings.required(ConfigProperty.DATABASE, String.class),
                settings.text(ConfigProperty.USER),
                settings.optional(ConfigProperty.PASSWORD, Secret.class),
                settings.text(ConfigProperty.SCHEMA),
                settings.flag(ConfigProperty.READONLY),
                settings.flag(ConfigProperty.CREATE_DB),
                settings.flag(ConfigProperty.CRITICAL),
                isDefault,
                settings.texts(ConfigProperty.EXTENSIONS),
                settings.required(ConfigProperty.APPLICATION_NAME, String.class),
                settings.duration(ConfigProperty.CONNECT_TIMEOUT),
                settings.duration(ConfigProperty.STATEMENT_TIMEOUT),
                settings.duration(ConfigProperty.IDLE_TRANSACTION_TIMEOUT),
                new ReadConfig(
                        settings.required(ConfigProperty.CONSISTENCY, Consistency.class),
                        settings.required(ConfigProperty.READS, ReadHosts.class),
                        settings.required(ConfigProperty.ROUTING, Routing.class),
                        settings.duration(ConfigProperty.READ_WAIT)),
                certainty(engine, hosts),
                pool(),
                retry(),
                new HealthConfig(
                        settings.duration(ConfigProperty.HEALTH_INTERVAL),
                        settings.duration(ConfigProperty.HEALTH_TIMEOUT)),
                new LogConfig(settings.flag(ConfigProperty.LOG_ECHO), settings.duration(ConfigProperty.LOG_SLOW_QUERY)),
                new SslConfig(
                        settings.required(ConfigProperty.SSL_MODE, SslMode.class),
                        settings.path(ConfigProperty.SSL_ROOT_CERT)),
                new TcpConfig(
                        settings.duration(ConfigProperty.TCP_KEEPALIVE_IDLE),
                        settings.duration(ConfigProperty.TCP_KEEPALIVE_INTERVAL),
                        settings.integer(ConfigProperty.TCP_KEEPALIVE_COUNT)),
                migrations(),
                backups(),
                scratchUrl(),
                settings.map(ConfigProperty.PROPERTIES),
                provider,
                around.profile(),
                settings.values());
    }

    /** What is not said: the way that holds with these hosts, as far as the engine knows one. */
    private Certainty certainty(Engine engine, List<HostSpec> hosts) {
        Certainty given = settings.optional(ConfigProperty.CERTAINTY, Certainty.class);
        if (given != null) {
            return given;
        }
        if (settings.flag(ConfigProperty.READONLY)) {
            return Certainty.OFF;
        }
        if (engine.capabilities().contains(Capability.OUTCOME_BY_MARKER) && hosts.size() > 1) {
            return Certainty.MARKER;
        }
        return engine.capabilities().contains(Capability.OUTCOME_BY_ID) ? Certainty.XID : Certainty.OFF;
    }

    private PoolConfig pool() {
        return PoolConfig.builder()
                .size(settings.integer(ConfigProperty.POOL_SIZE))
                .maxOverflow(settings.integer(ConfigProperty.POOL_MAX_OVERFLOW))
                .timeout(settings.duration(ConfigProperty.POOL_TIMEOUT))
                .maxWaiters(settings.integer(ConfigProperty.POOL_MAX_WAITERS))
                .shed(settings.flag(ConfigProperty.POOL_SHED))
                .recycle(settings.duration(ConfigProperty.POOL_RECYCLE))
                .prePing(settings.flag(ConfigProperty.POOL_PRE_PING))
                .validationTimeout(settings.duration(ConfigProperty.POOL_VALIDATION_TIMEOUT))
                .keepalive(settings.duration(ConfigProperty.POOL_KEEPALIVE))
                .maxConnecting(settings.integer(ConfigProperty.POOL_MAX_CONNECTING))
                .connectRate(settings.number(ConfigProperty.POOL_CONNECT_RATE))
                .leakThreshold(settings.duration(ConfigProperty.POOL_LEAK_THRESHOLD))
                .build();
    }

    private RetryConfig retry() {
        return new RetryConfig(
                settings.integer(ConfigProperty.RETRY_MAX_RETRIES),
                settings.duration(ConfigProperty.RETRY_FIRST_DELAY),
                settings.duration(ConfigProperty.RETRY_MAX_DELAY),
                settings.number(ConfigProperty.RETRY_JITTER),
                settings.duration(ConfigProperty.RETRY_CONFLICT_DELAY));
    }

    private MigrationsConfig migrations() {
        return new MigrationsConfig(
                settings.texts(ConfigProperty.MIGRATIONS_LOCATIONS),
                settings.required(ConfigProperty.MIGRATIONS_ON_START, MigrationsOnStart.class),
                settings.required(ConfigProperty.MIGRATIONS_TABLE, String.class),
                settings.flag(ConfigProperty.MIGRATIONS_OUT_OF_ORDER),
                settings.duration(ConfigProperty.MIGRATIONS_LOCK_TIMEOUT),
                settings.map(ConfigProperty.MIGRATIONS_PLACEHOLDERS),
                settings.required(ConfigProperty.MIGRATIONS_BACKUP, MigrationBackup.class),
                settings.duration(ConfigProperty.MIGRATIONS_BACKUP_MAX_AGE));
    }

    private BackupsConfig backups() {
        return new BackupsConfig(
                settings.path(ConfigProperty.BACKUPS_TO),
                settings.path(ConfigProperty.BACKUPS_SERVER_DIRECTORY),
                settings.optional(ConfigProperty.BACKUPS_KEY, Secret.class),
                settings.required(ConfigProperty.BACKUPS_COMPRESSION, BackupCompression.class),
                settings.integer(ConfigProperty.BACKUPS_JOBS),
                new BackupsConfig.Retention(
                        settings.integer(ConfigProperty.BACKUPS_KEEP_LAST),
                        settings.integer(ConfigProperty.BACKUPS_KEEP_DAILY),
                        settings.integer(ConfigProperty.BACKUPS_KEEP_WEEKLY),
                        settings.integer(ConfigProperty.BACKUPS_KEEP_MONTHLY)),
                settings.optional(ConfigProperty.BACKUPS_SCHEDULE, BackupSchedule.class),
                settings.flag(ConfigProperty.BACKUPS_VERIFY),
                settings.duration(ConfigProperty.BACKUPS_MAX_AGE));
    }

    private @Nullable Secret scratchUrl() {
        String url = settings.text(ConfigProperty.SCRATCH_URL);
        return url == null ? null : Secret.of(url);
    }
}
