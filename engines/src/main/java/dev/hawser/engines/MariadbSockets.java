package dev.hawser.engines;

import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of MariaDB's driver, so that they can be closed: the driver's own {@code abort()} first connects anew, to have the statement killed, and so waits for a
 * server that is silent. Public for the driver, which makes one for each connect by the name of the class; of no use to others. Thread-safe.
 */
public final class MariadbSockets extends AttemptSockets {

    private static final boolean VISIBLE = isVisible(MariadbSockets.class, "org.mariadb.jdbc.Driver");
    private static final String SOCKET_FACTORY = "socketFactory";

    /** The driver connects on the thread that calls it, and tells the factory nothing by which it could know for whom. */
    private static final ThreadLocal<@Nullable ConnectAttempt> CURRENT = new ThreadLocal<>();

    /** What a connect does. */
    @FunctionalInterface
    interface Connect<T> {
        T run() throws SQLException;
    }

    /** For the driver. */
    public MariadbSockets() {
        super(current());
    }

    /** Connects to cancel a statement are nobody's attempt. */
    private static ConnectAttempt current() {
        ConnectAttempt attempt = CURRENT.get();
        return attempt == null ? ConnectAttempt.ofNobody() : attempt;
    }

    /** Runs a connect of {@code attempt}, with properties that make the driver tell it its sockets, unless the user has another factory. */
    static <T> T during(ConnectAttempt attempt, Properties properties, Connect<T> connect) throws SQLException {
        if (!VISIBLE || properties.containsKey(SOCKET_FACTORY)) {
            return connect.run();
        }
        properties.setProperty(SOCKET_FACTORY, MariadbSockets.class.getName());
        CURRENT.set(attempt);
        try {
            return connect.run();
        } finally {
            CURRENT.remove();
        }
    }
}
