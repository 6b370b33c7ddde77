package dev.hawser.testkit;

/** How a transfer is done by what is tested: a pool, a driver, a whole service. Called by many threads at a time. */
@FunctionalInterface
public interface TransferWork {

    /** Does it and commits. Returning tells that it is done; what a throw tells, {@link TransferPlan#told()} says. Trying again is its own affair, and part of what is tested. */
    void run(Transfer transfer) throws Exception;
}
