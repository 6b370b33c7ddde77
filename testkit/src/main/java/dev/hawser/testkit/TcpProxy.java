package dev.hawser.testkit;

import dev.hawser.HostSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a client and a server, and does to their connections what networks do: cuts them, delays what they carry, or lets it vanish so that neither side
 * hears anything again. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final HostSpec target;
    private final Queue<Link> links = new ConcurrentLinkedQueue<>();
    private final Thread acceptor;
    private volatile Duration delay = Duration.ZERO;

    private TcpProxy(HostSpec target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        this.acceptor = daemon(this::acceptAll, "testkit-proxy-acceptor");
    }

    /** One that passes everything on to {@code target}. */
    public static TcpProxy to(HostSpec target) throws IOException {
        return new TcpProxy(target);
    }

    /** Where clients connect to. */
    public HostSpec host() {
        return new HostSpec("127.0.0.1", listener.getLocalPort());
    }

    /** How many connections it has passed on, those included that are over. */
    public int connections() {
        return links.size();
    }

    /** Resets the connections that exist. Later ones work. */
    public void cut() throws IOException {
        for (Link link : links) {
            link.cut();
        }
    }

    /** Lets everything vanish that the connections that exist carry from now on, their end included. Later ones work. */
    public void silence() {
        links.forEach(link -> link.silent = true);
    }

    /** Lets whatever is sent from now on arrive so much later. */
    public void delay(Duration later) {
        delay = later;
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                connect(client);
            } catch (SocketException closed) {
                return;
            } catch (IOException unexpected) {
                throw new IllegalStateException("the proxy cannot accept", unexpected);
            }
        }
    }

    /** A client whose server cannot be reached is cut. */
    private void connect(Socket client) throws IOException {
        try {
            Link link = new Link(client, new Socket(target.host(), target.port()));
            links.add(link);
            link.start();
        } catch (IOException unreachable) {
            reset(client);
        }
    }

    private static void reset(Socket socket) throws IOException {
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0); // closing then sends RST
            socket.close();
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            acceptor.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        cut();
    }

    /** A client's connection and the one to the server that belongs to it. */
    private final class Link {

        private final Socket client;
        private final Socket server;
        private volatile boolean silent;

        Link(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void start() {
            daemon(() -> pass(client, server), "testkit-proxy-request");
            daemon(() -> pass(server, client), "testkit-proxy-answer");
        }

        /** Passes everything on until there is no more, and then the end. */
        private void pass(Socket from, Socket to) {
            byte[] data = new byte[8_192];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(data); length >= 0; length = in.read(data)) {
                    await(delay);
                    if (!silent) {
                        out.write(data, 0, length);
                    }
                }
            } catch (IOException over) {
                // as the end
            }
            if (!silent) {
                closeQuietly(from);
                closeQuietly(to);
            }
        }

        private static void await(Duration time) {
            if (!time.isZero()) {
                try {
                    TimeUnit.NANOSECONDS.sleep(time.toNanos());
                } catch (InterruptedException impossible) {
                    throw new IllegalStateException("nobody interrupts the proxy's threads", impossible);
                }
            }
        }

        private static void closeQuietly(Socket socket) {
            try {
                socket.close();
            } catch (IOException alreadyBroken) {
                // it is of no use any more
            }
        }

        void cut() throws IOException {
            reset(client);
            reset(server);
        }
    }
}
