package dev.hawser.internal.pool;

import org.jspecify.annotations.Nullable;

/**
 * What a pool believed of its server when a connect started. A connection whose stamp is not the pool's present one is never lent again, however
 * late its connect ended; as each change makes a new stamp, comparing references is enough.
 *
 * @param generation rises when a connection was lost, or when the pool is flushed
 * @param epoch rises when the host changes its role
 * @param credentials the version of the credentials
 */
record Stamp(int generation, long epoch, long credentials) {

    static final Stamp FIRST = new Stamp(0, 0, Long.MIN_VALUE);

    Stamp nextGeneration() {
        return new Stamp(generation + 1, epoch, credentials);
    }

    Stamp withEpoch(long newer) {
        return new Stamp(generation, newer, credentials);
    }

    Stamp withCredentials(long newer) {
        return new Stamp(generation, epoch, newer);
    }

    /** Why a connection with this stamp must not be lent while {@code present} counts; null if it may. */
    @Nullable
    RetireReason outdatedBy(Stamp present) {
        if (this == present) {
            return null;
        }
        if (epoch != present.epoch) {
            return RetireReason.ROLE_CHANGED;
        }
        if (credentials != present.credentials) {
            return RetireReason.OLD_CREDENTIALS;
        }
        return generation != present.generation ? RetireReason.FLUSHED : null;
    }
}
