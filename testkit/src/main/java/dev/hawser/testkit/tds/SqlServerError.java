package dev.hawser.testkit.tds;

import java.util.Set;

/** An error as SQL Server reports it. */
final class SqlServerError extends Exception {

    private static final long serialVersionUID = 1;

    /** From here on the connection is closed. */
    private static final int FATAL = 20;

    private static final Set<Integer> OF_ONE_STATEMENT = Set.of(515, 547, 2601, 2627, 2628, 8115, 8134);

    private final int number;
    private final int severity;
    private final int state;

    SqlServerError(int number, int severity, String message) {
        this(number, severity, 1, message);
    }

    SqlServerError(int number, int severity, int state, String message) {
        super(message, null, false, false);
        this.number = number;
        this.severity = severity;
        this.state = state;
    }

    int number() {
        return number;
    }

    int severity() {
        return severity;
    }

    int state() {
        return state;
    }

    boolean isFatal() {
        return severity >= FATAL;
    }

    /** Whether, without {@code XACT_ABORT}, the statement alone ends with it, and the batch goes on. */
    boolean endsStatementOnly() {
        return OF_ONE_STATEMENT.contains(number);
    }

    /** Whether it rolls the transaction back with {@code XACT_ABORT}: what is wrong before anything runs does not. */
    boolean abortsTransaction() {
        return number != 102 && number != 156;
    }
}
