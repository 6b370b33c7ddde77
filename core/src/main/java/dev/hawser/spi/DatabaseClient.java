package dev.hawser.spi;

import dev.hawser.Database;
import dev.hawser.DocumentDatabase;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client of one database: it connects, pools, watches its hosts and fails over by itself. Thread-safe. */
public interface DatabaseClient {

    /**
     * Asks the server what it is, and whether the database is there. The first time, and after it failed, it connects; what it has opened for nothing is closed again. Blocks
     * for about {@code timeout} at most; the caller has a hard deadline of its own, and interrupts then.
     *
     * @throws Exception the driver's exception, unchanged, or a {@link dev.hawser.error.DatabaseException}
     */
    Answer ask(Duration timeout) throws Exception;

    /**
     * What else it finds out for an {@link dev.hawser.Examination}, once {@link #ask} was answered: permissions, limits. It changes nothing. By default nothing. Blocks for as long
     * as its questions take; the caller has a hard deadline of its own, and interrupts then.
     *
     * @throws Exception the driver's exception, unchanged, if a question is refused that every user may ask
     */
    default List<Finding> diagnose() throws Exception {
        return List.of();
    }

    /** The hosts as the client knows them now: nobody is asked. Empty as long as it knows none. */
    List<ClientHost> hosts();

    /** How much is lent of the connections on one of which {@link #ask} would ask. Nobody is asked. */
    Load load();

    /** What applications get. {@code managed} is what Hawser knows of the database: the common part of it. */
    DocumentDatabase database(Database managed);

    /** Closes every connection. Never throws. Whatever is called afterwards fails. */
    void close();

    /** How much of the connections to a host is lent; of several hosts, of that which has the least left. */
    enum Load {

        /** Some can be had, or opened. */
        FREE,

        /** All are lent: who asks now waits. */
        EXHAUSTED,

        /** All are lent, and somebody waits. */
        OVERRUN
    }

    /**
     * What a server answered. Immutable.
     *
     * @param version what it says of itself: {@code MongoDB 8.0.4}
     * @param connectionCount the connections of every client to this database as the server counts them; null where it cannot tell
     */
    record Answer(String version, @Nullable Integer connectionCount) {}
}
