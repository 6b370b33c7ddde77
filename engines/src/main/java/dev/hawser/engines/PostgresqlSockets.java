package dev.hawser.engines;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGProperty;

/**
 * Makes the driver's sockets, so that those of a connect that is stuck can be closed: the driver itself gives such a connect up and leaves it to a thread of
 * its own, for as long as the server keeps it waiting. Public for the driver, which makes one for each connect by the name of the class; of no use to others.
 * Thread-safe.
 */
public final class PostgresqlSockets extends AttemptSockets {

    private static final boolean VISIBLE = isVisible(PostgresqlSockets.class, "org.postgresql.Driver");

    /** Who sets one of these has a factory of his own, or his own way of finding one. */
    private static final List<String> USERS = List.of("socketFactory", "socketFactoryArg", "classLoaderStrategy");

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Map<String, ConnectAttempt> ATTEMPTS = new ConcurrentHashMap<>();

    /** What a connect does. */
    @FunctionalInterface
    interface Connect<T, E extends Exception> {
        T run() throws E;
    }

    /** For the driver. {@code attempt} is what it was given as the factory's argument. */
    public PostgresqlSockets(String attempt) {
        super(ATTEMPTS.getOrDefault(
                attempt, ConnectAttempt.ended())); // the driver may come to this only after the connect was given up
    }

    /** Runs a connect of {@code attempt}, with properties that make the driver tell it its sockets, unless the user has another factory. */
    static <T, E extends Exception> T during(ConnectAttempt attempt, Properties properties, Connect<T, E> connect)
            throws E {
        if (!VISIBLE || USERS.stream().anyMatch(properties::containsKey)) {
            return connect.run();
        }
        String number = Long.toString(NUMBERS.incrementAndGet());
        PGProperty.SOCKET_FACTORY.set(properties, PostgresqlSockets.class.getName());
        PGProperty.SOCKET_FACTORY_ARG.set(properties, number);
        ATTEMPTS.put(number, attempt);
        try {
            return connect.run();
        } finally {
            ATTEMPTS.remove(number);
        }
    }
}
