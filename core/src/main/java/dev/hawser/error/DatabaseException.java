package dev.hawser.error;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A database operation failed. The message says what was attempted, where, for how long, and what to look at; it never contains a credential. The driver's
 * exception, if there was one, is the cause.
 */
public class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCategory category;
    private final @Nullable String database;
    private final @Nullable String host;
    private final @Nullable String sqlState;
    private final int vendorCode;
    private final @Nullable String advice;
    private int attempts = 1;
    private @Nullable Instant lastAttempt;

    /** An error without a driver behind it. */
    public DatabaseException(ErrorCategory category, String message) {
        this(category, message, null, null, null, 0, null, null);
    }

    /** An error with everything that is known of it. {@code message} must be complete: nothing is added to it but the advice. */
    public DatabaseException(
            ErrorCategory category,
            String message,
            @Nullable String database,
            @Nullable String host,
            @Nullable String sqlState,
            int vendorCode,
            @Nullable String advice,
            @Nullable Throwable cause) {
        super(message, cause);
        this.category = category;
        this.database = database;
        this.host = host;
        this.sqlState = sqlState;
        this.vendorCode = vendorCode;
        this.advice = advice;
    }

    /** The message without the attempts and the advice. */
    public String description() {
        return String.valueOf(super.getMessage());
    }

    /** What kind of error it is. */
    public ErrorCategory category() {
        return category;
    }

    /** The configured name of the database, if one was involved. */
    public @Nullable String database() {
        return database;
    }

    /** The host, such as {@code db1:5432}, if one was involved. */
    public @Nullable String host() {
        return host;
    }

    /** The driver's SQLSTATE, if it gave one. */
    public @Nullable String sqlState() {
        return sqlState;
    }

    /** The vendor's error code; 0 if there is none. */
    public int vendorCode() {
        return vendorCode;
    }

    /** What to do about it, if there is something to say. */
    public @Nullable String advice() {
        return advice;
    }

    /** How often the operation was tried, from 1. */
    public int attempts() {
        return attempts;
    }

    /** When it was last tried; null if it was tried once. */
    public @Nullable Instant lastAttempt() {
        return lastAttempt;
    }

    /** Notes how often the operation was tried, and when last. Called by the one who retries. */
    public void attempted(int times, Instant last) {
        this.attempts = times;
        this.lastAttempt = last;
    }

    @Override
    public String getMessage() {
        StringBuilder text = new StringBuilder(description());
        if (attempts > 1) {
            text.append(" (")
                    .append(attempts)
                    .append(" attempts, the last at ")
                    .append(lastAttempt)
                    .append(')');
        }
        if (advice != null) {
            text.append(". ").append(advice);
        }
        return text.toString();
    }
}
