package dev.hawser.error;

/** No database of this name is configured. The message lists the names that are. */
public final class NoSuchDatabaseException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    /** An error with a complete message. */
    public NoSuchDatabaseException(String message) {
        super(ErrorCategory.REFUSED, message);
    }
}
