package dev.hawser.migrations;

import dev.hawser.Database;
import dev.hawser.spi.jdbc.ScriptStatement;
import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlDialect.Feature;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the runs of one session have in common: its connection, its history, and how statements are sent. For one thread. */
final class SqlWork implements AutoCloseable {

    private final Database database;
    private final Connection connection;
    private final SqlDialect dialect;
    private final EngineRules rules;
    private final SqlHistory history;
    private final SqlPlace place;
    private final StatementSender sender;
    private final boolean takesBack;

    /** Tables without transactions; null until they are asked for. */
    private @Nullable Set<String> unsafeTables;

    SqlWork(
            Database database,
            Connection connection,
            SqlDialect dialect,
            EngineRules rules,
            SqlPlace place,
            boolean takesBack) {
        this.database = database;
        this.connection = connection;
        this.dialect = dialect;
        this.rules = rules;
        this.place = place;
        this.takesBack = takesBack;
        this.history = new SqlHistory(connection, dialect, rules, place);
        this.sender = new StatementSender(connection, dialect);
    }

    Connection connection() {
        return connection;
    }

    EngineRules rules() {
        return rules;
    }

    SqlHistory history() {
        return history;
    }

    /** Whether everything that a run has done is taken back when it fails. */
    boolean takesBack() {
        return takesBack;
    }

    /** Everything up to now is committed, and what follows is a transaction. */
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    void commit() throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    /** What fails here is suppressed under {@code cause}: the server rolls back by itself when the session is lost. */
    void rollback(Throwable cause) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException lost) {
            cause.addSuppressed(lost);
        }
    }

    /** Does what is at {@code index} in the body, unless this thread was interrupted. */
    void send(Body body, int index) throws Exception {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("interrupted before it");
        }
        if (body instanceof Script script) {
            sender.send(script.statements().get(index));
        } else if (body instanceof JavaBody step) {
            step.run(new SqlContext(database, connection));
        }
    }

    /** Sends one statement. */
    void send(ScriptStatement statement) throws SQLException {
        sender.send(statement);
    }

    /** What a step in Java sees. */
    private record SqlContext(Database database, Connection connection) implements MigrationContext {}

    /** Leaves the connection as it is. */
    @Override
    public void close() {
        sender.close();
    }

    Words words(String sql) {
        return Words.of(sql, dialect.has(Feature.HASH_COMMENTS));
    }

    /** What each statement of a body does; what a step in Java does, nobody knows. */
    List<StatementKind> kinds(Body body) {
        if (!(body instanceof Script script)) {
            return List.of(StatementKind.UNKNOWABLE);
        }
        List<StatementKind> kinds = new ArrayList<>();
        boolean elsewhere = false;
        for (ScriptStatement statement : script.statements()) {
            Words sql = words(statement.sql());
            StatementKind kind = rules.kind(sql);
            elsewhere |= rules == EngineRules.MYSQL && sql.begins("use");
            // The schema that is looked at is that of the database in which the session began.
            kinds.add(elsewhere && kind == StatementKind.COMMITS ? StatementKind.UNKNOWABLE : kind);
        }
        return kinds;
    }

    /** Says what the schema is, without the history. */
    String schemaHash() throws SQLException {
        return SchemaSnapshot.of(connection, dialect, place.table()).hash();
    }

    /** Adds the entry of a step, or changes it. */
    void write(Step step, HistoryRow entry) {
        if (step.isNew()) {
            history.insert(entry, step.details());
        } else {
            history.update(entry, step.details());
        }
    }

    /** What to note before a statement that commits by itself. */
    Intent intent() throws SQLException {
        return new Intent(
                schemaHash(),
                rules == EngineRules.POSTGRESQL ? InvalidIndexes.of(connection).keySet() : Set.of(),
                false);
    }

    /** Whether a statement names a table whose engine has no transactions: MyISAM and the like. */
    boolean touchesUnsafeTable(Body body, int index) throws SQLException {
        if (unsafeTables == null) {
            unsafeTables = unsafeTables();
        }
        Words sql = words(body.parts().get(index));
        return unsafeTables.stream().anyMatch(sql::mentions);
    }

    /** Whether a statement that was refused may have done some of what it says. */
    boolean isDoneInPart(Body body, int index) {
        return rules == EngineRules.MYSQL
                && index < body.parts().size()
                && MysqlStatements.isDoneInPart(words(body.parts().get(index)));
    }

    /** What was known of the tables may not hold any more. */
    void definitionsChanged() {
        unsafeTables = null;
    }

    /** Of all databases: a statement may name one of another. */
    private Set<String> unsafeTables() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery(
                        "select t.table_name from information_schema.tables t join information_schema.engines e on e.engine = t.engine"
                                + " where t.table_schema not in ('mysql', 'sys', 'information_schema', 'performance_schema')"
                                + " and t.table_type = 'BASE TABLE' and e.transactions <> 'YES'")) {
            Set<String> names = new HashSet<>();
            while (tables.next()) {
                names.add(tables.getString(1));
            }
            return names;
        }
    }
}
