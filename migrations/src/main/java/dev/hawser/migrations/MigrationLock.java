package dev.hawser.migrations;

import dev.hawser.spi.Ticker;
import java.time.Duration;

/** Keeps everybody else from migrating the same database. Gone with the session, or the process, that holds it. For one thread. */
interface MigrationLock {

    Duration FIRST_PAUSE = Duration.ofMillis(20);
    Duration LONGEST_PAUSE = Duration.ofMillis(200);

    /** Takes it if nobody has it. */
    boolean tryTake();

    /** Gives it back. */
    void release();

    /** Who has it, as far as that can be told, for the message that it was waited for in vain. */
    String holder();

    /**
     * Asks for it again and again, and never waits inside of the server: a statement that waits there is one more transaction, for whose end {@code create index
     * concurrently} would wait, which the holder may be at. Returns how long that took.
     */
    default Duration take(String database, Duration timeout, MigrationListener listener) {
        long startedAt = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        boolean told = false;
        while (!tryTake()) {
            if (!told) {
                listener.waiting(holder());
                told = true;
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - startedAt);
            if (waited.compareTo(timeout) >= 0) {
                throw new MigrationException(
                        database + ": somebody else has been migrating it for more than " + timeout.toSeconds()
                                + " s (" + holder()
                                + "); see what that does, or give migrations.lock-timeout more. Nothing was changed",
                        null);
            }
            pause(database, pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private static void pause(String database, Duration pause) {
        try {
            Ticker.SYSTEM.sleep(pause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new MigrationException(
                    database + ": interrupted while waiting for somebody else to migrate it. Nothing was changed",
                    interrupted);
        }
    }
}
