package dev.hawser.testkit;

import dev.hawser.HostSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A host that is there and does not do its work: it accepts connections and never answers, or cuts them at once. Thread-safe. */
public final class SilentServer implements AutoCloseable {

    private final ServerSocket server;
    private final boolean cuts;
    private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread acceptor;

    private SilentServer(boolean cuts) throws IOException {
        this.cuts = cuts;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.acceptor = new Thread(this::acceptAll, "testkit-silent-server");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** One that accepts and never says a word. */
    public static SilentServer silent() throws IOException {
        return new SilentServer(false);
    }

    /** One that accepts and resets the connection. */
    public static SilentServer cutting() throws IOException {
        return new SilentServer(true);
    }

    /** A port of this machine on which nobody listens. */
    public static HostSpec refusing() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new HostSpec("127.0.0.1", closed.getLocalPort());
        }
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                accepted.add(socket);
                if (cuts) {
                    cut(socket);
                }
            } catch (SocketException closed) {
                return;
            } catch (IOException unexpected) {
                throw new IllegalStateException("the silent server cannot accept", unexpected);
            }
        }
    }

    private static void cut(Socket socket) throws IOException {
        socket.setSoLinger(true, 0); // closing then sends RST
        socket.close();
    }

    /** Where it is. */
    public HostSpec host() {
        return new HostSpec("127.0.0.1", server.getLocalPort());
    }

    /** How many connections it has accepted. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            acceptor.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}
