package dev.hawser;

/** Whether a host is usable. */
public enum HostState {
    /** Answered when it was last asked. */
    AVAILABLE,
    /** Gave a bad sign; to be asked again before it is trusted. */
    SUSPECT,
    /** Gave no answer when it was last asked. */
    DOWN
}
