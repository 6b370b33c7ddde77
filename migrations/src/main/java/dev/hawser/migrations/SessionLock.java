package dev.hawser.migrations;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A lock that the server keeps for a session and drops when the session ends, which is after whatever that still runs: nobody begins before its last statement is over. */
final class SessionLock implements MigrationLock {

    /**
     * How an engine locks. Each statement takes the lock's name; the first column of what it gives says whether it succeeded.
     *
     * @param holder says who has it; null if nobody can tell
     */
    private record Way(
            String take, String release, @Nullable String holder, boolean numbered) {}

    // https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    private static final Way POSTGRESQL = new Way(
            "select pg_try_advisory_lock(?)",
            "select pg_advisory_unlock(?)",
            "select 'process ' || a.pid || ' of ' || a.usename || ' from ' || coalesce(host(a.client_addr), 'this machine')"
                    + " from pg_locks l join pg_stat_activity a on a.pid = l.pid where l.locktype = 'advisory' and l.granted"
                    + " and ((l.classid::bigint << 32) | l.objid::bigint) = ?",
            true);
    // https://mariadb.com/kb/en/get_lock/
    private static final Way MYSQL = new Way(
            "select get_lock(?, 0)", "select release_lock(?)", "select concat('connection ', is_used_lock(?))", false);
    // https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-getapplock-transact-sql
    private static final Way SQLSERVER = new Way(
            "declare @taken int; exec @taken = sp_getapplock @Resource = ?, @LockMode = 'Exclusive', @LockOwner = 'Session',"
                    + " @LockTimeout = 0; select case when @taken >= 0 then 1 else 0 end",
            "declare @gone int; exec @gone = sp_releaseapplock @Resource = ?, @LockOwner = 'Session';"
                    + " select case when @gone >= 0 then 1 else 0 end",
            null,
            false);

    private final Connection connection;
    private final Way way;
    private final Object name;

    private SessionLock(Connection connection, Way way, byte[] name) {
        this.connection = connection;
        this.way = way;
        this.name = way.numbered() ? (Object) ByteBuffer.wrap(name).getLong() : label(name);
    }

    /** The lock of an engine with servers. {@code place}: what is locked. */
    static SessionLock of(EngineRules rules, Connection connection, String place) {
        byte[] name = Checksum.sha256().digest(("hawser " + place).getBytes(StandardCharsets.UTF_8));
        return switch (rules) {
            case POSTGRESQL -> new SessionLock(connection, POSTGRESQL, name);
            case MYSQL -> new SessionLock(connection, MYSQL, name);
            case SQLSERVER -> new SessionLock(connection, SQLSERVER, name);
            case SQLITE, OTHER -> throw new IllegalArgumentException(rules + " has no sessions that could lock");
        };
    }

    /** MySQL allows 64 characters. */
    private static String label(byte[] name) {
        return "hawser:" + HexFormat.of().formatHex(name, 0, 20);
    }

    @Override
    public boolean tryTake() {
        try {
            return ask(way.take());
        } catch (SQLException failed) {
            throw new MigrationException(
                    "the lock that keeps others from migrating cannot be taken: " + failed.getMessage()
                            + ". Nothing was changed",
                    failed);
        }
    }

    @Override
    public void release() {
        try {
            if (!ask(way.release())) {
                throw new MigrationException(
                        "the lock that keeps others from migrating was lost meanwhile: a script must not give session locks"
                                + " back",
                        null);
            }
        } catch (SQLException failed) {
            throw new MigrationException(
                    "the lock that keeps others from migrating cannot be given back: " + failed.getMessage(), failed);
        }
    }

    @Override
    public String holder() {
        String sql = way.holder();
        if (sql != null) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, name);
                try (ResultSet rows = statement.executeQuery()) {
                    if (rows.next() && rows.getString(1) != null) {
                        return rows.getString(1);
                    }
                }
            } catch (SQLException secret) {
                return "who it is cannot be told: " + secret.getMessage();
            }
        }
        return "another session";
    }

    private boolean ask(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, name);
            boolean rows = statement.execute();
            while (!rows && statement.getUpdateCount() >= 0) {
                rows = statement.getMoreResults();
            }
            try (ResultSet answer = statement.getResultSet()) {
                return answer != null && answer.next() && isTrue(answer.getObject(1));
            }
        }
    }

    private static boolean isTrue(@Nullable Object answer) {
        return answer instanceof Boolean taken ? taken : answer instanceof Number number && number.intValue() == 1;
    }
}
