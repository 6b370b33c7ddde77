package dev.hawser.testkit;

import dev.hawser.testkit.TransferReport.Tally;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares what callers were told with what a database holds. For one thread at a time. */
final class TransferCheck {

    private static final int EXAMPLES = 10;

    private final Map<Long, Integer> there = new HashMap<>();
    private final Map<Integer, Long> gains = new HashMap<>();
    private final Map<Told, Tally> tallies = new EnumMap<>(Told.class);
    private final Map<String, Long> errors = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private Duration longestCall = Duration.ZERO;
    private long money;
    private long wrongAccounts;

    static TransferReport of(Connection connection, List<TransferOutcome> outcomes, int hung) throws SQLException {
        TransferCheck check = new TransferCheck();
        check.readAtOneMoment(connection);
        outcomes.forEach(check::compare);
        return new TransferReport(
                check.tallies,
                check.there.size(), // those that nobody tried are left
                check.money,
                check.wrongAccounts,
                check.errors,
                hung,
                check.longestCall,
                check.examples);
    }

    /** Something may still be committed: by a transaction that nobody waits for any more. */
    private void readAtOneMoment(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        int isolation = connection.getTransactionIsolation();
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try {
            readTransfers(connection);
            readAccounts(connection);
            connection.rollback();
        } finally {
            connection.setAutoCommit(autoCommit);
            connection.setTransactionIsolation(isolation);
        }
    }

    private void readTransfers(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, source, target, amount from transfers")) {
            while (rows.next()) {
                there.merge(rows.getLong(1), 1, Integer::sum);
                gains.merge(rows.getInt(2), -rows.getLong(4), Long::sum);
                gains.merge(rows.getInt(3), rows.getLong(4), Long::sum);
            }
        }
    }

    private void readAccounts(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, balance from accounts")) {
            while (rows.next()) {
                long gained = rows.getLong(2) - Transfers.OPENING_BALANCE;
                long explained = gains.getOrDefault(rows.getInt(1), 0L);
                money += gained;
                if (gained != explained) {
                    wrongAccounts++;
                    note("account " + rows.getInt(1) + " gained " + gained + ", of which transfers explain "
                            + explained);
                }
            }
        }
    }

    private void compare(TransferOutcome outcome) {
        Integer found = there.remove(outcome.id());
        int times = found == null ? 0 : found;
        tallies.merge(outcome.told(), Tally.NONE.plus(times), (sum, one) -> sum.plus(times));
        if (outcome.error() != null) {
            errors.merge(outcome.error(), 1L, Long::sum);
        }
        if (outcome.told() != Told.NOTHING) {
            Duration call = Duration.between(outcome.began(), outcome.ended());
            longestCall = call.compareTo(longestCall) > 0 ? call : longestCall;
        }
        boolean asTold = switch (outcome.told()) {
            case DONE -> times == 1;
            case FAILED -> times == 0;
            case UNKNOWN, NOTHING -> times <= 1;
        };
        if (!asTold) {
            note("there " + times + " times: " + outcome);
        }
    }

    private void note(String example) {
        if (examples.size() < EXAMPLES) {
            examples.add(example);
        }
    }
}
