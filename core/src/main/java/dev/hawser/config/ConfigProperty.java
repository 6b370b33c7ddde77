package dev.hawser.config;

import static dev.hawser.config.PropertyDefinition.choice;
import static dev.hawser.config.PropertyDefinition.duration;
import static dev.hawser.config.PropertyDefinition.integer;
import static dev.hawser.config.PropertyDefinition.property;

import java.util.Optional;

/** The table of what can be configured for a database. */
public enum ConfigProperty implements Property {
    /** {@code url}. */
    URL(property("url", PropertyType.URL)
            .aliases("connection-string", "database-url")
            .variables("DATABASE_URL", "DB_CONNECTION_STRING")
            .describedAs("Where the database is. Other keys of the same source override its parts.")),
    /** {@code type}. */
    TYPE(property("type", PropertyType.TEXT)
            .aliases("db-type", "server-type", "database-type")
            .variables("DB_TYPE")
            .defaultNote("from the URL")
            .describedAs("The engine, by its name or one of its URL schemes.")),
    /** {@code host}. */
    HOST(property("host", PropertyType.HOSTS)
            .aliases("server", "hostname")
            .variables("DB_HOST")
            .defaultNote("localhost; none for an embedded database")
            .describedAs("The server, or several: db1,db2:5433. The first is the expected primary.")),
    /** {@code port}. */
    PORT(integer("port", 1, 65_535)
            .variables("DB_PORT")
            .defaultNote("by engine")
            .describedAs("The port of every host that does not say its own.")),
    /** {@code user}. */
    USER(property("user", PropertyType.TEXT)
            .aliases("username", "db-user")
            .variables("DB_USER")
            .defaultNote("by engine")
            .describedAs("The user to connect as.")),
    /** {@code password}. */
    PASSWORD(property("password", PropertyType.SECRET)
            .aliases("db-password")
            .variables("DB_PASSWORD")
            .defaultNote("none")
            .describedAs("The password. It is never printed.")),
    /** {@code database}. */
    DATABASE(property("database", PropertyType.TEXT)
            .aliases("db-name", "database-name")
            .variables("DB_NAME")
            .defaultNote("by engine")
            .describedAs("The database on the server, or the file of an embedded one.")),
    /** {@code schema}. */
    SCHEMA(property("schema", PropertyType.TEXT)
            .matching("[a-z][a-z0-9_]*")
            .aliases("isolation-schema", "db-schema")
            .variables("DB_SCHEMA")
            .defaultNote("the server's")
            .describedAs("The schema that unqualified names mean.")),
    /** {@code replicas}. */
    REPLICAS(
            property("replicas", PropertyType.URLS)
                    .aliases("read-replica-urls", "read-replicas")
                    .variables("DB_READ_REPLICA_URLS")
                    .defaultNote("none")
                    .describedAs(
                            "More hosts of the same database, as URLs or host:port; user, password and database are inherited.")),
    /** {@code connection-strings}. */
    CONNECTION_STRINGS(property("connection-strings", PropertyType.URLS)
            .defaultNote("none")
            .describedAs("Every host of the database as a URL; the first is the expected primary.")),
    /** {@code readonly}. */
    READONLY(property("readonly", PropertyType.BOOLEAN)
            .otherwise("false")
            .describedAs("Whether writes are refused. Not together with create-db.")),
    /** {@code create-db}. */
    CREATE_DB(property("create-db", PropertyType.BOOLEAN)
            .aliases("create-database")
            .otherwise("false")
            .describedAs("Whether the database is created if it does not exist.")),
    /** {@code critical}. */
    CRITICAL(property("critical", PropertyType.BOOLEAN)
            .otherwise("true")
            .describedAs("Whether readiness depends on this database.")),
    /** {@code default}. */
    DEFAULT(property("default", PropertyType.BOOLEAN)
            .defaultNote("true for the one named default, or the only one")
            .describedAs("Whether this is the database that process-wide variables configure.")),
    /** {@code provider}. */
    PROVIDER(property("provider", PropertyType.TEXT)
            .defaultNote("found by host name")
            .describedAs("The preset to use, by name; none for no preset.")),
    /** {@code extensions}. */
    EXTENSIONS(property("extensions", PropertyType.LIST)
            .matching("[a-z][a-z0-9_-]*")
            .defaultNote("none")
            .describedAs("Extensions to create at set-up (PostgreSQL).")),
    /** {@code application-name}. */
    APPLICATION_NAME(property("application-name", PropertyType.TEXT)
            .variables("DB_APPLICATION_NAME")
            .otherwise("hawser")
            .describedAs("What the server shows as the client of a connection.")),
    /** {@code connect-timeout}. */
    CONNECT_TIMEOUT(duration("connect-timeout", "s", "1ms", "1h")
            .variables("DB_CONNECT_TIMEOUT")
            .otherwise("10s")
            .describedAs("How long opening one connection may take.")),
    /** {@code statement-timeout}. */
    STATEMENT_TIMEOUT(duration("statement-timeout", "ms", "0s", "24d")
            .variables("PG_STATEMENT_TIMEOUT")
            .otherwise("30s")
            .describedAs("How long one statement may take; 0 for no limit.")),
    /** {@code idle-transaction-timeout}. */
    IDLE_TRANSACTION_TIMEOUT(duration("idle-transaction-timeout", "ms", "0s", "24d")
            .aliases("idle-tx-timeout", "idle-in-transaction-session-timeout")
            .variables("PG_IDLE_TX_TIMEOUT")
            .otherwise("60s")
            .describedAs("How long an open transaction may do nothing; 0 for no limit.")),
    /** {@code consistency}. */
    CONSISTENCY(property("consistency", PropertyType.CONSISTENCY)
            .otherwise("strong")
            .describedAs("How fresh reads are when nothing else is said.")),
    /** {@code reads}. */
    READS(property("reads", PropertyType.READ_HOSTS)
            .otherwise("all")
            .describedAs("Which hosts serve reads that may be behind.")),
    /** {@code routing}. */
    ROUTING(property("routing", PropertyType.ROUTING)
            .otherwise("round-robin")
            .describedAs("Which of the hosts that may serve a read does.")),
    /** {@code read-wait}. */
    READ_WAIT(
            duration("read-wait", "ms", "0s", "1h")
                    .otherwise("50ms")
                    .describedAs(
                            "How long a read that must see a position waits for a replica that has it, before the primary serves it.")),
    /** {@code certainty}. */
    CERTAINTY(
            property("certainty", PropertyType.CERTAINTY)
                    .defaultNote(
                            "marker when there are several hosts or others follow the server, else xid; off where the engine knows neither")
                    .describedAs(
                            "How the outcome of a commit is found out whose answer was lost: by the transaction's id, by a marker row, or not at all.")),
    /** {@code pool.size}. */
    POOL_SIZE(integer("pool.size", 1, 10_000)
            .variables("DB_POOL_SIZE")
            .otherwise("10")
            .defaultNote("by engine; 5 in development")
            .describedAs("Connections that are kept for each host.")),
    /** {@code pool.max-overflow}. */
    POOL_MAX_OVERFLOW(integer("pool.max-overflow", 0, 10_000)
            .aliases("max-overflow")
            .variables("DB_MAX_OVERFLOW")
            .otherwise("10")
            .defaultNote("10; 0 for embedded engines")
            .describedAs("Connections that may exist above pool.size under pressure.")),
    /** {@code pool.timeout}. */
    POOL_TIMEOUT(duration("pool.timeout", "s", "1ms", "1h")
            .variables("DB_POOL_TIMEOUT")
            .otherwise("30s")
            .describedAs("How long a caller waits for a connection from the pool.")),
    /** {@code pool.recycle}. */
    POOL_RECYCLE(duration("pool.recycle", "s", "0s", "24d")
            .variables("DB_POOL_RECYCLE")
            .otherwise("1h")
            .defaultNote("1h; 3m for Neon and external poolers")
            .describedAs("The age at which a connection is retired, up to 25 % sooner at random; 0 for never.")),
    /** {@code pool.pre-ping}. */
    POOL_PRE_PING(property("pool.pre-ping", PropertyType.BOOLEAN)
            .variables("DB_POOL_PRE_PING")
            .otherwise("true")
            .describedAs("Whether a connection that was idle for more than 500 ms is tested before it is lent.")),
    /** {@code pool.validation-timeout}. */
    POOL_VALIDATION_TIMEOUT(
            duration("pool.validation-timeout", "s", "1ms", "1m")
                    .otherwise("1s")
                    .describedAs(
                            "How long a connection may take to give a sign of life. One that does not ends the trust in all that are as old.")),
    /** {@code pool.keepalive}. */
    POOL_KEEPALIVE(
            duration("pool.keepalive", "s", "0s", "24d")
                    .otherwise("2m")
                    .defaultNote("2m; off for Neon")
                    .describedAs(
                            "How long a connection may be idle before it is asked for a sign of life, up to 20 % sooner at random; off for quiet mode: an idle database hears nothing and loses its connections after a minute, so that it can scale to zero.")),
    /** {@code pool.max-waiters}. */
    POOL_MAX_WAITERS(integer("pool.max-waiters", 0, 1_000_000)
            .otherwise("10000")
            .describedAs("Callers that may wait for a connection at a time; the next is refused at once.")),
    /** {@code pool.shed}. */
    POOL_SHED(property("pool.shed", PropertyType.BOOLEAN)
            .otherwise("false")
            .describedAs("Whether a caller is refused at once when its turn is not expected to come in time.")),
    /** {@code pool.max-connecting}. */
    POOL_MAX_CONNECTING(integer("pool.max-connecting", 1, 1_000)
            .otherwise("4")
            .describedAs("Connections to one host that may be opened at the same time.")),
    /** {@code pool.connect-rate}. */
    POOL_CONNECT_RATE(property("pool.connect-rate", PropertyType.NUMBER)
            .between("0", "10000")
            .otherwise("0")
            .describedAs("Connections to one host that may be opened in a second; 0 for any number.")),
    /** {@code pool.leak-threshold}. */
    POOL_LEAK_THRESHOLD(
            duration("pool.leak-threshold", "s", "0s", "24d")
                    .otherwise("0s")
                    .describedAs(
                            "How long a connection may be held before that is reported as a leak, with the stacks of its acquisition and of now; 0 for never.")),
    /** {@code retry.max-retries}. */
    RETRY_MAX_RETRIES(integer("retry.max-retries", 0, 100)
            .aliases("max-retries")
            .otherwise("3")
            .describedAs("Attempts after the first; 0 for none.")),
    /** {@code retry.first-delay}. */
    RETRY_FIRST_DELAY(duration("retry.first-delay", "s", "0s", "1h")
            .aliases("retry-delay")
            .otherwise("1s")
            .describedAs("The pause before the first retry; it doubles each time.")),
    /** {@code retry.max-delay}. */
    RETRY_MAX_DELAY(
            duration("retry.max-delay", "s", "0s", "1h").otherwise("30s").describedAs("The longest pause.")),
    /** {@code retry.jitter}. */
    RETRY_JITTER(property("retry.jitter", PropertyType.NUMBER)
            .between("0", "1")
            .otherwise("0.1")
            .describedAs("The share of a pause that is random; 0 makes pauses exact.")),
    /** {@code retry.conflict-delay}. */
    RETRY_CONFLICT_DELAY(duration("retry.conflict-delay", "ms", "0s", "1h")
            .otherwise("10ms")
            .describedAs("The pause before a transaction that lost a conflict runs again; it doubles each time.")),
    /** {@code health.interval}. */
    HEALTH_INTERVAL(duration("health.interval", "s", "0s", "24d")
            .aliases("health-check-interval")
            .variables("DB_HEALTH_CHECK_INTERVAL")
            .otherwise("60s")
            .defaultNote("300s in development, 60s in production")
            .describedAs("How old an answer may be before the server is asked anew.")),
    /** {@code health.timeout}. */
    HEALTH_TIMEOUT(duration("health.timeout", "s", "1ms", "1h")
            .otherwise("2s")
            .describedAs("How long a health check waits for an answer.")),
    /** {@code log.echo}. */
    LOG_ECHO(property("log.echo", PropertyType.BOOLEAN)
            .aliases("echo")
            .variables("DB_ECHO", "SQLALCHEMY_ECHO")
            .otherwise("false")
            .defaultNote("true in development, false in production")
            .describedAs("Whether every statement is logged at INFO.")),
    /** {@code log.slow-query}. */
    LOG_SLOW_QUERY(duration("log.slow-query", "ms", "0s", "24d")
            .aliases("slow-query-threshold", "slow-query-threshold-ms")
            .variables("DB_SLOW_QUERY_THRESHOLD_MS")
            .otherwise("1s")
            .describedAs("Statements that take at least this long are logged at WARN; 0 for never.")),
    /** {@code ssl.mode}. */
    SSL_MODE(property("ssl.mode", PropertyType.SSL_MODE)
            .variables("PGSSLMODE")
            .defaultNote("see [SSL](#ssl)")
            .describedAs("The least encryption that is accepted.")),
    /** {@code ssl.root-cert}. */
    SSL_ROOT_CERT(property("ssl.root-cert", PropertyType.PATH)
            .variables("PGSSLROOTCERT")
            .defaultNote("the engine's")
            .describedAs("The file of trusted certificates (PEM).")),
    /** {@code tcp.keepalive-idle}. */
    TCP_KEEPALIVE_IDLE(duration("tcp.keepalive-idle", "s", "1s", "9h")
            .aliases("keepalives-idle")
            .variables("PG_KEEPALIVES_IDLE")
            .otherwise("30s")
            .describedAs("Silence before the first keepalive probe.")),
    /** {@code tcp.keepalive-interval}. */
    TCP_KEEPALIVE_INTERVAL(duration("tcp.keepalive-interval", "s", "1s", "9h")
            .aliases("keepalives-interval")
            .variables("PG_KEEPALIVES_INTERVAL")
            .otherwise("10s")
            .describedAs("Time between keepalive probes.")),
    /** {@code tcp.keepalive-count}. */
    TCP_KEEPALIVE_COUNT(integer("tcp.keepalive-count", 1, 127)
            .aliases("keepalives-count")
            .variables("PG_KEEPALIVES_COUNT")
            .otherwise("3")
            .describedAs("Probes without an answer before a connection counts as dead.")),
    /** {@code migrations.locations}. */
    MIGRATIONS_LOCATIONS(property("migrations.locations", PropertyType.LIST)
            .defaultNote("db/migration if there is such a directory, else classpath:db/migration")
            .describedAs("Where migrations are: directories, or classpath:directory.")),
    /** {@code migrations.on-start}. */
    MIGRATIONS_ON_START(choice("migrations.on-start", MigrationsOnStart.values())
            .otherwise("off")
            .describedAs("What is done about migrations at set-up, before the database is used.")),
    /** {@code migrations.table}. */
    MIGRATIONS_TABLE(property("migrations.table", PropertyType.TEXT)
            .matching("[A-Za-z_][A-Za-z0-9_]{0,62}")
            .otherwise("hawser_migrations")
            .describedAs("The table, or collection, that keeps the history of migrations.")),
    /** {@code migrations.out-of-order}. */
    MIGRATIONS_OUT_OF_ORDER(property("migrations.out-of-order", PropertyType.BOOLEAN)
            .otherwise("false")
            .describedAs("Whether a version may be applied after a higher one was.")),
    /** {@code migrations.lock-timeout}. */
    MIGRATIONS_LOCK_TIMEOUT(duration("migrations.lock-timeout", "s", "0s", "24d")
            .otherwise("5m")
            .describedAs("How long to wait while another process migrates the database.")),
    /** {@code migrations.placeholders}. */
    MIGRATIONS_PLACEHOLDERS(
            property("migrations.placeholders", PropertyType.MAP)
                    .defaultNote("none: nothing is replaced")
                    .describedAs(
                            "What stands for ${name} in scripts; as one text: a=b,c=d. With any, a name that is not among them is an error.")),
    /** {@code migrations.backup}. */
    MIGRATIONS_BACKUP(choice("migrations.backup", MigrationBackup.values())
            .otherwise("off")
            .describedAs("The backup that is needed before migrations are applied in production: none, one that is"
                    + " taken if there is none young enough, or one that is there. It needs backups.to.")),
    /** {@code migrations.backup-max-age}. */
    MIGRATIONS_BACKUP_MAX_AGE(duration("migrations.backup-max-age", "s", "0s", "3650d")
            .otherwise("1h")
            .describedAs("How old that backup may be.")),
    /** {@code backups.to}. */
    BACKUPS_TO(property("backups.to", PropertyType.PATH)
            .describedAs("The directory that backups are kept in, each database's in one of its own.")),
    /** {@code backups.server-directory}. */
    BACKUPS_SERVER_DIRECTORY(property("backups.server-directory", PropertyType.PATH)
            .describedAs("SQL Server: a directory that both it and this process can use under this path. The server"
                    + " writes its backups there, unencrypted; each goes when it is in backups.to.")),
    /** {@code backups.key}. */
    BACKUPS_KEY(property("backups.key", PropertyType.KEY)
            .defaultNote("none: not encrypted")
            .describedAs("The key that backups are encrypted with: 32 bytes in base64. It is never printed.")),
    /** {@code backups.compression}. */
    BACKUPS_COMPRESSION(choice("backups.compression", BackupCompression.values())
            .otherwise("zstd")
            .describedAs("How backups are made smaller.")),
    /** {@code backups.jobs}. */
    BACKUPS_JOBS(integer("backups.jobs", 1, 64)
            .otherwise("1")
            .describedAs("Tables that the engine's tool may dump side by side, where it can.")),
    /** {@code backups.keep-last}. */
    BACKUPS_KEEP_LAST(
            integer("backups.keep-last", 0, 10_000).otherwise("7").describedAs("Newest backups that are kept.")),
    /** {@code backups.keep-daily}. */
    BACKUPS_KEEP_DAILY(integer("backups.keep-daily", 0, 10_000)
            .otherwise("7")
            .describedAs("Days of each of which the newest backup is kept.")),
    /** {@code backups.keep-weekly}. */
    BACKUPS_KEEP_WEEKLY(integer("backups.keep-weekly", 0, 10_000)
            .otherwise("4")
            .describedAs("Weeks of each of which the newest backup is kept.")),
    /** {@code backups.keep-monthly}. */
    BACKUPS_KEEP_MONTHLY(integer("backups.keep-monthly", 0, 10_000)
            .otherwise("12")
            .describedAs("Months of each of which the newest backup is kept.")),
    /** {@code backups.schedule}. */
    BACKUPS_SCHEDULE(property("backups.schedule", PropertyType.SCHEDULE)
            .defaultNote("none")
            .describedAs("When hawser serve takes a backup by itself: 24h, daily 03:00 or weekly sunday 03:00, in local"
                    + " time. It needs backups.to.")),
    /** {@code backups.verify}. */
    BACKUPS_VERIFY(property("backups.verify", PropertyType.BOOLEAN)
            .otherwise("true")
            .describedAs("Whether those are verified by restoring them into a scratch database.")),
    /** {@code backups.max-age}. */
    BACKUPS_MAX_AGE(
            duration("backups.max-age", "s", "0s", "3650d")
                    .otherwise("0s")
                    .describedAs(
                            "How old the newest good backup may be before health is degraded; 0: twice the period of backups.schedule, without one no limit. It needs backups.to.")),
    /** {@code scratch-url}. */
    SCRATCH_URL(
            property("scratch-url", PropertyType.URL)
                    .defaultNote("the same server, or a temporary file")
                    .describedAs(
                            "Where scratch databases are made, to prove migrations and to verify backups: a server of the same engine and a user who may create databases.")),
    /** {@code properties}. */
    PROPERTIES(property("properties", PropertyType.MAP)
            .defaultNote("none")
            .describedAs("Passed to the driver as they are; as one text: a=b,c=d."));

    private final PropertyDefinition definition;

    ConfigProperty(PropertyDefinition definition) {
        this.definition = definition;
    }

    /** The property with this key or alias, in any spelling. */
    public static Optional<ConfigProperty> find(String spelling) {
        return Optional.ofNullable(Spelling.property(spelling));
    }

    @Override
    public PropertyDefinition definition() {
        return definition;
    }

    @Override
    public String toString() {
        return definition.key;
    }
}
