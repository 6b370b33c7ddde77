package dev.hawser.testkit.tds;

import dev.hawser.testkit.tds.TsqlTranslation.SessionFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the batches of one client on H2, and keeps what SQL Server keeps of a session. A batch ends at its first error, also where SQL Server would go on behind it. For
 * one thread at a time, but {@link #cancel()} may be called from any.
 */
final class SqlSession implements SessionFacts, AutoCloseable {

    private static final int SNAPSHOT = 6; // H2's number for it
    private static final Set<String> WRITES =
            Set.of("insert", "update", "delete", "merge", "create", "alter", "drop", "truncate", "grant", "revoke");
    private static final String VERSION =
            "Microsoft SQL Server 2022 (RTM) - 16.0.1000.6 (X64) - wire protocol of a test server, with H2 behind it";

    private final TdsServer server;
    private final LoginRequest login;
    private final boolean mayWrite;
    private final int spid;
    private final Map<String, String> context = new HashMap<>();
    private final Semaphore cancels = new Semaphore(0);

    private Connection h2;
    private String database;
    private boolean implicitTransactions;
    private boolean abortsOnError;
    private int lockTimeout = -1;
    private int depth;
    private long transaction;
    private long rowCount;
    private @Nullable Long scopeIdentity;
    private @Nullable Long lastIdentity;
    private volatile @Nullable Statement running;
    private volatile boolean cancelled;

    SqlSession(TdsServer server, LoginRequest login, String database, boolean mayWrite, int spid) throws SQLException {
        this.server = server;
        this.login = login;
        this.database = database;
        this.mayWrite = mayWrite;
        this.spid = spid;
        this.h2 = server.databases().connect(database, mayWrite);
    }

    /** Runs a batch; its results go to {@code out}. */
    void run(String sql, List<RpcParameter> parameters, Tokens out) throws SqlServerError {
        Map<String, RpcParameter> byName = new HashMap<>();
        parameters.forEach(parameter -> byName.put(parameter.name().toLowerCase(Locale.ROOT), parameter));
        scopeIdentity = null;
        try {
            for (TsqlNode node : TsqlParser.parse(sql)) {
                run(node, byName, out);
            }
        } catch (SqlServerError error) {
            if (depth > 0 && (error.number() == H2Errors.DEADLOCK || abortsOnError && error.abortsTransaction())) {
                rollBack(out);
            }
            throw error;
        }
    }

    private void run(TsqlNode node, Map<String, RpcParameter> parameters, Tokens out) throws SqlServerError {
        if (node instanceof TsqlNode.Block block) {
            for (TsqlNode inner : block.nodes()) {
                run(inner, parameters, out);
            }
        } else if (node instanceof TsqlNode.If condition) {
            TsqlNode chosen = holds(condition.condition(), parameters) ? condition.then() : condition.otherwise();
            if (chosen != null) {
                run(chosen, parameters, out);
            }
        } else if (node instanceof TsqlNode.Plain statement) {
            server.beforeStatement(statement);
            execute(statement, parameters, out);
            server.afterStatement(statement);
        }
    }

    private boolean holds(List<TsqlToken> condition, Map<String, RpcParameter> parameters) throws SqlServerError {
        H2Statement statement = new TsqlTranslation(this, parameters).condition(condition);
        try (PreparedStatement prepared = prepared(statement, false);
                ResultSet rows = prepared.executeQuery()) {
            return rows.next() && rows.getBoolean(1);
        } catch (SQLException error) {
            throw H2Errors.of(error);
        }
    }

    private void execute(TsqlNode.Plain statement, Map<String, RpcParameter> parameters, Tokens out)
            throws SqlServerError {
        String second = statement.word(1);
        switch (statement.verb()) {
            case "set" -> set(statement);
            case "begin" -> begin(out);
            case "commit" -> commit(out);
            case "rollback" -> rollBack(statement, out);
            case "save" ->
                savepoint(statement.tokens().get(statement.tokens().size() - 1).text(), "savepoint ");
            case "use" -> use(statement.tokens().get(1).text(), out);
            case "waitfor" -> waitFor(statement);
            case "throw", "raiserror" -> raise(statement);
            case "print", "declare" -> {}
            case "exec", "execute" -> call(statement);
            default -> {
                if (second.equals("database") && statement.tokens().size() > 2) {
                    changeDatabases(statement);
                } else {
                    onH2(statement, parameters, out);
                    return;
                }
            }
        }
        out.statementDone(Command.OTHER, -1);
    }

    private void set(TsqlNode.Plain statement) throws SqlServerError {
        String last = statement.word(statement.tokens().size() - 1);
        switch (statement.word(1)) {
            case "implicit_transactions" -> implicitTransactions = last.equals("on");
            case "xact_abort" -> abortsOnError = last.equals("on");
            case "transaction" -> isolate(statement);
            case "lock_timeout" -> {
                boolean endless = statement.tokens().get(2).is("-");
                lockTimeout = endless
                        ? -1
                        : Integer.parseInt(statement.tokens().get(2).text());
                setLockTimeout();
            }
            default -> {} // how rows are counted, dates are read …: nothing that H2 does differently
        }
    }

    private void setLockTimeout() throws SqlServerError {
        try (Statement statement = h2.createStatement()) {
            statement.execute("set lock_timeout " + (lockTimeout < 0 ? Integer.MAX_VALUE : lockTimeout));
        } catch (SQLException error) {
            throw H2Errors.of(error);
        }
    }

    private void isolate(TsqlNode.Plain statement) throws SqlServerError {
        int level = statement.has("uncommitted")
                ? Connection.TRANSACTION_READ_UNCOMMITTED
                : statement.has("repeatable")
                        ? Connection.TRANSACTION_REPEATABLE_READ
                        : statement.has("serializable")
                                ? Connection.TRANSACTION_SERIALIZABLE
                                : statement.has("snapshot") ? SNAPSHOT : Connection.TRANSACTION_READ_COMMITTED;
        try {
            h2.setTransactionIsolation(level);
        } catch (SQLException error) {
            throw H2Errors.of(error);
        }
    }

    private void begin(Tokens out) throws SqlServerError {
        if (depth++ == 0) {
            try {
                h2.setAutoCommit(false);
            } catch (SQLException error) {
                throw H2Errors.of(error);
            }
            transaction = server.nextTransaction();
            out.begun(transaction);
        }
    }

    private void commit(Tokens out) throws SqlServerError {
        if (depth == 0) {
            throw new SqlServerError(
                    3902, 16, "The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.");
        }
        if (--depth == 0) {
            try {
                h2.commit();
                h2.setAutoCommit(true);
            } catch (SQLException error) {
                throw H2Errors.of(error);
            }
            out.committed(transaction);
        }
    }

    private void rollBack(TsqlNode.Plain statement, Tokens out) throws SqlServerError {
        if (depth == 0) {
            throw new SqlServerError(
                    3903, 16, "The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.");
        }
        if (statement.tokens().size() > 2) {
            savepoint(statement.tokens().get(2).text(), "rollback to savepoint ");
        } else {
            rollBack(out);
        }
    }

    private void rollBack(Tokens out) throws SqlServerError {
        depth = 0;
        try {
            h2.rollback();
            h2.setAutoCommit(true);
        } catch (SQLException error) {
            throw H2Errors.of(error);
        }
        out.rolledBack(transaction);
    }

    private void savepoint(String name, String what) throws SqlServerError {
        try (Statement statement = h2.createStatement()) {
            statement.execute(what + "\"" + name + "\"");
        } catch (SQLException error) {
            throw H2Errors.of(error);
        }
    }

    private void use(String name, Tokens out) throws SqlServerError {
        if (!server.databases().exists(name)) {
            throw new SqlServerError(
                    911, 16, "Database '" + name + "' does not exist. Make sure that the name is entered correctly.");
        }
        try {
            Connection other = server.databases().connect(name, mayWrite);
            h2.close();
            h2 = other;
        } catch (SQLException error) {
            throw H2Errors.of(error);
        }
        setLockTimeout();
        out.database(name, database);
        database = name;
    }

    /** {@code waitfor delay '00:00:05'}, until the client pays attention. */
    private void waitFor(TsqlNode.Plain statement) throws SqlServerError {
        long nanos = LocalTime.parse(statement.tokens().get(2).text()).toNanoOfDay();
        try {
            if (cancels.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                throw new SqlServerError(0, 11, "Operation cancelled by user.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SqlServerError(0, 20, "The server shuts down.");
        }
    }

    private static void raise(TsqlNode.Plain statement) throws SqlServerError {
        List<TsqlToken> tokens = statement.tokens();
        boolean numbered = tokens.size() > 1 && tokens.get(1).kind() == TsqlToken.Kind.NUMBER;
        String message = tokens.stream()
                .filter(token -> token.kind() == TsqlToken.Kind.STRING)
                .map(TsqlToken::text)
                .findFirst()
                .orElse("");
        throw new SqlServerError(numbered ? Integer.parseInt(tokens.get(1).text()) : 50000, 16, message);
    }

    private void call(TsqlNode.Plain statement) throws SqlServerError {
        String procedure = statement.word(1);
        switch (procedure) {
            case "sp_set_session_context" -> {
                List<TsqlToken> strings = statement.tokens().stream()
                        .filter(token -> token.kind() == TsqlToken.Kind.STRING)
                        .toList();
                context.put(
                        strings.get(0).text(), strings.get(strings.size() - 1).text());
            }
            case "sp_unprepare" -> {} // the handle is kept: the driver will not use it
            default -> throw new SqlServerError(2812, 16, "Could not find stored procedure '" + procedure + "'.");
        }
    }

    private void changeDatabases(TsqlNode.Plain statement) throws SqlServerError {
        if (!mayWrite) {
            throw new SqlServerError(
                    262,
                    14,
                    statement.verb().toUpperCase(Locale.ROOT) + " DATABASE permission denied in database 'master'.");
        }
        String name = statement.tokens().get(2).text();
        switch (statement.verb()) {
            case "create" -> server.databases().create(name);
            case "drop" ->
                server.databases()
                        .drop(statement
                                .tokens()
                                .get(statement.tokens().size() - 1)
                                .text());
            default -> {} // an option of it
        }
    }

    private void onH2(TsqlNode.Plain statement, Map<String, RpcParameter> parameters, Tokens out)
            throws SqlServerError {
        String verb = statement.verb();
        boolean writes = WRITES.contains(verb);
        if (writes && server.isReadOnly()) {
            throw new SqlServerError(
                    3906, 16, "Failed to update database \"" + database + "\" because the database is read-only.");
        }
        H2Statement translated = new TsqlTranslation(this, parameters).statement(statement.tokens());
        if (implicitTransactions && depth == 0 && (writes || statement.has("from"))) {
            begin(out);
        }
        boolean insert = verb.equals("insert");
        try (PreparedStatement prepared = prepared(translated, insert)) {
            running = prepared;
            if (cancelled) {
                throw new SqlServerError(0, 11, "Operation cancelled by user.");
            }
            boolean rows = prepared.execute();
            if (rows) {
                rowCount = rows(prepared, out);
                out.statementDone(writes ? Command.of(verb) : Command.SELECT, rowCount);
            } else {
                if (insert) {
                    noteIdentity(prepared);
                }
                rowCount = prepared.getUpdateCount();
                boolean counts = insert
                        || verb.equals("update")
                        || verb.equals("delete")
                        || verb.equals("merge")
                        || verb.equals("with");
                out.statementDone(Command.of(verb.equals("with") ? "update" : verb), counts ? rowCount : -1);
            }
        } catch (SQLException error) {
            throw H2Errors.of(error);
        } finally {
            running = null;
        }
    }

    private PreparedStatement prepared(H2Statement statement, boolean keys) throws SQLException {
        PreparedStatement prepared = h2.prepareStatement(
                statement.sql(), keys ? Statement.RETURN_GENERATED_KEYS : Statement.NO_GENERATED_KEYS);
        try {
            List<@Nullable Object> values = statement.values();
            for (int i = 0; i < values.size(); i++) {
                prepared.setObject(i + 1, values.get(i));
            }
            return prepared;
        } catch (SQLException failed) {
            prepared.close();
            throw failed;
        }
    }

    private static long rows(PreparedStatement statement, Tokens out) throws SQLException {
        long count = 0;
        try (ResultSet rows = statement.getResultSet()) {
            List<H2Column> columns = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                columns.add(H2Column.of(rows.getMetaData(), i));
            }
            TdsWriter description = out.columns(columns.size());
            columns.forEach(column -> column.describe(description));
            for (; rows.next(); count++) {
                TdsWriter row = out.row();
                for (int i = 0; i < columns.size(); i++) {
                    columns.get(i).write(row, rows, i + 1);
                }
            }
        }
        return count;
    }

    /** H2 returns every column that got a value by itself; the identity is the one that counts up. */
    private void noteIdentity(PreparedStatement statement) throws SQLException {
        try (ResultSet keys = statement.getGeneratedKeys()) {
            for (int i = 1; i <= keys.getMetaData().getColumnCount(); i++) {
                if (keys.getMetaData().isAutoIncrement(i)) {
                    while (keys.next()) {
                        scopeIdentity = keys.getLong(i);
                        lastIdentity = scopeIdentity;
                    }
                    return;
                }
            }
        }
    }

    @Override
    public @Nullable String fact(String name, List<TsqlToken> arguments) {
        return switch (name) {
            case "@@trancount" -> Integer.toString(depth);
            case "@@spid" -> "cast(" + spid + " as smallint)";
            case "@@version" -> TsqlTranslation.literal(VERSION);
            case "@@rowcount" -> Long.toString(rowCount);
            case "@@error" -> "0";
            case "@@identity" -> number(lastIdentity);
            case "scope_identity" -> number(scopeIdentity);
            case "@@lock_timeout" -> Integer.toString(lockTimeout);
            case "@@servername" -> "'h2'";
            case "xact_state" -> depth > 0 ? "1" : "0";
            case "current_transaction_id" ->
                "cast(" + (depth > 0 ? transaction : server.nextTransaction()) + " as bigint)";
            case "db_name" -> TsqlTranslation.literal(database);
            case "db_id" -> "5";
            case "schema_name" -> "'dbo'";
            case "suser_sname", "original_login", "user_name" -> TsqlTranslation.literal(login.user());
            case "app_name" -> TsqlTranslation.literal(login.application());
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
            case "schemas" -> "(select schema_name as name from information_schema.schemata)";
            case "tables" -> "(select table_name as name from information_schema.tables where table_schema = schema())";
            default -> null;
        };
    }

    String database() {
        return database;
    }

    /** A new request begins. */
    void ready() {
        cancels.drainPermits();
        cancelled = false;
    }

    /** Rolls back what the cancelled request leaves open, if the session wants that. */
    void afterCancel(Tokens out) throws SqlServerError {
        if (abortsOnError && depth > 0) {
            rollBack(out);
        }
    }

    /** Stops what runs. */
    void cancel() {
        cancelled = true;
        cancels.release();
        Statement statement = running;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException ended) {
                // in this moment
            }
        }
    }

    @Override
    public void close() {
        try {
            if (depth > 0) {
                h2.rollback();
            }
            h2.close();
        } catch (SQLException gone) {
            // the database was shut down
        }
    }
}
