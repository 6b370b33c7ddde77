package dev.hawser.testkit;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * What happens to a connection at a certain message: it is cut, or falls silent. What came before the message arrives, the message and what follows does not. For
 * {@link TcpProxy#at(MessageFault)}. Counts what it did. Thread-safe.
 */
public final class MessageFault {

    private final Predicate<WireMessage> where;
    private final LongPredicate turn;
    private final boolean silent;
    private final AtomicLong met = new AtomicLong();
    private final AtomicLong happened = new AtomicLong();

    private MessageFault(Predicate<WireMessage> where, LongPredicate turn, boolean silent) {
        this.where = where;
        this.turn = turn;
        this.silent = silent;
    }

    /** Nothing happens anywhere. */
    public static MessageFault none() {
        return cut(message -> false);
    }

    /** Both sides' connections are reset. */
    public static MessageFault cut(Predicate<WireMessage> where) {
        return new MessageFault(where, n -> true, false);
    }

    /** Both sides' connections stay open, and nothing passes any more. */
    public static MessageFault silence(Predicate<WireMessage> where) {
        return new MessageFault(where, n -> true, true);
    }

    /** Cut before a COMMIT reaches the server, which rolls back. */
    public static MessageFault cutBeforeCommit() {
        return cut(WireMessage::asksForCommit);
    }

    /** Cut after the server has committed and before the client hears of it. */
    public static MessageFault cutAfterCommit() {
        return cut(WireMessage::confirmsCommit);
    }

    /** Silent before a COMMIT reaches the server, where the transaction stays open and keeps its locks until the connection is cut. */
    public static MessageFault silenceBeforeCommit() {
        return silence(WireMessage::asksForCommit);
    }

    /** Silent after the server has committed and before the client hears of it. */
    public static MessageFault silenceAfterCommit() {
        return silence(WireMessage::confirmsCommit);
    }

    /** The same, at the first such message only. */
    public MessageFault once() {
        return when(n -> n == 1);
    }

    /** The same, at every {@code number}-th such message. */
    public MessageFault every(long number) {
        if (number < 1) {
            throw new IllegalArgumentException("every " + number + "-th message is none");
        }
        return when(n -> n % number == 0);
    }

    /**
     * The same, at a random part of such messages. Which of them, the first, the fourth and so on, follows from {@code seed}.
     *
     * @param share from 0, none, to 1, all
     */
    public MessageFault share(double share, long seed) {
        return when(n -> new SplittableRandom(seed * 1_000_003 + n).nextDouble() < share);
    }

    /** The same, at such messages whose number, counted from 1 over all connections, {@code turn} accepts. Counts anew. */
    public MessageFault when(LongPredicate turn) {
        return new MessageFault(where, turn, silent);
    }

    /** Whether it happens at this message, which is counted. Whoever lets it happen says so: {@link #happens()}. */
    boolean happensAt(WireMessage message) {
        return where.test(message) && turn.test(met.incrementAndGet());
    }

    /** It happens: before anybody can feel a cut, and when a silence has begun. */
    void happens() {
        happened.incrementAndGet();
    }

    boolean isSilent() {
        return silent;
    }

    /** How many such messages there were. */
    public long met() {
        return met.get();
    }

    /** At how many of them it happened. */
    public long happened() {
        return happened.get();
    }

    /** Returns when it has happened so often; false if it did not in time. */
    public boolean awaitHappened(long times, Duration timeout) {
        return Polling.until(timeout, () -> happened() >= times);
    }
}
