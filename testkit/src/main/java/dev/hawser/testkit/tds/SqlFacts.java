package dev.hawser.testkit.tds;

import dev.hawser.testkit.tds.TsqlTranslation.SessionFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a session can be asked of itself and of its server. For one thread at a time. */
final class SqlFacts implements SessionFacts {

    private static final String VERSION =
            "Microsoft SQL Server 2022 (RTM) - 16.0.1000.6 (X64) - wire protocol of a test server, with H2 behind it";

    private final TdsServer server;
    private final LoginRequest login;
    private final boolean mayWrite;
    private final int spid;
    private final boolean encrypted;
    private final SqlTransaction transaction;
    private final Map<String, String> context = new HashMap<>();
    private volatile String database;
    private int lockTimeout = -1;
    private long rowCount;
    private @Nullable Long scopeIdentity;
    private @Nullable Long lastIdentity;

    SqlFacts(
            TdsServer server,
            LoginRequest login,
            String database,
            boolean mayWrite,
            int spid,
            boolean encrypted,
            SqlTransaction transaction) {
        this.server = server;
        this.login = login;
        this.database = database;
        this.mayWrite = mayWrite;
        this.spid = spid;
        this.encrypted = encrypted;
        this.transaction = transaction;
    }

    String database() {
        return database;
    }

    void database(String now) {
        database = now;
    }

    int spid() {
        return spid;
    }

    boolean mayWrite() {
        return mayWrite;
    }

    /** In milliseconds; negative for none. */
    int lockTimeout() {
        return lockTimeout;
    }

    void lockTimeout(int milliseconds) {
        lockTimeout = milliseconds;
    }

    void rowCount(long rows) {
        rowCount = rows;
    }

    /** A batch begins, and with it the scope of an identity. */
    void newScope() {
        scopeIdentity = null;
    }

    void identity(long value) {
        scopeIdentity = value;
        lastIdentity = value;
    }

    void context(String key, String value) {
        context.put(key, value);
    }

    /** Takes a lock if nobody else has it, which is all that a time-out of zero asks for. */
    void lockApplication(String resource) {
        server.applicationLocks().putIfAbsent(lock(resource), spid);
    }

    boolean unlockApplication(String resource) {
        return server.applicationLocks().remove(lock(resource), spid);
    }

    void unlockApplications() {
        server.applicationLocks().values().removeIf(holder -> holder == spid);
    }

    private String lock(String resource) {
        return database + "." + resource;
    }

    @Override
    public @Nullable String fact(String name, List<TsqlToken> arguments) {
        return switch (name) {
            case "@@trancount" -> Integer.toString(transaction.depth());
            case "@@spid" -> "cast(" + spid + " as smallint)";
            case "@@version" -> TsqlTranslation.literal(VERSION);
            case "@@rowcount" -> Long.toString(rowCount);
            case "@@error" -> "0";
            case "@@identity" -> number(lastIdentity);
            case "scope_identity" -> number(scopeIdentity);
            case "@@lock_timeout" -> Integer.toString(lockTimeout);
            case "@@max_connections" -> "100"; // as an administrator may set it
            case "@@servername" -> TsqlTranslation.literal(server.name());
            case "xact_state" -> transaction.depth() > 0 ? "1" : "0";
            case "current_transaction_id" ->
                "cast(" + (transaction.depth() > 0 ? transaction.id() : server.nextTransaction()) + " as bigint)";
            case "db_name" -> TsqlTranslation.literal(database);
            case "db_id" -> "5";
            case "schema_name" -> "'dbo'";
            case "suser_sname", "original_login", "user_name" -> TsqlTranslation.literal(login.user());
            case "app_name" -> TsqlTranslation.literal(login.application());
            case "applock_mode" -> {
                boolean own = Integer.valueOf(spid)
                        .equals(server.applicationLocks()
                                .get(lock(arguments.get(2).text())));
                yield own ? "'Exclusive'" : "'NoLock'";
            }
            case "session_context" -> contextValue(arguments);
            case "databasepropertyex" -> property(arguments);
            case "serverproperty" -> serverProperty(arguments);
            case "has_perms_by_name" -> mayWrite ? "1" : "0";
            default -> null;
        };
    }

