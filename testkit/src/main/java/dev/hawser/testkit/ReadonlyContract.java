package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hawser.Consistency;
import dev.hawser.Inspection;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Capability;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** A database that is configured {@code readonly} takes no write on any way, and a read-only unit of work neither. */
public interface ReadonlyContract {

    /** What is under test. */
    SqlEngineUnderTest subject();

    @Test
    default void readonly_everyWrite_isRefused() throws SQLException {
        DatabaseOptions options = subject().options().set("readonly", true);
        if (!Contracts.claims(subject(), Capability.READONLY)) {
            Contracts.refused(subject(), options, "readonly", "does not claim READONLY");
            return;
        }
        try (ContractTables tables = ContractTables.accounts(subject());
                ContractTables reading = ContractTables.open(subject(), options)) {
            SqlDatabase db = reading.database();
            assertEquals(200, reading.sum());
            for (String write : List.of(
                    "insert into contract_accounts (id, balance) values (3, 1)",
                    "update contract_accounts set balance = 0",
                    "delete from contract_accounts",
                    "drop table contract_accounts",
                    "create table contract_other (id int)")) {
                String what = "in a readonly database: " + write;
                Contracts.fails(ErrorCategory.REFUSED, what, () -> db.update(write));
                Contracts.fails(ErrorCategory.REFUSED, what, () -> db.transaction(tx -> tx.update(write)));
                Assertions.assertThrows(SQLException.class, () -> execute(db, write), what);
            }
            Contracts.fails("commit as text in a readonly database", () -> db.transaction(tx -> tx.update("commit")));
            assertEquals(200, reading.sum(), "a refused write must leave the connection in order");
            assertEquals(200, tables.sum());
        }
    }

    private static void execute(SqlDatabase database, String write) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(write);
        }
    }

    @Test
    default void inspection_readsWithinItsBounds_writesNothing_andLeavesTheConnectionAsItWas() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            SqlDatabase db = tables.database();
            String all = "select id, balance from contract_accounts order by id";
            Inspection everything = db.inspect(all, 2, 10_000);
            assertEquals(2, everything.rows().size());
            assertEquals(2, everything.columns().size());
            assertEquals(1, everything.rows().get(0).getInt(0));
            Assertions.assertFalse(everything.truncated(), "two rows of two");
            Assertions.assertTrue(db.inspect(all, 1, 10_000).truncated(), "one row of two");
            Inspection nothing = db.inspect(all, 2, 1);
            Assertions.assertTrue(
                    nothing.rows().isEmpty() && nothing.truncated(), "a row beyond the bytes is left out");
            for (String refused : List.of(
                    "update contract_accounts set balance = 0",
                    "select balance from contract_accounts; delete from contract_accounts",
                    "insert into contract_accounts (id, balance) values (3, 1)",
                    "drop table contract_accounts",
                    "commit",
                    "select balance from contract_accounts where id = :id",
                    "select balance from contract_accounts where id = ?",
                    " -- nothing")) {
                Contracts.fails(ErrorCategory.REFUSED, "inspect: " + refused, () -> db.inspect(refused, 10, 10_000));
            }
            Contracts.fails(
                    "a table that does not exist", () -> db.inspect("select * from contract_nowhere", 10, 10_000));
            assertEquals(200, tables.sum());
            assertEquals(0, db.stats().active(), "an inspection gives its connection back");
            db.update("update contract_accounts set balance = 1");
            assertEquals(2, tables.sum(), "no session stays read-only");
        }
    }

    @Test
    default void read_thatWrites_isRefused_andTheNextWriteRuns() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            if (Contracts.claims(subject(), Capability.READONLY)) {
                Contracts.fails(
                        ErrorCategory.REFUSED,
                        "a write inside of read()",
                        () -> tables.database()
                                .read(
                                        Consistency.STRONG,
                                        reader -> reader.update("update contract_accounts set balance = 0")));
            }
            assertEquals(200, tables.sum());
            tables.database().update("update contract_accounts set balance = 1");
            assertEquals(2, tables.sum());
        }
    }
}
