package dev.hawser.engines;

import static java.util.Map.entry;

import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ErrorTable;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sqlite.SQLiteException;

/**
 * What SQLite's codes mean: <a href="https://www.sqlite.org/rescode.html">Result and Error Codes</a>. There is no SQLSTATE. An extended code that is not
 * listed means what its primary code, the lowest byte, means.
 */
final class SqliteErrors implements ErrorTable {

    private static final int PRIMARY_CODE = 0xff;

    private static final Map<Integer, CodeMeaning> CODES = Map.ofEntries(
            entry(1, new CodeMeaning(ErrorCategory.SYNTAX)), // ERROR: bad SQL, no such table
            entry(3, new CodeMeaning(ErrorCategory.PERMISSION, "Check who may read and write the file")), // PERM
            entry(
                    5,
                    new CodeMeaning( // BUSY
                            ErrorCategory.TIMEOUT,
                            "Another process holds the lock of the file: keep its transactions short, or raise busy_timeout")),
            entry(
                    517,
                    new CodeMeaning(
                            ErrorCategory.SERIALIZATION)), // BUSY_SNAPSHOT: somebody wrote since this transaction read
            entry(6, new CodeMeaning(ErrorCategory.TIMEOUT)), // LOCKED
            entry(7, new CodeMeaning(ErrorCategory.RESOURCE, "Memory is exhausted")), // NOMEM
            entry(8, new CodeMeaning(ErrorCategory.WRONG_ROLE, "This connection only reads")), // READONLY
            entry(
                    520,
                    new CodeMeaning(
                            ErrorCategory.PERMISSION, "The lock file of the write-ahead log cannot be written")),
            entry(
                    1032,
                    new CodeMeaning(
                            ErrorCategory.CONNECTION_LOST,
                            "The file was moved or deleted while it was open")), // DBMOVED
            entry(1544, new CodeMeaning(ErrorCategory.PERMISSION, "The directory of the file cannot be written")),
            entry(
                    9,
                    new CodeMeaning( // INTERRUPT
                            ErrorCategory.TIMEOUT,
                            "The statement was cancelled, most likely by statement-timeout: make it faster or raise the limit")),
            entry(
                    10,
                    new CodeMeaning(
                            ErrorCategory.RESOURCE, "The file cannot be read or written: look at the disk")), // IOERR
            entry(
                    11,
                    new CodeMeaning(
                            ErrorCategory.RESOURCE, "The file is damaged: restore it from a backup")), // CORRUPT
            entry(
                    13,
                    new CodeMeaning(
                            ErrorCategory.RESOURCE, "The disk is full: make room before anything else")), // FULL
            entry(
                    14,
                    new CodeMeaning( // CANTOPEN
                            ErrorCategory.NO_SUCH_DATABASE,
                            "Check the path: the directory must exist, and this process must be allowed to use it")),
            entry(
                    15,
                    new CodeMeaning(
                            ErrorCategory.TIMEOUT)), // PROTOCOL: the locks of the write-ahead log were not to be had
            entry(18, new CodeMeaning(ErrorCategory.DATA, "A value is too large")), // TOOBIG
            entry(19, new CodeMeaning(ErrorCategory.CONSTRAINT)),
            entry(20, new CodeMeaning(ErrorCategory.DATA)), // MISMATCH
            entry(23, new CodeMeaning(ErrorCategory.PERMISSION)), // AUTH
            entry(25, new CodeMeaning(ErrorCategory.SYNTAX)), // RANGE: no such parameter
            entry(
                    26,
                    new CodeMeaning(
                            ErrorCategory.NO_SUCH_DATABASE, "The file is not a SQLite database, or it is encrypted")));

    private static final CodeMeaning OTHER = new CodeMeaning(ErrorCategory.OTHER);

    /** Result codes, primary and extended. */
    @Override
    public Set<String> codes() {
        return CODES.keySet().stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Meaning meaning(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && code(sql) != 0) {
                int code = code(sql);
                CodeMeaning entry = CODES.getOrDefault(code, CODES.getOrDefault(code & PRIMARY_CODE, OTHER));
                return new Meaning(entry.category(), null, code, entry.advice());
            }
        }
        return new Meaning(OTHER.category(), null, 0, OTHER.advice());
    }

    /** The extended code where the driver gives it, which {@link SQLException#getErrorCode()} cuts. */
    static int code(SQLException error) {
        return error instanceof SQLiteException sqlite ? sqlite.getResultCode().code : error.getErrorCode();
    }

    static int primaryCode(SQLException error) {
        return code(error) & PRIMARY_CODE;
    }
}
