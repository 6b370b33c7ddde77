package dev.hawser.internal.pool;

/**
 * What a pool believed of its server when a connect started. Compared by identity: a connection whose stamp is not the pool's present one is never lent again,
 * however late its connect ended.
 *
 * @param generation rises when a connection was lost, or when the pool is flushed
 * @param epoch rises when the host changes its role
 * @param credentials the version of the credentials
 */
record Stamp(int generation, long epoch, long credentials) {

    static final Stamp FIRST = new Stamp(0, 0, 0);

    Stamp nextGeneration() {
        return new Stamp(generation + 1, epoch, credentials);
    }

    Stamp withEpoch(long newer) {
        return new Stamp(generation, newer, credentials);
    }

    Stamp withCredentials(long newer) {
        return new Stamp(generation, epoch, newer);
    }

    /** Why a connection with this stamp must not be lent while {@code present} counts. */
    RetireReason outdatedBy(Stamp present) {
        if (epoch != present.epoch) {
            return RetireReason.ROLE_CHANGED;
        }
        return credentials != present.credentials ? RetireReason.OLD_CREDENTIALS : RetireReason.FLUSHED;
    }
}
