package dev.hawser.engines;

import static java.util.Map.entry;

import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ErrorTable;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/**
 * What SQLSTATEs mean for MS Access. Those of statements are HSQLDB's, which answers them: <a
 * href="http://hsqldb.org/doc/2.0/apidocs/org.hsqldb/org/hsqldb/error/ErrorCode.html">its codes</a>; those of opening a file are Hawser's. A class stands for every code of it
 * that is not listed.
 */
final class AccessErrors implements ErrorTable {

    static final String LOCKED = "08001";
    static final String CANNOT_OPEN = "3D000";
    static final String WRONG_PASSWORD = "28000";
    static final String DAMAGED = "58030";
    static final String ROLLED_BACK = "25000";
    static final String READ_ONLY = "25006";
    static final String STOPPED = "40502";
    static final String UNSUPPORTED = "0A000";

    // The driver's, for what it finds out itself, most of it while it writes the file.
    private static final String DRIVER = "15000";

    private static final Map<String, CodeMeaning> CODES = Map.ofEntries(
            entry("08", new CodeMeaning(ErrorCategory.CONNECTION_LOST)),
            entry(LOCKED, new CodeMeaning(ErrorCategory.CONNECTION_REFUSED)),
            entry(UNSUPPORTED, new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(
                    DRIVER,
                    new CodeMeaning(
                            ErrorCategory.DATA,
                            "The file does not take this; nothing of the transaction was kept, and the file is read anew")),
            entry("22", new CodeMeaning(ErrorCategory.DATA)),
            entry("23", new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(
                    ROLLED_BACK,
                    new CodeMeaning(
                            ErrorCategory.OTHER,
                            "An earlier statement of this transaction failed: let its error through, or roll back to a savepoint")),
            entry(READ_ONLY, new CodeMeaning(ErrorCategory.WRONG_ROLE, "This connection only reads")),
            entry(WRONG_PASSWORD, new CodeMeaning(ErrorCategory.AUTHENTICATION, "Check the password")),
            entry(
                    CANNOT_OPEN,
                    new CodeMeaning(
                            ErrorCategory.NO_SUCH_DATABASE,
                            "Check the path, or let the file be created with create-db: true")),
            entry(
                    "40001",
                    new CodeMeaning(
                            ErrorCategory.SERIALIZATION,
                            "Another connection of this process holds the table: hand everything in one transaction to it")),
            entry(
                    STOPPED,
                    new CodeMeaning(
                            ErrorCategory.TIMEOUT,
                            "The statement was cancelled, most likely by statement-timeout: make it faster or raise the limit")),
            entry("42", new CodeMeaning(ErrorCategory.SYNTAX)),
            entry(
                    DAMAGED,
                    new CodeMeaning(
                            ErrorCategory.RESOURCE,
                            "Repair the file with MS Access (Compact and Repair), or restore it from a backup")));

    private static final CodeMeaning OTHER = new CodeMeaning(ErrorCategory.OTHER);

    /** SQLSTATEs, and classes of them. */
    @Override
    public Set<String> codes() {
        return CODES.keySet();
    }

    /** The driver wraps errors, and puts its own code or none around one that has a better. */
    @Override
    public Meaning meaning(Throwable error) {
        Meaning weak = null;
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                Meaning meaning = meaning(sql, sql.getSQLState());
                if (!DRIVER.equals(sql.getSQLState())) {
                    return meaning;
                }
                weak = weak == null ? meaning : weak;
            }
        }
        return weak == null ? new Meaning(OTHER.category(), null, 0, null) : weak;
    }

    private static Meaning meaning(SQLException error, String state) {
        CodeMeaning entry = CODES.get(state);
        if (entry == null) {
            entry = CODES.getOrDefault(state.substring(0, Math.min(2, state.length())), OTHER);
        }
        return new Meaning(entry.category(), state, error.getErrorCode(), entry.advice());
    }
}
