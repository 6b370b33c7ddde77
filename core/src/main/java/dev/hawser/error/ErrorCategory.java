package dev.hawser.error;

import java.util.Locale;

/**
 * What kind of error it is. It alone answers three questions: is the connection broken, does it speak against the host, and may the work run again?
 */
public enum ErrorCategory {
    /** The connection broke while it was used. Whether the server did what was asked is not known. */
    CONNECTION_LOST(true, true, Rerun.READS),
    /** No connection could be made. Nothing was sent. */
    CONNECTION_REFUSED(false, true, Rerun.YES),
    /** The host does not take writes. Nothing was written. */
    WRONG_ROLE(true, true, Rerun.YES),
    /** The server does not accept the credentials. */
    AUTHENTICATION(false, false, Rerun.NO),
    /** The user may not do this. */
    PERMISSION(false, false, Rerun.NO),
    /** The server does not have this database. */
    NO_SUCH_DATABASE(false, false, Rerun.NO),
    /** The transaction conflicted with another one and was rolled back. */
    SERIALIZATION(false, false, Rerun.TRANSACTION),
    /** The transaction was chosen to end a deadlock and was rolled back. */
    DEADLOCK(false, false, Rerun.TRANSACTION),
    /** The server stopped a statement because of its time, or a lock did not come. */
    TIMEOUT(false, false, Rerun.NO),
    /** A constraint forbids the change. */
    CONSTRAINT(false, false, Rerun.NO),
    /** The statement is wrong, or names something that does not exist. */
    SYNTAX(false, false, Rerun.NO),
    /** A value does not fit. */
    DATA(false, false, Rerun.NO),
    /** No connection became free in time. */
    POOL_EXHAUSTED(false, false, Rerun.NO),
    /** A COMMIT got no answer, and what became of it could not be found out. */
    OUTCOME_UNKNOWN(true, true, Rerun.NO),
    /** The server lacks something: memory, disk, connections. */
    RESOURCE(false, false, Rerun.NO),
    /** The work was refused before it was sent: a read-only database, a closed session, a bad parameter. */
    REFUSED(false, false, Rerun.NO),
    /** Anything else. */
    OTHER(false, false, Rerun.NO);

    /** Whether work that failed may run again. */
    public enum Rerun {
        /** Yes: nothing was done. */
        YES,
        /** Reads may; writes only when they are known not to have been applied. */
        READS,
        /** The whole transaction may, not the statement alone. */
        TRANSACTION,
        /** No. */
        NO
    }

    private final boolean breaksConnection;
    private final boolean suspectsHost;
    private final Rerun rerun;

    ErrorCategory(boolean breaksConnection, boolean suspectsHost, Rerun rerun) {
        this.breaksConnection = breaksConnection;
        this.suspectsHost = suspectsHost;
        this.rerun = rerun;
    }

    /** Whether the connection must not be used again. */
    public boolean breaksConnection() {
        return breaksConnection;
    }

    /** Whether the host must be asked again before it is trusted. */
    public boolean suspectsHost() {
        return suspectsHost;
    }

    /** Whether the work may run again. */
    public Rerun rerun() {
        return rerun;
    }

    /** The lower-case name that JSON carries, such as {@code connection_lost}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
