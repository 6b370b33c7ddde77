package dev.hawser.migrations;

/** What somebody has found out about a migration that was interrupted, where nobody can tell from outside. */
public enum Interrupted {
    /** The statement that was under way is done: the next run goes on behind it. */
    STATEMENT_DONE,
    /** It is not: the next run does it again. */
    STATEMENT_NOT_DONE,
    /** All of the migration is done, or undone. */
    ALL_DONE,
    /** Nothing of it is left, or nothing of its undoing was done. */
    NOTHING_DONE
}
