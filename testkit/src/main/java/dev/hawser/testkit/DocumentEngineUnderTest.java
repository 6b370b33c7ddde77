package dev.hawser.testkit;

import dev.hawser.Consistency;
import dev.hawser.DocumentDatabase;
import dev.hawser.Position;
import dev.hawser.spi.ClientEngine;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose driver is a client of its own, and a live server of it: what {@link DocumentEngineContract} must be told beside what every engine's contract must be.
 * Its methods do what they say through the driver, in the way that an application would.
 */
public interface DocumentEngineUnderTest extends EngineUnderTest {

    @Override
    ClientEngine engine();

    /**
     * Writes a document with this value and reads it back. What the engine keeps as another type, such as a date as a moment, is read as what was written. Fails with the
     * driver's exceptions.
     */
    @Nullable
    Object roundTrip(DocumentDatabase database, @Nullable Object value);

    /** Inserts documents with the numbers from 0 on, and nothing else, into a collection that is empty before, in one call. */
    void insertMany(DocumentDatabase database, int count);

    /** The numbers of those documents, in order, read in parts of so many. */
    List<Integer> readAsTheyArrive(DocumentDatabase database, int part);

    /** Does something that would take a minute at least, and that the server is told to end after {@code limit}. */
    void slow(DocumentDatabase database, Duration limit);

    /** Inserts a document with this id in a transaction, in which {@code then} runs before it ends; what that throws comes out. Where that ended. */
    Position insertInTransaction(DocumentDatabase database, String id, Runnable then);

    /** Whether a read that is as fresh as {@code consistency} says finds the document with this id. */
    boolean finds(DocumentDatabase database, Consistency consistency, String id);

    /** Whether the server takes back what an aborted transaction wrote; a double may not. Then only that the transaction fails is tested. */
    default boolean rollsBack() {
        return true;
    }

    /** The connections of pools to the server of {@link #options()}, as the server counts them; monitors' do not count. */
    int connections();
}
