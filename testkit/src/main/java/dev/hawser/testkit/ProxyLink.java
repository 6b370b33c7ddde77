package dev.hawser.testkit;

import dev.hawser.HostSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A client's connection to a proxy, and the one to the server that belongs to it. */
final class ProxyLink {

    private static final int BUFFER = 64 * 1_024;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int SLICES_PER_SECOND = 50;

    private final TcpProxy proxy;
    private final WireProtocol.Reader reader;
    private final Socket client;
    private final Socket server = new Socket();
    private final Flow requests = new Flow(Direction.TO_SERVER);
    private final Flow answers = new Flow(Direction.TO_CLIENT);
    private final AtomicInteger flowing = new AtomicInteger(2);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean silent;

    ProxyLink(TcpProxy proxy, Socket client, WireProtocol.Reader reader) {
        this.proxy = proxy;
        this.client = client;
        this.reader = reader;
    }

    /** Connects to the server, on a thread of its own, and passes everything on. A client whose server cannot be reached is cut. */
    void start() {
        Daemon.start("testkit-proxy-request", () -> {
            try {
                HostSpec target = proxy.target();
                server.connect(new InetSocketAddress(target.host(), target.port()), CONNECT_MILLIS);
                server.setTcpNoDelay(true);
                client.setTcpNoDelay(true);
            } catch (IOException unreachable) {
                cut();
                return;
            }
            proxy.passedOn();
            Daemon.start("testkit-proxy-answer", () -> answers.pass(server, client));
            requests.pass(client, server);
        });
    }

    void silence() {
        silent = true;
    }

    boolean isSilent() {
        return silent;
    }

    void cutAfter(Direction direction, long bytes) {
        (direction == Direction.TO_SERVER ? requests : answers).room.set(bytes);
    }

    /** Resets both connections. */
    void cut() {
        over.countDown();
        reset(client);
        reset(server);
        proxy.ended(this);
    }

    private static void reset(Socket socket) {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0); // closing then sends RST
                socket.close();
            }
        } catch (IOException closedMeanwhile) {
            // by the other direction
        }
    }

    private void end() {
        over.countDown();
        closeQuietly(client);
        closeQuietly(server);
        proxy.ended(this);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // it is of no use any more
        }
    }

    /** One direction. */
    private final class Flow {

        private final Direction direction;

        /** How many bytes may pass before the link is cut. */
        private final AtomicLong room = new AtomicLong(TcpProxy.WITHOUT_LIMIT);

        Flow(Direction direction) {
            this.direction = direction;
        }

        /** Passes everything on until there is no more, and then the end, in the way in which it came. */
        void pass(Socket from, Socket to) {
            byte[] data = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(data); length >= 0; length = in.read(data)) {
                    if (!silent) {
                        passUpToFault(data, length, out);
                    }
                }
                if (!silent) {
                    to.shutdownOutput();
                }
            } catch (IOException broken) {
                if (!silent) {
                    cut();
                }
            }
            if (flowing.decrementAndGet() == 0 && !silent) {
                end();
            }
        }

        private void passUpToFault(byte[] data, int length, OutputStream out) throws IOException {
            MessageFault fault = proxy.fault();
            for (WireMessage message : reader.read(direction, ByteBuffer.wrap(data, 0, length))) {
                if (fault.happensAt(message)) {
                    fallSilentOrCut(fault, message, data, out);
                    return;
                }
            }
            passUpToLimit(data, length, out);
        }

        private void fallSilentOrCut(MessageFault fault, WireMessage message, byte[] data, OutputStream out)
                throws IOException {
            if (fault.isSilent()) {
                passUpToLimit(data, message.start(), out);
                silence();
                fault.happens();
                return;
            }
            fault.happens();
            passUpToLimit(data, message.start(), out);
            throw new SocketException("cut at " + message);
        }

        private void passUpToLimit(byte[] data, int length, OutputStream out) throws IOException {
            if (room.get() == TcpProxy.WITHOUT_LIMIT) {
                passSlowly(data, length, out);
                return;
            }
            int passing = (int) Math.min(length, room.get());
            passSlowly(data, passing, out);
            if (room.addAndGet(-passing) == 0) {
                throw new SocketException("cut after so many bytes");
            }
        }

        private void passSlowly(byte[] data, int length, OutputStream out) throws IOException {
            rest(proxy.delay());
            for (int passed = 0; passed < length && !silent; ) {
                long speed = proxy.bytesPerSecond();
                int slice = length - passed;
                if (speed > 0) {
                    slice = (int) Math.min(slice, Math.max(1, speed / SLICES_PER_SECOND));
                    rest(Duration.ofNanos(slice * 1_000_000_000L / speed));
                }
                out.write(data, passed, slice);
                passed += slice;
            }
        }

        private void rest(Duration time) throws IOException {
            if (time.isZero()) {
                return;
            }
            try {
                if (over.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new SocketException("cut meanwhile");
                }
            } catch (InterruptedException impossible) {
                throw new IllegalStateException("nobody interrupts the proxy's threads", impossible);
            }
        }
    }
}
