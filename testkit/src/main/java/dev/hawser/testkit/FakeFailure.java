package dev.hawser.testkit;

import dev.hawser.error.ErrorCategory;
import org.jspecify.annotations.Nullable;

/** A failure of a {@link FakeEngine} that carries its own meaning. */
public final class FakeFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCategory category;
    private final @Nullable String sqlState;

    /** A failure of this kind. */
    public FakeFailure(ErrorCategory category, String message) {
        this(category, null, message);
    }

    /** A failure of this kind for which the server gave this code. */
    public FakeFailure(ErrorCategory category, @Nullable String sqlState, String message) {
        super(message);
        this.category = category;
        this.sqlState = sqlState;
    }

    /** What it means. */
    public ErrorCategory category() {
        return category;
    }

    /** The server's code; null if it gave none. */
    public @Nullable String sqlState() {
        return sqlState;
    }
}
