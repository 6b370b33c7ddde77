package dev.hawser.internal.pool;

import dev.hawser.PoolTimes;

/**
 * How long callers waited, loans lasted, and connects took. Loans that did not have to wait are not recorded here; of the lengths of loans, some of each second are,
 * because the exact clock costs as much as the loan. Thread-safe.
 */
public final class PoolTimings {

    private final TimeRecorder wait = new TimeRecorder();
    private final TimeRecorder use = new TimeRecorder();
    private final TimeRecorder open = new TimeRecorder();

    public void waited(long nanos) {
        wait.record(nanos);
    }

    public void used(long nanos) {
        use.record(nanos);
    }

    public void opened(long nanos) {
        open.record(nanos);
    }

    /** As applications see them, when all loans are recorded. */
    public PoolTimes times() {
        return new PoolTimes(wait.snapshot(), use.snapshot(), open.snapshot());
    }

    /** As applications see them: of {@code loans}, those that are not recorded did not have to wait. */
    PoolTimes times(long loans) {
        return new PoolTimes(wait.snapshotWith(loans - wait.count()), use.snapshot(), open.snapshot());
    }
}
