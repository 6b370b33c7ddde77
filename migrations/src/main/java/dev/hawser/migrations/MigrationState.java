package dev.hawser.migrations;

/** How far a migration is. */
public enum MigrationState {
    /** It was never applied, or was undone since. Never in the history. */
    PENDING,
    /** It was there before the baseline, and is not applied. Never in the history. */
    BASELINE,
    /** It began and has not ended: a run is at it, or was killed at it. */
    APPLYING,
    /** It is there. */
    APPLIED,
    /** One of its statements failed; those before it are there. */
    FAILED,
    /** Its undoing began and has not ended. */
    UNDOING,
    /** It was undone. It stays in the history, and its version is pending again. */
    UNDONE;

    /** Whether some of its statements may be there and others not. */
    public boolean isHalf() {
        return this == APPLYING || this == FAILED || this == UNDOING;
    }
}
