package dev.hawser.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.HostSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port at which a proxy receives its clients. A second socket, which is bound and never listens, keeps the port while nobody may enter, so that no other
 * program gets it. Thread-safe.
 */
final class ProxyDoor implements AutoCloseable {

    private static final int BACKLOG = 500;

    // Linux lets in one more than this, and drops what knocks then.
    private static final int SMALLEST_BACKLOG = 1;
    private static final int FILLING_MILLIS = 200;

    private final Consumer<Socket> host;
    private final Socket keeper = new Socket();
    private final InetSocketAddress address;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable ServerSocket listener;

    @GuardedBy("lock")
    private @Nullable Thread acceptor;

    @GuardedBy("lock")
    private final List<Socket> crowd = new ArrayList<>();

    /** A door at {@code wanted}, of which port 0 is any that is free. It is shut. {@code host} receives whoever enters, and must not block. */
    ProxyDoor(InetSocketAddress wanted, Consumer<Socket> host) throws IOException {
        this.host = host;
        keeper.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        try {
            keeper.bind(wanted);
        } catch (IOException taken) {
            keeper.close();
            throw taken;
        }
        this.address = new InetSocketAddress(wanted.getAddress(), keeper.getLocalPort());
    }

    HostSpec address() {
        return new HostSpec(address.getAddress().getHostAddress(), address.getPort());
    }

    /** Lets everybody in. */
    void open() throws IOException {
        lock.lock();
        try {
            if (acceptor == null) {
                closeListener();
                ServerSocket opened = listen(BACKLOG);
                acceptor = Daemon.start("testkit-proxy-acceptor", () -> receiveAll(opened));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Refuses everybody. */
    void shut() throws IOException {
        lock.lock();
        try {
            closeListener();
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in and refuses nobody: the queue in front of it is full. */
    void block() throws IOException {
        lock.lock();
        try {
            closeListener();
            listen(SMALLEST_BACKLOG);
            for (int i = 0; i <= SMALLEST_BACKLOG; i++) {
                Socket waiting = new Socket();
                crowd.add(waiting);
                waiting.connect(address, FILLING_MILLIS);
            }
        } catch (SocketTimeoutException full) {
            // clients were there first
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private ServerSocket listen(int backlog) throws IOException {
        ServerSocket opened = new ServerSocket();
        listener = opened;
        opened.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        opened.bind(address, backlog);
        return opened;
    }

    @GuardedBy("lock")
    private void closeListener() throws IOException {
        if (listener != null) {
            listener.close();
            listener = null;
        }
        if (acceptor != null) {
            Daemon.join(acceptor);
            acceptor = null;
        }
        for (Socket waiting : crowd) {
            waiting.close();
        }
        crowd.clear();
    }

    private void receiveAll(ServerSocket opened) {
        while (!opened.isClosed()) {
            try {
                host.accept(opened.accept());
            } catch (SocketException closed) {
                return;
            } catch (IOException unexpected) {
                throw new IllegalStateException("the proxy cannot accept", unexpected);
            }
        }
    }

    /** Refuses everybody, and gives the port away. */
    @Override
    public void close() throws IOException {
        shut();
        keeper.close();
    }
}
