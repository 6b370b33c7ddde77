package dev.hawser.testkit.tds;

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
 * Runs the batches of one client on H2, and keeps what SQL Server keeps of a session. A batch ends at its first error, but not at one of data or constraints, unless
 * {@code XACT_ABORT} is on. For one thread at a time, but {@link #cancel()} may be called from any.
 */
final class SqlSession implements AutoCloseable {

    private static final int SNAPSHOT = 6; // H2's number for it
    private static final Set<String> WRITES =
            Set.of("insert", "update", "delete", "merge", "create", "alter", "drop", "truncate", "grant", "revoke");

    private final TdsServer server;
    private final SqlTransaction transaction;
    private final SqlFacts facts;
    private final Semaphore cancels = new Semaphore(0);

    private Connection h2;
    private boolean implicitTransactions;
    private boolean abortsOnError;
    private boolean snapshot;
    private volatile @Nullable Statement running;
    private volatile boolean cancelled;

    SqlSession(TdsServer server, LoginRequest login, String database, boolean mayWrite, int spid, boolean encrypted)
            throws SQLException {
        this.server = server;
        this.h2 = server.databases().connect(database, mayWrite);
        this.transaction = new SqlTransaction(server, h2);
        this.facts = new SqlFacts(server, login, database, mayWrite, spid, encrypted, transaction);
    }

    /** Runs a batch; its results go to {@code out}. */
    void run(String sql, List<RpcParameter> parameters, Tokens out) throws SqlServerError {
        Map<String, RpcParameter> byName = new HashMap<>();
        parameters.forEach(parameter -> byName.put(parameter.name().toLowerCase(Locale.ROOT), parameter));
        facts.newScope();
        try {
            for (TsqlNode node : TsqlParser.parse(sql)) {
                run(node, byName, out);
            }
        } catch (SqlServerError error) {
            boolean always = error.number() == H2Errors.DEADLOCK || error.number() == H2Errors.UPDATE_CONFLICT;
            if (transaction.depth() > 0 && (always || abortsOnError && error.abortsTransaction())) {
                transaction.rollBack(out);
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
            try {
                execute(statement, parameters, out);
            } catch (SqlServerError error) {
                if (abortsOnError || !error.endsStatementOnly()) {
                    throw error;
                }
                facts.rowCount(0);
                out.error(error).statementFailed();
            }
            server.afterStatement(statement);
        }
    }

    private boolean holds(List<TsqlToken> condition, Map<String, RpcParameter> parameters) throws SqlServerError {
        H2Statement statement = new TsqlTranslation(facts, parameters).condition(condition);
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
            case "begin" -> transaction.begin(out);
            case "commit" -> transaction.commit(out);
            case "rollback" -> transaction.rollBack(statement, out);
            case "save" -> transaction.save(statement);
            case "use" -> use(statement.tokens().get(1).text(), out);
            case "waitfor" -> waitFor(statement);
            case "throw", "raiserror" -> raise(statement);
            case "print", "declare" -> {}
            case "exec", "execute" -> call(statement);
            case "dbcc" -> {} // H2 has nothing to check
            case "backup", "restore" -> {
                backUpOrRestore(statement, out);
                return;
            }
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
                facts.lockTimeout(
                        endless
                                ? -1
                                : Integer.parseInt(statement.tokens().get(2).text()));
                setLockTimeout();
            }
            default -> {} // how rows are counted, dates are read …: nothing that H2 does differently
        }
    }

    private void setLockTimeout() throws SqlServerError {
        try (Statement statement = h2.createStatement()) {
            statement.execute(
                    "set lock_timeout " + (facts.lockTimeout() < 0 ? Integer.MAX_VALUE : facts.lockTimeout()));
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
            snapshot = level == SNAPSHOT;
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
            Connection other = server.databases().connect(name, facts.mayWrite());
            h2.close();
            h2 = other;
            transaction.continueOn(other);
        } catch (SQLException error) {
            throw H2Errors.of(error);
        }
        setLockTimeout();
        out.database(name, facts.database());
        facts.database(name);
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
                facts.context(
                        strings.get(0).text(), strings.get(strings.size() - 1).text());
            }
            case "sp_getapplock" -> facts.lockApplication(firstText(statement));
            case "sp_releaseapplock" -> {
                if (!facts.unlockApplication(firstText(statement))) {
                    throw new SqlServerError(
                            1223, 16, "Cannot release the application lock because it is not currently held.");
                }
            }
            case "sp_unprepare" -> {} // the handle is kept: the driver will not use it
            default -> throw new SqlServerError(2812, 16, "Could not find stored procedure '" + procedure + "'.");
        }
    }

    private static String firstText(TsqlNode.Plain statement) {
        return statement.tokens().stream()
                .filter(token -> token.kind() == TsqlToken.Kind.STRING)
                .map(TsqlToken::text)
                .findFirst()
                .orElse("");
    }

    /** Not within a transaction; and what is done is told as a result of its own, before what may go wrong. */
    private void backUpOrRestore(TsqlNode.Plain statement, Tokens out) throws SqlServerError {
        if (transaction.depth() > 0) {
            throw new SqlServerError(3021, 16, "Cannot perform a backup or restore operation within a transaction.");
        }
        if (!facts.mayWrite()) {
            throw new SqlServerError(
                    262, 14, "BACKUP DATABASE permission denied in database '" + facts.database() + "'.");
        }
        TdsBackups backups = new TdsBackups(server.databases());
        if (statement.word(1).equals("filelistonly")) {
            try (PreparedStatement question = h2.prepareStatement(backups.files(statement))) {
                question.execute();
                out.statementDone(Command.SELECT, rows(question, out));
            } catch (SQLException error) {
                throw H2Errors.of(error);
            }
            return;
        }
        out.statementDone(Command.UPDATE, 0);
        if (statement.verb().equals("backup")) {
            backups.backUp(statement);
        } else if (statement.word(1).equals("verifyonly")) {
            backups.verify(statement);
        } else {
            backups.restore(statement);
        }
        out.statementDone(Command.OTHER, -1);
    }

    private void changeDatabases(TsqlNode.Plain statement) throws SqlServerError {
        if (!facts.mayWrite()) {
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
            default -> alterDatabase(statement, name);
        }
    }

    private void alterDatabase(TsqlNode.Plain statement, String name) throws SqlServerError {
        if (statement.has("single_user")) {
            server.cutOthers(name, facts.spid());
        } else if (statement.word(3).equals("modify") && statement.word(4).equals("name")) {
            String now = statement.tokens().get(6).text();
            server.databases().rename(name, now);
            if (name.equalsIgnoreCase(facts.database())) {
                facts.database(now);
            }
        }
    }

    private void onH2(TsqlNode.Plain statement, Map<String, RpcParameter> parameters, Tokens out)
            throws SqlServerError {
        String verb = statement.verb();
        boolean writes = WRITES.contains(verb);
        if (writes) {
            server.checkWrite(facts.database());
        }
        H2Statement translated = new TsqlTranslation(facts, parameters).statement(statement.tokens());
        if (implicitTransactions && transaction.depth() == 0 && (writes || statement.has("from"))) {
            transaction.begin(out);
        }
        boolean insert = verb.equals("insert");
        try (PreparedStatement prepared = prepared(translated, insert)) {
            running = prepared;
            if (cancelled) {
                throw new SqlServerError(0, 11, "Operation cancelled by user.");
            }
            boolean rows = prepared.execute();
            if (rows) {
                long count = rows(prepared, out);
                facts.rowCount(count);
                out.statementDone(writes ? Command.of(verb) : Command.SELECT, count);
            } else {
                if (insert) {
                    noteIdentity(prepared);
                }
                long count = prepared.getUpdateCount();
                facts.rowCount(count);
                boolean counts = insert
                        || verb.equals("update")
                        || verb.equals("delete")
                        || verb.equals("merge")
                        || verb.equals("with");
                out.statementDone(Command.of(verb.equals("with") ? "update" : verb), counts ? count : -1);
            }
        } catch (SQLException error) {
            throw H2Errors.of(error, verb, snapshot);
        } finally {
            running = null;
        }
    }

    /** Text becomes bytes by a cast alone, also where it is null. */
    private static void checkNulls(PreparedStatement statement, List<@Nullable Object> values)
            throws SQLException, SqlServerError {
        for (int i = 0; i < values.size(); i++) {
            // By its name, since H2 counts UUIDs among the bytes.
            if (values.get(i) == null
                    && statement
                            .getParameterMetaData()
                            .getParameterTypeName(i + 1)
                            .startsWith("BINARY")) {
                throw new SqlServerError(
                        257,
                        16,
                        "Implicit conversion from data type nvarchar to varbinary(max) is not allowed. Use the CONVERT function to run this query.");
            }
        }
    }

    private PreparedStatement prepared(H2Statement statement, boolean keys) throws SQLException, SqlServerError {
        PreparedStatement prepared = h2.prepareStatement(
                statement.sql(), keys ? Statement.RETURN_GENERATED_KEYS : Statement.NO_GENERATED_KEYS);
        try {
            List<@Nullable Object> values = statement.values();
            checkNulls(prepared, values); // with values, H2 would say what they are
            for (int i = 0; i < values.size(); i++) {
                prepared.setObject(i + 1, values.get(i));
            }
            return prepared;
        } catch (SQLException | SqlServerError failed) {
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
                        facts.identity(keys.getLong(i));
                    }
                    return;
                }
            }
        }
    }

    String database() {
        return facts.database();
    }

    /** How often the transaction was begun; 0 if none is open. */
    int depth() {
        return transaction.depth();
    }

    /** A new request begins. */
    void ready() {
        cancels.drainPermits();
        cancelled = false;
    }

    /** Rolls back what the cancelled request leaves open, if the session wants that. */
    void afterCancel(Tokens out) throws SqlServerError {
        if (abortsOnError && transaction.depth() > 0) {
            transaction.rollBack(out);
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
        facts.unlockApplications();
        try {
            if (transaction.depth() > 0) {
                h2.rollback();
            }
            h2.close();
        } catch (SQLException gone) {
            // the database was shut down
        }
    }
}