    private static String number(@Nullable Long value) {
        return "cast(" + value + " as decimal(38, 0))";
    }

    private String contextValue(List<TsqlToken> arguments) {
        String value = context.get(arguments.get(0).text());
        return value == null ? "cast(null as varchar)" : TsqlTranslation.literal(value);
    }

    private String property(List<TsqlToken> arguments) {
        String property = arguments.get(arguments.size() - 1).text();
        return switch (property.toLowerCase(Locale.ROOT)) {
            case "updateability" -> server.isReadOnly() ? "'READ_ONLY'" : "'READ_WRITE'";
            case "status" -> "'ONLINE'";
            default -> "cast(null as varchar)";
        };
    }

    private static String serverProperty(List<TsqlToken> arguments) {
        return switch (arguments.get(0).text().toLowerCase(Locale.ROOT)) {
            case "productversion" -> "'16.0.1000.6'";
            case "engineedition" -> "3";
            case "edition" -> "'Developer Edition (64-bit)'";
            case "instancedefaultdatapath", "instancedefaultlogpath" -> "'/data/'";
            default -> "cast(null as varchar)";
        };
    }

    @Override
    public @Nullable String systemView(String name) {
        return switch (name) {
            case "databases" -> server.databases().asTable();
            case "dm_exec_sessions" ->
                "(select cast(x as smallint) as session_id, true as is_user_process, 5 as database_id from system_range(1, "
                        + server.connectionCount() + "))";
            // Of this session alone.
            case "dm_exec_connections" ->
                "(select " + spid + " as session_id, '" + (encrypted ? "TRUE" : "FALSE") + "' as encrypt_option)";
            case "schemas" -> "(select schema_name as name from INFORMATION_SCHEMA.schemata)";
            case "tables" -> "(select table_name as name from INFORMATION_SCHEMA.tables where table_schema = schema())";
            // Numbers of objects are their names here.
            case "objects" ->
                "(select table_name as object_id, table_name as name, 5 as schema_id, false as is_ms_shipped,"
                        + " table_type as type_desc, cast(null as varchar) as parent_object_id"
                        + " from INFORMATION_SCHEMA.tables where table_schema = schema())";
            case "allocation_units" ->
                "(select cast(1 as bigint) as used_pages from INFORMATION_SCHEMA.tables where table_schema = schema())";
            case "columns" ->
                "(select table_name as object_id, column_name as column_id, column_name as name"
                        + " from INFORMATION_SCHEMA.columns where table_schema = schema())";
            case "identity_columns" ->
                "(select table_name as object_id, column_name as name, identity_start as seed_value,"
                        + " identity_increment as increment_value from INFORMATION_SCHEMA.columns"
                        + " where table_schema = schema() and is_identity = 'YES')";
            case "indexes" ->
                "(select table_name as object_id, index_name as index_id, index_name as name,"
                        + " index_type_name as type_desc, index_type_name <> 'INDEX' as is_unique, false as is_disabled,"
                        + " cast(null as varchar) as filter_definition"
                        + " from INFORMATION_SCHEMA.indexes where table_schema = schema() and not is_generated)";
            case "index_columns" ->
                "(select table_name as object_id, index_name as index_id, ordinal_position as key_ordinal,"
                        + " ordinal_position as index_column_id, column_name as column_id,"
                        + " ordering_specification = 'DESC' as is_descending_key, false as is_included_column"
                        + " from INFORMATION_SCHEMA.index_columns where table_schema = schema())";
            case "computed_columns" -> none("object_id", "name", "definition", "is_persisted");
            case "sql_modules" ->
                "(select table_name as object_id, view_definition as definition"
                        + " from INFORMATION_SCHEMA.views where table_schema = schema())";
            case "types" ->
                none(
                        "name",
                        "schema_id",
                        "system_type_id",
                        "max_length",
                        "precision",
                        "scale",
                        "is_nullable",
                        "is_user_defined");
            default -> null;
        };
    }

    /** A view of what H2 does not have. */
    private static String none(String... columns) {
        return "(select cast(null as varchar) as " + String.join(", cast(null as varchar) as ", columns)
                + " where false)";
    }
}
