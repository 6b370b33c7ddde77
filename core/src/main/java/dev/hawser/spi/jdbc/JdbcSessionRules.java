package dev.hawser.spi.jdbc;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for every session of a database. Immutable.
 *
 * @param readonly whether its connections refuse writes
 * @param transactionPrologue statements at the start of every transaction, for settings that a session cannot keep (behind a pooler)
 * @param resetSql restores every setting that SQL has changed to what it was when the connection was opened; null if there is no such statement, and a
 *     changed session is closed instead of being used again
 * @param settingResets statements that undo what the driver's setters changed; null if there are none, and the driver is asked for those settings when a connection is
 *     opened, and told when it is given back. With them {@code resetSql} undoes those changes too
 * @param versionSql gives the server's version in one row and one column
 * @param connectionCountSql gives the number of all clients' connections in one row and one column; null if the server cannot tell
 * @param transactionEnd whether a statement that failed has ended its transaction
 * @param writeTimeout how long a statement that is not certainly a read may run before Hawser cancels it, where the server ends reads alone at
 *     {@code statement-timeout}; zero where the server or the driver ends all of them
 * @param timeLimits how a session is freed of its limits in time
 */
public record JdbcSessionRules(
        boolean readonly,
        List<String> transactionPrologue,
        @Nullable String resetSql,
        @Nullable SettingResets settingResets,
        String versionSql,
        @Nullable String connectionCountSql,
        TransactionEnd transactionEnd,
        Duration writeTimeout,
        TimeLimits timeLimits) {

    public JdbcSessionRules {
        transactionPrologue = List.copyOf(transactionPrologue);
    }

    /**
     * Statements that go back to what a connection was opened with. {@code setCatalog} has no effect in such an engine.
     *
     * @param isolation after {@code setTransactionIsolation}
     * @param schema after {@code setSchema}
     */
    public record SettingResets(String isolation, String schema) {}

    /** Rules of an engine whose server, or driver, limits every statement in time. */
    public JdbcSessionRules(
            boolean readonly,
            List<String> transactionPrologue,
            @Nullable String resetSql,
            @Nullable SettingResets settingResets,
            String versionSql,
            @Nullable String connectionCountSql,
            TransactionEnd transactionEnd) {
        this(
                readonly,
                transactionPrologue,
                resetSql,
                settingResets,
                versionSql,
                connectionCountSql,
                transactionEnd,
                Duration.ZERO,
                TimeLimits.NONE);
    }

    /** As above, whose server keeps a transaction that has failed. */
    public JdbcSessionRules(
            boolean readonly,
            List<String> transactionPrologue,
            @Nullable String resetSql,
            @Nullable SettingResets settingResets,
            String versionSql,
            @Nullable String connectionCountSql) {
        this(
                readonly,
                transactionPrologue,
                resetSql,
                settingResets,
                versionSql,
                connectionCountSql,
                TransactionEnd.NEVER);
    }

    /** As above, and whose settings are restored by the driver. */
    public JdbcSessionRules(
            boolean readonly,
            List<String> transactionPrologue,
            @Nullable String resetSql,
            String versionSql,
            @Nullable String connectionCountSql) {
        this(readonly, transactionPrologue, resetSql, null, versionSql, connectionCountSql);
    }

    /** The same rules, with another {@code writeTimeout}. */
    public JdbcSessionRules withWriteTimeout(Duration timeout) {
        return new JdbcSessionRules(
                readonly,
                transactionPrologue,
                resetSql,
                settingResets,
                versionSql,
                connectionCountSql,
                transactionEnd,
                timeout,
                timeLimits);
    }

    /** The same rules, with other {@code timeLimits}. */
    public JdbcSessionRules withTimeLimits(TimeLimits limits) {
        return new JdbcSessionRules(
                readonly,
                transactionPrologue,
                resetSql,
                settingResets,
                versionSql,
                connectionCountSql,
                transactionEnd,
                writeTimeout,
                limits);
    }
}
