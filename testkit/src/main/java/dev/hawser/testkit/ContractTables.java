package dev.hawser.testkit;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.util.List;
import java.util.Map;

/** A database that a part of the contract works in, with a table of its own. For one thread at a time; the database itself is for any. */
final class ContractTables implements AutoCloseable {

    private static final int ATTEMPTS = 10;

    private final SqlEngineUnderTest subject;
    private final DatabaseManager manager;
    private final SqlDatabase database;

    private ContractTables(SqlEngineUnderTest subject, DatabaseOptions options) {
        this.subject = subject;
        this.manager = Contracts.open(subject, options);
        this.database = manager.sql(options.name());
    }

    static ContractTables open(SqlEngineUnderTest subject) {
        return open(subject, subject.options());
    }

    static ContractTables open(SqlEngineUnderTest subject, DatabaseOptions options) {
        return new ContractTables(subject, options);
    }

    /** A database with the table {@code contract_accounts}: accounts 1 and 2 with 100 each. */
    static ContractTables accounts(SqlEngineUnderTest subject) {
        return accounts(subject, subject.options());
    }

    static ContractTables accounts(SqlEngineUnderTest subject, DatabaseOptions options) {
        ContractTables tables = open(subject, options);
        try {
            String number = subject.type(ColumnType.INTEGER);
            tables.create(
                    "contract_accounts",
                    "id " + number + " not null primary key, balance " + number + " not null, owner "
                            + subject.type(ColumnType.TEXT));
            tables.database.batch(
                    "insert into contract_accounts (id, balance, owner) values (:id, 100, :owner)",
                    List.of(Map.of("id", 1, "owner", "Anna"), Map.of("id", 2, "owner", "Zak")));
            return tables;
        } catch (RuntimeException | AssertionError failed) {
            tables.close();
            throw failed;
        }
    }

    /** Makes a table, instead of one that an earlier test left. */
    void create(String table, String columns) {
        try {
            database.update("drop table " + table);
        } catch (DatabaseException notThere) {
            if (notThere.category() != ErrorCategory.SYNTAX) {
                throw notThere;
            }
        }
        database.update("create table " + table + " (" + columns + ")");
    }

    SqlDatabase database() {
        return database;
    }

    DatabaseManager manager() {
        return manager;
    }

    SqlEngineUnderTest subject() {
        return subject;
    }

    /** The sum of both accounts. */
    long sum() {
        return number("select sum(balance) from contract_accounts");
    }

    /** On a busy machine a short limit hits this as well, which is quick; then it is asked again. */
    long number(String query) {
        for (int attempt = 1; ; attempt++) {
            try {
                return database.queryOne(query, Long.class).orElseThrow();
            } catch (DatabaseException late) {
                if (late.category() != ErrorCategory.TIMEOUT || attempt == ATTEMPTS) {
                    throw late;
                }
            }
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
