package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.SqlDatabase;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Statements with named parameters, what they return, and what is said of those that are wrong. */
public interface StatementContract {

    /** What is under test. */
    SqlEngineUnderTest subject();

    /** A row of {@code contract_accounts}. */
    record Account(int id, int balance, @Nullable String owner) {}

    @Test
    default void query_namedParameters_areBoundFromMapsAndRecords() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            SqlDatabase db = tables.database();
            String byOwner = "select id, balance, owner from contract_accounts where owner = :owner and id = :id";
            Account anna = new Account(1, 100, "Anna");
            assertEquals(List.of(anna), db.query(byOwner, Map.of("owner", "Anna", "id", 1), Account.class));
            record Key(int id, String owner) {}
            assertEquals(List.of(anna), db.query(byOwner, new Key(1, "Anna"), Account.class));
            assertEquals(List.of(), db.query(byOwner, new Key(2, "Anna"), Account.class));
        }
    }

    @Test
    default void query_listParameter_expands() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            String query = "select id from contract_accounts where id in (:ids) order by id";
            assertEquals(List.of(1, 2), tables.database().query(query, Map.of("ids", List.of(2, 1, 9)), Integer.class));
            assertEquals(List.of(2), tables.database().query(query, Map.of("ids", new int[] {2}), Integer.class));
        }
    }

    @Test
    default void query_colonsInLiteralsAndComments_areNoParameters() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            String query = "select owner from contract_accounts /* :no */ where owner <> ':owner ''quoted'' ?'"
                    + " and id = :id -- :nothing\n";
            assertEquals(List.of("Zak"), tables.database().query(query, Map.of("id", 2), String.class));
        }
    }

    @Test
    default void query_parameterMissingOrUnused_isRefusedByName() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            String query = "select id from contract_accounts where id = :id";
            for (Map<String, Integer> wrong : List.of(Map.of("ident", 1), Map.of("id", 1, "ident", 2))) {
                DatabaseException error = Contracts.fails(
                        "a query with " + wrong.keySet(),
                        () -> tables.database().query(query, wrong));
                assertTrue(
                        error.getMessage().contains(wrong.containsKey("id") ? "ident" : "id"),
                        () -> "the message must name the parameter: " + error.getMessage());
            }
        }
    }

    @Test
    default void queryOne_noneOneAndTwoRows_areToldApart() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            SqlDatabase db = tables.database();
            assertEquals(Optional.empty(), db.queryOne("select id from contract_accounts where id = 9", Integer.class));
            assertEquals(
                    Optional.of("Zak"), db.queryOne("select owner from contract_accounts where id = 2", String.class));
            Contracts.fails(
                    ErrorCategory.DATA,
                    "queryOne with two rows",
                    () -> db.queryOne("select owner from contract_accounts"));
        }
    }

    @Test
    default void update_rowsAffected_areCounted() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            SqlDatabase db = tables.database();
            assertEquals(2, db.update("update contract_accounts set balance = balance + 1"));
            assertEquals(1, db.update("delete from contract_accounts where id = :id", Map.of("id", 1)));
            assertEquals(0, db.update("delete from contract_accounts where id = :id", Map.of("id", 1)));
            assertEquals(101, tables.sum());
        }
    }

    @Test
    default void insert_generatedKey_isReturned() {
        try (ContractTables tables = ContractTables.open(subject())) {
            tables.create(
                    "contract_keys",
                    "id " + subject().type(ColumnType.GENERATED_KEY) + ", name "
                            + subject().type(ColumnType.TEXT));
            SqlDatabase db = tables.database();
            String insert = "insert into contract_keys (name) values (:name)";
            long first = db.insert(insert, Map.of("name", "first"));
            long second = db.insert(insert, Map.of("name", "second"));
            assertTrue(second > first, () -> "generated keys must rise: " + first + ", " + second);
            String byKey = "select name from contract_keys where id = :id";
            assertEquals(Optional.of("first"), db.queryOne(byKey, Map.of("id", first), String.class));
            assertEquals(Optional.of("second"), db.queryOne(byKey, Map.of("id", second), String.class));
        }
    }

    @Test
    default void statement_wrong_isSyntax_andTheNextOneRuns() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            SqlDatabase db = tables.database();
            for (String wrong : List.of(
                    "selekt id from contract_accounts",
                    "select nothing_like_it from contract_accounts",
                    "select id from contract_not_there")) {
                DatabaseException error = Contracts.fails(ErrorCategory.SYNTAX, wrong, () -> db.query(wrong));
                assertEquals(1, error.attempts(), "a statement that is wrong must not be tried again");
            }
            assertEquals(200, tables.sum());
            assertEquals(0, db.stats().active(), "every connection must have come back");
        }
    }

    @Test
    default void constraint_violated_isConstraint() {
        try (ContractTables tables = ContractTables.accounts(subject())) {
            for (String wrong : List.of(
                    "insert into contract_accounts (id, balance) values (1, 0)",
                    "insert into contract_accounts (id, balance) values (3, null)")) {
                Contracts.fails(
                        ErrorCategory.CONSTRAINT, wrong, () -> tables.database().update(wrong));
            }
        }
    }
}
