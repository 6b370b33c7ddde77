package dev.hawser;

/** Which connections a pool lets go of. */
public enum FlushMode {
    /** Those that are idle now. */
    IDLE,
    /** Those that are idle now, and those that are lent when they come back. */
    GRACEFUL,
    /** All, now: what runs on those that are lent fails. */
    ALL
}
