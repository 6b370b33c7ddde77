package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Borrowers who leave everything behind that a session can carry, and the next one, who gets the same connection and finds none of it. */
@Timeout(60)
class StateResetIT {

    private static DatabaseManager manager;
    private static SqlDatabase shop;

    @BeforeAll
    static void open(@TempDir Path directory) {
        manager = DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop")
                        .url(TestDatabases.postgres().url())
                        .poolSize(1)
                        .set("pool.max-overflow", 0))
                .open();
        shop = manager.sql("shop");
        shop.update("create table notes (text varchar(100))");
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    /** Something that is changed on purpose, and not undone. */
    enum Left {
        AUTO_COMMIT(connection -> connection.setAutoCommit(false)),
        OPEN_TRANSACTION(connection -> {
            connection.setAutoCommit(false);
            run(connection, "insert into notes values ('never committed')");
        }),
        FAILED_TRANSACTION(connection -> {
            connection.setAutoCommit(false);
            run(connection, "insert into notes values ('never committed')");
            refused(connection, "select 1 / 0");
        }),
        TRANSACTION_BEGUN_BY_TEXT(connection -> {
            run(connection, "begin");
            run(connection, "insert into notes values ('never committed')");
        }),
        READ_ONLY(connection -> connection.setReadOnly(true)),
        ISOLATION(connection -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE)),
        CATALOG(connection -> connection.setCatalog("somewhere_else")),
        SCHEMA(connection -> connection.setSchema("pg_catalog")),
        NETWORK_TIMEOUT(connection -> connection.setNetworkTimeout(Runnable::run, 12_345)),
        HOLDABILITY(connection -> connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT)),
        CLIENT_INFO(connection -> connection.setClientInfo("ApplicationName", "somebody else")),
        WARNINGS(connection -> run(connection, "do $$ begin raise warning 'left behind'; end $$")),
        SESSION_SETTING(connection -> run(connection, "set time zone 'Asia/Tokyo'")),
        STATEMENT_TIMEOUT(connection -> run(connection, "set statement_timeout = 0")),
        TEMPORARY_TABLE(connection -> run(connection, "create temporary table scratch (n int)")),
        ADVISORY_LOCK(connection -> run(connection, "select pg_advisory_lock(42)")),
        PREPARED_STATEMENT(connection -> run(connection, "prepare mine as select 1")),
        LISTENING(connection -> run(connection, "listen news")),
        ROLE(connection -> run(connection, "set session authorization pg_monitor")),
        EVERYTHING(connection -> {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setSchema("pg_catalog");
            connection.setNetworkTimeout(Runnable::run, 12_345);
            run(connection, "set time zone 'Asia/Tokyo'");
            connection.setAutoCommit(false);
            run(connection, "select 1");
        });

        private final Change change;

        Left(Change change) {
            this.change = change;
        }
    }

    @FunctionalInterface
    private interface Change {
        void to(Connection connection) throws SQLException;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void refused(Connection connection, String sql) throws SQLException {
        try {
            run(connection, sql);
        } catch (SQLException expected) {
            return;
        }
        throw new AssertionError(sql + " was not refused");
    }

    private static String ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            return question + ": " + rows.getString(1);
        }
    }

    /** What a borrower can see of its session, the server's side and the driver's. */
    private static List<String> state(Connection connection) throws SQLException {
        List<String> state = new ArrayList<>(List.of(
                "auto-commit " + connection.getAutoCommit(),
                "read-only " + connection.isReadOnly(),
                "isolation " + connection.getTransactionIsolation(),
                "catalog " + connection.getCatalog(),
                "schema " + connection.getSchema(),
                "network time-out " + connection.getNetworkTimeout(),
                "holdability " + connection.getHoldability(),
                "client info " + connection.getClientInfo("ApplicationName"),
                "warnings " + connection.getWarnings()));
        for (String question : List.of(
                "select pg_backend_pid()",
                "show transaction_read_only",
                "show transaction_isolation",
                "show search_path",
                "show time zone",
                "show statement_timeout",
                "show application_name",
                "select current_user || ' ' || session_user",
                "select count(*) from notes",
                "select count(*) from pg_class where relname = 'scratch'",
                "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
                "select count(*) from pg_prepared_statements where from_sql",
                "select count(*) from pg_listening_channels()")) {
            state.add(ask(connection, question));
        }
        return state;
    }

    private static List<String> stateOfABorrower() throws SQLException {
        try (Connection connection = shop.dataSource().getConnection()) {
            return state(connection);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatABorrowerLeaves_isGoneForTheNext_onTheSameConnection(Left left) throws Exception {
        List<String> before = stateOfABorrower();
        try (Connection connection = shop.dataSource().getConnection()) {
            left.change.to(connection);
        }
        assertThat(stateOfABorrower()).isEqualTo(before);
    }
}
