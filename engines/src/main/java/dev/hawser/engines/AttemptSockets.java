package dev.hawser.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes sockets for a driver, and tells a {@link ConnectAttempt} of each, so that whatever waits there can be ended. Thread-safe. */
abstract class AttemptSockets extends SocketFactory {

    private final SocketFactory sockets = SocketFactory.getDefault();
    private final ConnectAttempt attempt;

    AttemptSockets(ConnectAttempt attempt) {
        this.attempt = attempt;
    }

    /** The driver looks classes up by their names, and with its class loader: where that does not see this very class, it is left alone. */
    static boolean isVisible(Class<? extends AttemptSockets> factory, String driver) {
        try {
            ClassLoader drivers =
                    Class.forName(driver, false, factory.getClassLoader()).getClassLoader();
            return Class.forName(factory.getName(), false, drivers) == factory;
        } catch (ClassNotFoundException | LinkageError elsewhere) {
            return false;
        }
    }

    private Socket noted(Socket socket) throws IOException {
        attempt.opened(socket);
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return noted(sockets.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return noted(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return noted(sockets.createSocket(host, port, localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return noted(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return noted(sockets.createSocket(address, port, localAddress, localPort));
    }
}
