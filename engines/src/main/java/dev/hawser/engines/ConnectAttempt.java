package dev.hawser.engines;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One connect and the sockets that it has opened, some of them on a thread of the driver's own. Once it has succeeded it knows no sockets any more. Thread-safe.
 */
final class ConnectAttempt {

    private final ReentrantLock lock = new ReentrantLock();

    private final List<Socket> sockets = new ArrayList<>();

    private State state = State.CONNECTING;

    private enum State {
        CONNECTING,
        CONNECTED,
        ABORTED
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
                return;
            }
        } finally {
            lock.unlock();
        }
        socket.close();
        throw new SocketException("the connect was aborted");
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
