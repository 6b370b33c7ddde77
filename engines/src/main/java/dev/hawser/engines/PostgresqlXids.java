package dev.hawser.engines;

import dev.hawser.spi.jdbc.JdbcCommits.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ids of transactions, and what a server remembers of them. A server that crashed gives the ids once more that it had given to transactions of which nothing was on the
 * disk yet, on the same timeline. So an id counts in one life of the server only, which is from one crash or promotion to the next, and is written {@code <id>:<life>}.
 */
enum PostgresqlXids {
    /** Before version 13. */
    BIGINT("txid_current_if_assigned()", "txid_status(?::bigint)"),
    XID8("pg_current_xact_id_if_assigned()", "pg_xact_status(?::xid8)");

    private static final int XID8_SINCE = 13;

    // The statistics begin anew with a crash. When somebody resets them that looks like one, and no harm is done. But a
    // standby that was made by copying the files of a
    // server that was shut down has the same statistics: the timeline tells it from that server once it is promoted.
    private static final String LIFE =
            "(select coalesce(case when not pg_is_in_recovery() then left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) end, '')"
                    + " || '/' || coalesce((extract(epoch from pg_stat_get_bgwriter_stat_reset_time()) * 1000000)::bigint, 0))";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,20}):([0-9A-F]{0,8}/-?[0-9]{1,19})");

    private final String current;
    private final String currentId;
    private final String currentIdAndLife;
    private final String status;

    PostgresqlXids(String current, String status) {
        this.current = current;
        this.currentId = "select " + current + "::text as id";
        this.currentIdAndLife = currentId + ", " + LIFE + " as life";
        this.status = "select case when " + LIFE + " = ? then " + status + " end";
    }

    static PostgresqlXids of(int majorVersion) {
        return majorVersion >= XID8_SINCE ? XID8 : BIGINT;
    }

    /** An expression for the id of the transaction that is open; null if it wrote nothing so far. */
    String current() {
        return current;
    }

    /** The id of the transaction that is open; null if it wrote nothing so far. */
    @Nullable
    String current(Connection connection) throws SQLException {
        PostgresqlServer server = PostgresqlServer.of(connection);
        String life = server.life();
        try (PreparedStatement statement = connection.prepareStatement(life == null ? currentIdAndLife : currentId);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            if (life == null) {
                life = rows.getString("life");
                server.life(life);
            }
            String id = rows.getString("id");
            return id == null ? null : id + ":" + life;
        }
    }

    /** What became of the transaction. */
    Outcome outcome(Connection connection, String transactionId) throws SQLException {
        Matcher parts = FORM.matcher(transactionId);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not the id of a transaction: " + transactionId);
        }
        try (PreparedStatement statement = connection.prepareStatement(status)) {
            statement.setString(1, parts.group(2));
            statement.setString(2, parts.group(1));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                String told = rows.getString(1);
                return told == null
                        ? Outcome.UNKNOWN
                        : switch (told) {
                            case "committed" -> Outcome.COMMITTED;
                            case "aborted" -> Outcome.ROLLED_BACK;
                            case "in progress" -> Outcome.IN_PROGRESS;
                            default -> Outcome.UNKNOWN;
                        };
            }
        }
    }
}
