package dev.hawser.testkit;

import dev.hawser.error.ErrorCategory;

/** A failure of a {@link FakeEngine} that carries its own meaning. */
public final class FakeFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCategory category;

    /** A failure of this kind. */
    public FakeFailure(ErrorCategory category, String message) {
        super(message);
        this.category = category;
    }

    /** What it means. */
    public ErrorCategory category() {
        return category;
    }
}
