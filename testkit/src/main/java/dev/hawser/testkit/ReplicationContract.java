package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hawser.Consistency;
import dev.hawser.Position;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.Capability;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With several hosts, roles are asked for, writes go to the primary, and a read is as fresh as it must be. A lost commit has one outcome. */
public interface ReplicationContract {

    /** What is under test. */
    SqlEngineUnderTest subject();

    @Test
    default void hosts_primaryAndReplica_areToldApart_andReadsAreFreshEnough() {
        if (!Contracts.claims(subject(), Capability.REPLICATION)) {
            Contracts.refused(
                    subject(),
                    subject().options().set("replicas", List.of("127.0.0.1:4711")),
                    "replicas",
                    "does not claim REPLICATION");
            return;
        }
        try (ContractTables tables =
                ContractTables.accounts(subject(), subject().replicated())) {
            SqlDatabase db = tables.database();
            Contracts.onePrimary(db);
            for (int balance = 1; balance <= 20; balance++) {
                String update = "update contract_accounts set balance = " + balance;
                Position seen = db.transaction(tx -> tx.update(update)).position();
                long read = db.<Long, RuntimeException>read(
                        Consistency.after(seen),
                        reader -> reader.queryOne("select sum(balance) from contract_accounts", Long.class)
                                .orElseThrow());
                assertEquals(2L * balance, read, "a read after a position must see it");
            }
        }
    }

    @Test
    default void commit_connectionCutBeforeIt_happensOnce() throws IOException {
        DatabaseOptions options = subject().options();
        if (!Contracts.claims(subject(), Capability.OUTCOME_BY_ID)) {
            Contracts.refused(
                    subject(), options.set("certainty", "xid"), "certainty", "does not remember transactions by an id");
            return;
        }
        try (TcpProxy proxy = TcpProxy.to(Contracts.server(subject()));
                ContractTables tables = ContractTables.accounts(
                        subject(), Contracts.at(proxy.host(), options).set("certainty", "xid"))) {
            int[] runs = {0};
            int attempts = tables.database()
                    .transaction(tx -> {
                        tx.update("update contract_accounts set balance = balance + 1 where id = 1");
                        if (++runs[0] == 1) {
                            proxy.cut();
                        }
                        return runs[0];
                    })
                    .attempts();
            assertEquals(2, attempts, "what was rolled back for certain must run again");
            assertEquals(201, tables.sum(), "the work must have been done once");
        }
    }

    @Test
    default void commit_withMarker_cutBeforeIt_isFoundUndone_andHappensOnce() throws IOException {
        cutAtCommit(false);
    }

    @Test
    default void commit_withMarker_cutBeforeItsAnswer_isFoundDone_andHappensOnce() throws IOException {
        cutAtCommit(true);
    }

    private void cutAtCommit(boolean arrived) throws IOException {
        DatabaseOptions options = subject().options().set("certainty", "marker");
        if (!Contracts.claims(subject(), Capability.OUTCOME_BY_MARKER)) {
            Contracts.refused(subject(), options, "certainty", "writes no markers");
            return;
        }
        MessageFault fault = (arrived ? MessageFault.cutAfterCommit() : MessageFault.cutBeforeCommit()).once();
        try (TcpProxy proxy = TcpProxy.to(Contracts.server(subject()), subject().protocol());
                ContractTables tables = ContractTables.accounts(
                        subject(), Contracts.at(proxy.host(), options).set("ssl.mode", "disable"))) {
            SqlDatabase db = tables.database();
            db.transaction(tx -> tx.update("update contract_accounts set balance = 100")); // makes what markers need
            proxy.at(fault);
            int attempts = db.transaction(
                            tx -> tx.update("update contract_accounts set balance = balance + 1 where id = 1"))
                    .attempts();
            assertEquals(1, fault.happened(), "the connection must have been cut at a commit");
            assertEquals(arrived ? 1 : 2, attempts, "what was committed must not run again, and what was not must");
            assertEquals(201, tables.sum(), "the work must have been done once");
            assertEquals(1, db.metrics().outcomesInDoubt());
            assertEquals(0, db.metrics().outcomesUnknown());
        }
    }
}
