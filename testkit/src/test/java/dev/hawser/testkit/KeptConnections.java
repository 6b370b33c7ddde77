package dev.hawser.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes transfers, each writer over a connection that it keeps until it fails. */
final class KeptConnections implements TransferWork, AutoCloseable {

    private final Opening opening;
    private final Map<Thread, Connection> connections = new ConcurrentHashMap<>();

    interface Opening {
        Connection open() throws SQLException;
    }

    KeptConnections(Opening opening) {
        this.opening = opening;
    }

    @Override
    public void run(Transfer transfer) throws SQLException {
        Connection connection = connections.get(Thread.currentThread());
        if (connection == null) {
            connection = opening.open();
            connections.put(Thread.currentThread(), connection);
        }
        try {
            connection.setAutoCommit(false);
            transfer.apply(connection);
            connection.commit();
        } catch (SQLException failed) {
            connections.remove(Thread.currentThread());
            connection.close();
            throw failed;
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections.values()) {
            connection.close();
        }
    }
}
