package dev.hawser.testkit;

import dev.hawser.DocumentDatabase;
import dev.hawser.spi.ClientEngine;

/** An engine whose driver is a client of its own, and a live server of it: what {@link DocumentEngineContract} must be told beside what every engine's contract must be. */
public interface DocumentEngineUnderTest extends EngineUnderTest {

    @Override
    ClientEngine engine();

    /** Writes a document with this text and reads it back through the driver. Fails with the driver's exceptions. */
    String roundTrip(DocumentDatabase database, String text);

    /** The connections of pools to the server of {@link #options()}, as the server counts them; monitors' do not count. */
    int connections();
}
