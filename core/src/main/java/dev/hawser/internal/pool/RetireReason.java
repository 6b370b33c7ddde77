package dev.hawser.internal.pool;

/** Why a pool closed a connection. */
public enum RetireReason {
    /** It reached the age of {@code pool.recycle}. */
    RECYCLED("recycled"),
    /** It was above {@code pool.size} and no longer needed, or the pool was made smaller. */
    SURPLUS("surplus"),
    /** Nobody used it for a minute, and the database may fall asleep. */
    QUIET("unused in quiet mode"),
    /** It was idle and as old as a connection that was lost, or the pool was flushed. */
    FLUSHED("flushed"),
    /** The host has another role than when it was opened. */
    ROLE_CHANGED("the host changed its role"),
    /** It was opened with credentials that are no longer current. */
    OLD_CREDENTIALS("opened with older credentials"),
    /** It gave no sign of life in time. */
    NO_SIGN_OF_LIFE("gave no sign of life"),
    /** It gave no sign of life in the little time that its caller had, which says nothing of the others. */
    NO_QUICK_SIGN_OF_LIFE("gave no sign of life in the little time that its caller had"),
    /** It could not be brought back to the state in which it was opened. */
    NOT_RESET("could not be reset"),
    /** It was cut. */
    ABORTED("aborted"),
    /** Its borrower lost it without giving it back. */
    LEAKED("leaked"),
    /** The pool was closed. */
    POOL_CLOSED("pool closed");

    private final String text;

    RetireReason(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
