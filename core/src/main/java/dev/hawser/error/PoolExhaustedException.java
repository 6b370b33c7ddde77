package dev.hawser.error;

import org.jspecify.annotations.Nullable;

/** No connection became free in time. The message says how long was waited, the counts, and who holds the connections since when. */
public final class PoolExhaustedException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    /** A complete message, and the last reason why no connection could be opened, if there was one. */
    public PoolExhaustedException(
            String message, String database, String host, String advice, @Nullable Throwable lastConnectFailure) {
        // 08001 as the JDBC façade's SQLSTATE: the client could not establish a connection (ISO 9075, class 08).
        super(ErrorCategory.POOL_EXHAUSTED, message, database, host, "08001", 0, advice, lastConnectFailure);
    }
}
