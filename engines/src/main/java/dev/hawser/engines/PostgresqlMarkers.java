package dev.hawser.engines;

import dev.hawser.spi.jdbc.JdbcCommits.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table of the transactions that were committed with a marker. A transaction whose answer was lost is decided by writing its marker in its stead: that row is a
 * tombstone, {@code committed = false}, on whose key the transaction fails if it still comes. Whoever decides once more finds the tombstone, and says the same.
 *
 * <p>A transaction writes its marker through a function, because the role that it has taken on may have no right to the table, and because an {@code insert} fails in a
 * read-only transaction even if it inserts nothing. One that wrote and then became read-only fails: without its marker it would be taken for rolled back.
 */
final class PostgresqlMarkers {

    private static final String TABLE = CommitMarkers.TABLE;
    private static final String FUNCTION = "hawser_mark_commit";
    private static final String INDEX_SUFFIX = "_at";
    private static final int BATCH = 10_000;

    private static final Set<String> WAITED_IN_VAIN = Set.of("55P03", "57014");
    private static final String SERIALIZATION_FAILURE = "40001";

    private final String table;
    private final String function;
    private final String commit;
    private final String commitAndTell;

    /** Those in a schema; null is {@code public}. */
    PostgresqlMarkers(@Nullable String schema) {
        String prefix = PostgresqlEngine.DIALECT.quote(schema == null ? PostgresqlSettings.PUBLIC : schema) + ".";
        this.table = prefix + TABLE;
        this.function = prefix + FUNCTION;
        this.commit = "select " + function + "(?); commit";
        this.commitAndTell = commit + "; " + PostgresqlLog.END;
    }

    /** Statements that write the marker, which is their parameter, if the transaction wrote anything, and commit. */
    String commit() {
        return commit;
    }

    /** As above, with where the log then ends as their last result. */
    String commitAndTell() {
        return commitAndTell;
    }

    /** The key of a marker. */
    static UUID key(String marker) {
        return UUID.fromString(marker);
    }

    /** What became of the transaction with this marker; if it was not committed it never will be. */
    Outcome settle(Connection connection, UUID key) throws SQLException {
        String tombstone = "insert into " + table + " (id, committed) values (?, false) on conflict (id) do nothing";
        try (PreparedStatement statement = connection.prepareStatement(tombstone)) {
            statement.setObject(1, key);
            if (statement.executeUpdate() == 1) {
                return Outcome.ROLLED_BACK;
            }
        } catch (SQLException error) {
            String state = String.valueOf(error.getSQLState());
            if (WAITED_IN_VAIN.contains(state)) {
                return Outcome.IN_PROGRESS;
            }
            // Above read committed: it came while this waited for it.
            if (!state.equals(SERIALIZATION_FAILURE)) {
                throw error;
            }
        }
        return CommitMarkers.found(connection, table, key);
    }

    /** Makes what is missing. */
    void prepare(Connection connection) throws SQLException {
        if (!exist(connection)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(definition(PostgresqlServer.of(connection).xids()));
            } catch (SQLException failed) {
                // "If not exists" is no protection from others who do the same at the same moment.
                if (!exist(connection)) {
                    throw failed;
                }
            }
        }
        makeStandbysTellTheirTimeline(connection);
    }

    private boolean exist(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select to_regclass(?) is not null and to_regprocedure(?) is not null")) {
            statement.setString(1, table);
            statement.setString(2, function + "(uuid)");
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    /** One text, and so one transaction. {@code at} is not when the transaction began, or a long one could be pruned as it comes. */
    private String definition(PostgresqlXids xids) {
        String body = """
                begin
                  if %s is not null then
                    if current_setting('transaction_read_only') = 'on' then
                      raise invalid_transaction_state using
                        message = 'a transaction that became read-only after it wrote something cannot be committed with a marker',
                        hint = 'Let it write in a transaction of its own, or set certainty to xid or off.';
                    end if;
                    insert into %s (id) values (marker);
                  end if;
                end""".formatted(xids.current(), table);
        return """
                create table if not exists %1$s (
                  id uuid primary key,
                  committed boolean not null default true,
                  at timestamptz not null default clock_timestamp());
                create index if not exists %2$s on %1$s (at);
                comment on table %1$s is 'Kept by Hawser, to find out what became of a transaction when the answer to its COMMIT is lost: \
                a row for each that was committed, and one with committed = false for each that was given up. Old rows may be deleted.';
                create or replace function %3$s(marker uuid) returns void language plpgsql security definer \
                set search_path = pg_catalog, pg_temp as '%4$s';
                comment on function %3$s(uuid) is 'Used by Hawser: writes a row of %5$s for the transaction that calls it, if that wrote anything.'
                """.formatted(table, TABLE + INDEX_SUFFIX, function, body.replace("'", "''"), TABLE);
    }

    /**
     * A standby that replays the commit of somebody who drops a relation writes down how far it is, and on which timeline; after a promotion it may not do so for minutes
     * otherwise, and ordinary roles see nothing else of it ({@link PostgresqlRole}).
     */
    private static void makeStandbysTellTheirTimeline(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean allowed;
            try (ResultSet rows =
                    statement.executeQuery("select has_database_privilege(current_database(), 'temporary')")) {
                allowed = rows.next() && rows.getBoolean(1);
            }
            if (allowed) {
                statement.execute("create temporary table hawser_timeline () on commit drop");
            }
        }
    }

    /** Deletes those that are older. */
    int prune(Connection connection, Duration age) throws SQLException {
        String sql = "delete from " + table + " where id in (select id from " + table
                + " where at < clock_timestamp() - ? * interval '1 millisecond' order by at limit " + BATCH + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, age.toMillis());
            return CommitMarkers.deleteInBatches(statement, BATCH);
        }
    }
}
