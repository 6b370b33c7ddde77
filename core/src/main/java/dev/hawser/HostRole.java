package dev.hawser;

/** What a host may be used for, as it says itself. */
public enum HostRole {
    /** Takes writes. */
    PRIMARY,
    /** Takes reads only and follows a primary. */
    REPLICA,
    /** Not asked yet, or it gave no answer. */
    UNKNOWN
}
