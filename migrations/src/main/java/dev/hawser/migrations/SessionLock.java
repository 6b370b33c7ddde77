package dev.hawser.migrations;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A lock that the server keeps for a session and drops when the session ends, which is after whatever that still runs: nobody begins before its last statement is over. */
final class SessionLock implements MigrationLock {

    /**
     * How an engine locks. {@code NAME} stands for the lock's name, which is made of digits and letters; the first column of what a statement gives says whether it succeeded.
     *
     * @param holder says who has it; null if nobody can tell
     * @param numbered whether the name is a number
     */
    private record Way(
            String take, String release, @Nullable String holder, boolean numbered) {}

    // https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    private static final Way POSTGRESQL = new Way(
            "select pg_try_advisory_lock(NAME)",
            "select pg_advisory_unlock(NAME)",
            "select 'process ' || a.pid || ' of ' || a.usename || ' from ' || coalesce(host(a.client_addr), 'this machine')"
                    + " from pg_locks l join pg_stat_activity a on a.pid = l.pid where l.locktype = 'advisory' and l.granted"
                    + " and ((l.classid::bigint << 32) | l.objid::bigint) = NAME",
            true);
    // https://mariadb.com/kb/en/get_lock/
    private static final Way MYSQL = new Way(
            "select get_lock('NAME', 0)",
            "select release_lock('NAME')",
            "select concat('connection ', is_used_lock('NAME'))",
            false);
    // https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-getapplock-transact-sql
    private static final Way SQLSERVER = new Way(
            "exec sp_getapplock @Resource = 'NAME', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 0;"
                    + " select case when applock_mode('public', 'NAME', 'Session') = 'Exclusive' then 1 else 0 end",
            "exec sp_releaseapplock @Resource = 'NAME', @LockOwner = 'Session'; select 1",
            null,
            false);

    private final Connection connection;
    private final Way way;
    private final String name;

    private SessionLock(Connection connection, Way way, byte[] name) {
        this.connection = connection;
        this.way = way;
        this.name = way.numbered() ? String.valueOf(ByteBuffer.wrap(name).getLong()) : label(name);
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
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(named(sql))) {
                String holder = rows.next() ? rows.getString(1) : null;
                return holder == null ? "another session" : holder;
            } catch (SQLException secret) {
                return "who it is cannot be told: " + secret.getMessage();
            }
        }
        return "another session";
    }

    private String named(String sql) {
        return sql.replace("NAME", name);
    }

    /** The last answer counts: a procedure may answer with a number of rows first. */
    private boolean ask(String sql) throws SQLException {
        boolean succeeded = false;
        try (Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(named(sql));
            while (rows || statement.getUpdateCount() >= 0) {
                if (rows) {
                    try (ResultSet answer = statement.getResultSet()) {
                        succeeded = answer.next() && isTrue(answer.getObject(1));
                    }
                }
                rows = statement.getMoreResults();
            }
        }
        return succeeded;
    }

    private static boolean isTrue(@Nullable Object answer) {
        return answer instanceof Boolean taken ? taken : answer instanceof Number number && number.intValue() == 1;
    }
}
