package dev.hawser.testkit;

/** What the caller of a transfer was told. */
public enum Told {
    /** It was done: it must be there, once. */
    DONE,
    /** It failed: it must not be there. */
    FAILED,
    /** Nobody knows: it may be there, once, or not. */
    UNKNOWN,
    /** Nothing: the call had not returned when the run was ended by force. It may be there, once, or not. */
    NOTHING
}
