package dev.hawser.testkit;

import dev.hawser.HostSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A host that is there and does not do its work: it accepts connections and never answers, or cuts them at once, or never comes to an end. Thread-safe. */
public final class SilentServer implements AutoCloseable {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ServerSocket server;
    private final Manner manner;
    private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread acceptor;

    /** What it does with whom it has accepted. */
    @FunctionalInterface
    private interface Manner {
        void treat(Socket socket) throws IOException;
    }

    private SilentServer(Manner manner) throws IOException {
        this.manner = manner;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.acceptor = new Thread(this::acceptAll, "testkit-silent-server");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** One that accepts and never says a word. */
    public static SilentServer silent() throws IOException {
        return new SilentServer(socket -> {});
    }

    /** One that sends byte after byte, {@code beginning} and then zeros, so that no time-out of a single read is ever over. */
    public static SilentServer trickling(byte... beginning) throws IOException {
        return new SilentServer(socket -> {
            Thread trickle = new Thread(() -> trickle(socket, beginning), "testkit-trickle");
            trickle.setDaemon(true);
            trickle.start();
        });
    }

    /** One that accepts and resets the connection. */
    public static SilentServer cutting() throws IOException {
        return new SilentServer(SilentServer::cut);
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
                manner.treat(socket);
            } catch (SocketException closed) {
                return;
            } catch (IOException unexpected) {
                throw new IllegalStateException("the silent server cannot accept", unexpected);
            }
        }
    }

    private static void trickle(Socket socket, byte[] beginning) {
        try {
            OutputStream answer = socket.getOutputStream();
            for (int sent = 0; ; sent++) {
                answer.write(sent < beginning.length ? beginning[sent] : 0);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException closed) {
            // by the client or by close()
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

    /** Returns when it has accepted so many connections; false if that did not happen in time. */
    public boolean awaitConnections(int number, Duration timeout) {
        return Polling.until(timeout, () -> connections() >= number);
    }

    /** Returns when every client has closed its end; false if that did not happen in time. Not for one that trickles. */
    public boolean awaitClosedByClients(Duration timeout) {
        return Polling.until(timeout, () -> accepted.stream().allMatch(SilentServer::isClosedByClient));
    }

    private static boolean isClosedByClient(Socket socket) {
        try {
            socket.setSoTimeout(1);
            InputStream said = socket.getInputStream();
            while (said.read() >= 0) {
                // what the client said before it closed
            }
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
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
