package dev.hawser.spi.jdbc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for every session of a database. Immutable.
 *
 * @param readonly whether its connections refuse writes
 * @param transactionPrologue statements at the start of every transaction, for settings that a session cannot keep (behind a pooler)
 * @param resetSql restores every setting that SQL has changed to what it was when the connection was opened; null if there is no such statement, and a
 *     changed session is closed instead of being used again
 * @param resetsSchema whether {@code resetSql} also undoes {@code setSchema}; then the driver's own {@code setSchema}, which may know less of a search path
 *     than the server, is not used for it
 * @param versionSql gives the server's version in one row and one column
 * @param connectionCountSql gives the number of all clients' connections in one row and one column; null if the server cannot tell
 */
public record JdbcSessionRules(
        boolean readonly,
        List<String> transactionPrologue,
        @Nullable String resetSql,
        boolean resetsSchema,
        String versionSql,
        @Nullable String connectionCountSql) {

    public JdbcSessionRules {
        transactionPrologue = List.copyOf(transactionPrologue);
    }

    /** Rules of an engine whose schema is restored by the driver. */
    public JdbcSessionRules(
            boolean readonly,
            List<String> transactionPrologue,
            @Nullable String resetSql,
            String versionSql,
            @Nullable String connectionCountSql) {
        this(readonly, transactionPrologue, resetSql, false, versionSql, connectionCountSql);
    }
}
