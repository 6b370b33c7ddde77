package dev.hawser.engines;

import dev.hawser.config.TcpConfig;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * One connect and the sockets that it has opened, some of them on a thread of the driver's own. Once it has succeeded it knows no sockets any more. Thread-safe.
 */
final class ConnectAttempt {

    private final ReentrantLock lock = new ReentrantLock();

    private final List<Socket> sockets = new ArrayList<>();
    private final @Nullable TcpConfig tcp;

    private State state = State.CONNECTING;

    private enum State {
        CONNECTING,
        CONNECTED,
        ABORTED
    }

    /** {@code tcp}: how its sockets notice a peer that is gone. */
    ConnectAttempt(TcpConfig tcp) {
        this.tcp = tcp;
    }

    private ConnectAttempt() {
        this.tcp = null;
    }

    /** Of nobody: its sockets are as the system makes them. */
    static ConnectAttempt ofNobody() {
        return new ConnectAttempt();
    }

    /** One that has ended, and opens nothing more. */
    static ConnectAttempt ended() {
        ConnectAttempt ended = new ConnectAttempt();
        ended.abort();
        return ended;
    }

    /** Notes a socket that is about to be used. It is refused if the connect was aborted. */
    void opened(Socket socket) throws IOException {
        lock.lock();
        try {
            if (state == State.CONNECTING) {
                sockets.add(socket);
            }
            if (state != State.ABORTED) {
                keepAlive(socket);
                return;
            }
        } finally {
            lock.unlock();
        }
        socket.close();
        throw new SocketException("the connect was aborted");
    }

    /** As far as the system lets itself be told. */
    private void keepAlive(Socket socket) throws IOException {
        if (tcp == null || !socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            return;
        }
        socket.setKeepAlive(true);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, seconds(tcp.keepaliveIdle()));
        socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, seconds(tcp.keepaliveInterval()));
        socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, tcp.keepaliveCount());
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(Math.max(1, duration.plusMillis(999).toSeconds()));
    }

    /** The sockets are the connection's from now on. Returns them. */
    List<Socket> succeeded() {
        return end(State.CONNECTED);
    }

    /** Closes what was opened, and what will be. Whoever reads or writes there fails. Without effect after a success. */
    void abort() {
        close(end(State.ABORTED));
    }

    /** Whoever reads or writes there fails. */
    static void close(List<Socket> sockets) {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException closedAlready) {
                // what matters is that nobody waits for it any more
            }
        }
    }

    private List<Socket> end(State end) {
        lock.lock();
        try {
            if (state == State.CONNECTING) {
                state = end;
            }
            List<Socket> known = List.copyOf(sockets);
            sockets.clear();
            return known;
        } finally {
            lock.unlock();
        }
    }
}
