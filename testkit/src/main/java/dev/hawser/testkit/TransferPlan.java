package dev.hawser.testkit;

import dev.hawser.error.OutcomeUnknownException;
import java.time.Duration;
import java.util.function.Function;

/**
 * How transfers are made. Immutable.
 *
 * @param writers how many threads
 * @param accounts how many accounts; with fewer, transfers wait for each other more often
 * @param pause of each writer between two transfers
 * @param transfers how many at most, of all writers together
 * @param told what an exception tells: {@link Told#FAILED} or {@link Told#UNKNOWN}
 */
public record TransferPlan(int writers, int accounts, Duration pause, long transfers, Function<Exception, Told> told) {

    /**
     * 20 writers, 200 accounts, a pause of 20 ms, until stopped. An {@link OutcomeUnknownException} tells that nobody knows, every other exception that it failed: so would
     * an application think that does not know better.
     */
    public static final TransferPlan DEFAULT =
            new TransferPlan(20, 200, Duration.ofMillis(20), Long.MAX_VALUE, TransferPlan::byType);

    /** Checks what can be checked. */
    public TransferPlan {
        if (writers < 1 || accounts < 2) {
            throw new IllegalArgumentException("transfers need a writer and two accounts");
        }
    }

    private static Told byType(Exception exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutcomeUnknownException) {
                return Told.UNKNOWN;
            }
        }
        return Told.FAILED;
    }

    /** The same with so many writers. */
    public TransferPlan withWriters(int number) {
        return new TransferPlan(number, accounts, pause, transfers, told);
    }

    /** The same with so many accounts. */
    public TransferPlan withAccounts(int number) {
        return new TransferPlan(writers, number, pause, transfers, told);
    }

    /** The same with such a pause. */
    public TransferPlan withPause(Duration between) {
        return new TransferPlan(writers, accounts, between, transfers, told);
    }

    /** The same with at most so many transfers. */
    public TransferPlan withTransfers(long number) {
        return new TransferPlan(writers, accounts, pause, number, told);
    }

    /** The same with another reading of exceptions. */
    public TransferPlan withTold(Function<Exception, Told> reading) {
        return new TransferPlan(writers, accounts, pause, transfers, reading);
    }
}
