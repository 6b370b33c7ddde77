package dev.hawser.error;

/**
 * A COMMIT got no answer, and what became of it is not known: the transaction may have been committed or not. Never retried by Hawser. Whoever retries must first
 * find out, by looking for what the transaction wrote.
 */
public final class OutcomeUnknownException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    /** The SQL standard's word for it: transaction resolution unknown. */
    private static final String RESOLUTION_UNKNOWN = "08007";

    /** The outcome of a commit that failed with {@code error} is not known. */
    public OutcomeUnknownException(DatabaseException error) {
        super(
                ErrorCategory.OUTCOME_UNKNOWN,
                error.description() + "; whether the transaction was committed is not known",
                error.database(),
                error.host(),
                RESOLUTION_UNKNOWN,
                error.vendorCode(),
                "Look for what the transaction wrote before doing it again",
                error.getCause());
    }
}
