package dev.hawser.spi;

import dev.hawser.HostSpec;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.time.Duration;

/** Opens connections to the hosts of one database. Thread-safe. */
public interface ConnectionFactory {

    /**
     * Opens a connection, ready for use. Blocks for about {@code timeout} at most; the caller has a hard deadline of its own, and then calls {@link #abort}.
     *
     * @param credentials complete: where they have no user or password, there is none
     * @throws Exception the driver's exception, unchanged; {@link ErrorTable} says what it means
     */
    EngineConnection connect(HostSpec host, Credentials credentials, Duration timeout) throws Exception;

    /**
     * What must be done once before the first connection: create the database, its schema, its extensions, if the configuration says so. Blocks for about
     * {@code timeout} at most. Safe to repeat, and safe when several processes do it at the same time.
     *
     * @throws Exception the driver's exception, unchanged
     */
    default void prepare(Credentials credentials, Duration timeout) throws Exception {}

    /**
     * Drops the database, which {@link #prepare} has made and nobody uses any more: a scratch database. Blocks for about {@code timeout} at most. One that is gone already is
     * no error. An engine refuses every database whose name, or whose file's name, does not begin with {@link dev.hawser.ScratchDatabase#NAME_PREFIX}. By default all are
     * refused.
     *
     * @throws Exception the driver's exception, unchanged
     */
    default void drop(Credentials credentials, Duration timeout) throws Exception {
        throw new DatabaseException(ErrorCategory.REFUSED, "this engine drops no databases");
    }

    /**
     * Ends a connect that overran its time on another thread: {@link #connect} there fails soon. By default an interrupt; a driver that heeds none needs more,
     * such as closing its socket. Never throws, does not block. The thread may be done in this moment: whoever calls this knows what else it does, and clears
     * its interrupt before that.
     */
    default void abort(Thread connecting) {
        connecting.interrupt();
    }

    /** Gives up what it holds beside its connections. Called once, when the database is closed and after its connections are. Never throws. */
    default void close() {}
}
