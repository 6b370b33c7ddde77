package dev.hawser.spi;

import dev.hawser.HostSpec;
import java.time.Duration;

/** Opens connections to the hosts of one database. Thread-safe. */
public interface ConnectionFactory {

    /**
     * Opens a connection, ready for use. Blocks for about {@code timeout} at most; the caller has a hard deadline of its own.
     *
     * @throws Exception the driver's exception, unchanged; {@link ErrorTable} says what it means
     */
    EngineConnection connect(HostSpec host, Duration timeout) throws Exception;

    /**
     * What must be done once before the first connection: create the database, its schema, its extensions, if the configuration says so. Blocks for about
     * {@code timeout} at most. Safe to repeat, and safe when several processes do it at the same time.
     *
     * @throws Exception the driver's exception, unchanged
     */
    default void prepare(Duration timeout) throws Exception {}

    /** Gives up what it holds beside its connections. Called once, when the database is closed and after its connections are. Never throws. */
    default void close() {}
}
