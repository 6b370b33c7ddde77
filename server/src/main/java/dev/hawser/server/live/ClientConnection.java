package dev.hawser.server.live;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/** The connection that a request came over. */
final class ClientConnection {

    /** So that a client that does not read is noticed after some states, and not after megabytes of them. */
    private static final int SEND_BUFFER = 64 * 1024;

    private ClientConnection() {}

    /** Bounds what the system keeps for the client, and returns what closes the connection at once, whatever is still to be sent. */
    static Runnable of(HttpServletRequest request) {
        EndPoint connection = ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
        if (connection.getTransport() instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
            } catch (IOException closed) {
                return connection::close;
            }
        }
        return connection::close;
    }
}
