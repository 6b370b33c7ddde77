package dev.hawser.testkit;

import dev.hawser.Deadline;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a database keeps its word while it fails. Writers make transfers, each with a number that no other has, through whatever is tested, and note what they
 * were told; afterwards the database is asked what is there. Lost is what was told done and is not there; doubled is what is there more than once, since numbers
 * are not unique for the database; and no money may have come or gone. Thread-safe.
 */
public final class Transfers implements AutoCloseable {

    static final int OPENING_BALANCE = 1_000;
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(2);

    private final List<TransferWriter> writers = new ArrayList<>();
    private final AtomicLong begun = new AtomicLong();

    // Moments are told on the monotonic clock, counted from here: the time of day may jump.
    private final Instant startedAt = Instant.now();
    private final long startedNanos = System.nanoTime();

    private Transfers(TransferPlan plan, TransferWork work) {
        for (int i = 0; i < plan.writers(); i++) {
            writers.add(new TransferWriter(i, plan, work, begun));
        }
    }

    /** Makes the tables {@code accounts} and {@code transfers}, or makes them anew. */
    public static void prepare(Connection connection, TransferPlan plan) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists accounts");
            statement.execute("drop table if exists transfers");
            statement.execute("create table accounts (id integer primary key, balance bigint not null)");
            statement.execute("create table transfers (id bigint not null, source integer not null,"
                    + " target integer not null, amount integer not null)");
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into accounts values (?, ?)")) {
            for (int account = 0; account < plan.accounts(); account++) {
                insert.setInt(1, account);
                insert.setLong(2, OPENING_BALANCE);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Starts the writers. {@link #prepare} was called before; the tables must be empty of transfers. */
    public static Transfers start(TransferPlan plan, TransferWork work) {
        Transfers transfers = new Transfers(plan, work);
        transfers.writers.forEach(TransferWriter::start);
        return transfers;
    }

    /** Now, for {@link #recovery(Instant)}. */
    public Instant now() {
        return at(System.nanoTime());
    }

    private Instant at(long nanos) {
        return startedAt.plusNanos(nanos - startedNanos);
    }

    private long nanos(Instant moment) {
        return startedNanos + Duration.between(startedAt, moment).toNanos();
    }

    /** How many were told done so far. */
    public long done() {
        return writers.stream().mapToLong(TransferWriter::done).sum();
    }

    /** Returns when so many more were told done; false if that did not happen in time. */
    public boolean awaitDone(long more, Duration timeout) {
        long goal = done() + more;
        return Polling.until(timeout, () -> done() >= goal);
    }

    /** Returns when every writer was told of a success after {@code moment}; false if that did not happen in time. */
    public boolean awaitRecovery(Instant moment, Duration timeout) {
        return Polling.until(timeout, () -> recovery(moment).isComplete());
    }

    /** When the writers had their first success after {@code moment}, such as the one at which a new primary took writes. */
    public Recovery recovery(Instant moment) {
        long since = nanos(moment);
        List<Duration> first = new ArrayList<>();
        for (TransferWriter writer : writers) {
            writer.firstDoneAfter(since).ifPresent(nanos -> first.add(Duration.ofNanos(nanos - since)));
        }
        return new Recovery(writers.size(), first);
    }

    /** Returns when as many were tried as the plan says at most; false if that did not happen in time. */
    public boolean awaitAll(Duration timeout) {
        return awaitEnd(Deadline.in(timeout));
    }

    /** Lets the writers finish what they do, and ends. Those that have not finished in time are interrupted, and count as hung. */
    public void stop(Duration patience) {
        writers.forEach(TransferWriter::stop);
        if (!awaitEnd(Deadline.in(patience))) {
            writers.forEach(TransferWriter::abandon);
            awaitEnd(Deadline.in(AFTER_INTERRUPT));
        }
    }

    private boolean awaitEnd(Deadline deadline) {
        return writers.stream().allMatch(writer -> writer.awaitEnd(deadline.remaining()));
    }

    /** What callers were told so far, and when. */
    public List<TransferOutcome> outcomes() {
        List<TransferOutcome> outcomes = new ArrayList<>();
        for (TransferWriter writer : writers) {
            writer.entries().forEach(entry -> outcomes.add(outcome(writer, entry)));
        }
        return outcomes;
    }

    private TransferOutcome outcome(TransferWriter writer, TransferWriter.Entry entry) {
        return new TransferOutcome(
                entry.id(), writer.number(), at(entry.began()), at(entry.ended()), entry.told(), entry.error());
    }

    /** Compares what callers were told with what is there, over a connection to the database that should have it all. After {@link #stop(Duration)}. */
    public TransferReport check(Connection connection) throws SQLException {
        int hung = (int) writers.stream().filter(TransferWriter::isAbandoned).count();
        return TransferCheck.of(connection, outcomes(), hung);
    }

    /** Stops at once. */
    @Override
    public void close() {
        stop(Duration.ZERO);
    }
}
