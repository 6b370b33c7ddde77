package dev.hawser.testkit.tds;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A socket on which TLS records travel inside of packets for as long as the handshake lasts, and bare from then on. */
final class LoginTls extends Socket {

    private static final int PORT = 1433;

    private final DataInputStream in;
    private final OutputStream out;
    private final ByteArrayOutputStream flight = new ByteArrayOutputStream();
    private volatile boolean handshaking = true;
    private volatile boolean over;
    private @Nullable TdsChannel channel;
    private int left;

    private LoginTls(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** Shakes hands with a client whose socket has these streams. TLS 1.2: with 1.3 a message of the handshake would come after it. */
    static LoginTls accept(SSLContext context, InputStream in, OutputStream out) throws IOException {
        LoginTls wrapped = new LoginTls(in, out);
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(wrapped, "client", PORT, false);
        tls.setUseClientMode(false);
        tls.setEnabledProtocols(new String[] {"TLSv1.2"});
        tls.startHandshake();
        wrapped.sendFlight();
        wrapped.handshaking = false;
        wrapped.channel = new TdsChannel(tls.getInputStream(), tls.getOutputStream());
        return wrapped;
    }

    /** What is encrypted. */
    TdsChannel channel() {
        return Objects.requireNonNull(channel);
    }

    /** Lets nothing pass any more: the streams go on without encryption. A TLS socket that is forgotten would say farewell, and read what is not for it. */
    void end() {
        over = true;
    }

    private int readRecord(byte[] buffer, int offset, int length) throws IOException {
        if (over) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        if (left == 0 && handshaking) {
            sendFlight();
            in.readUnsignedShort(); // type and status
            left = in.readUnsignedShort() - TdsChannel.HEADER;
            in.readInt();
        }
        int read = in.read(buffer, offset, left == 0 ? length : Math.min(length, left));
        left = Math.max(0, left - Math.max(0, read));
        return read;
    }

    private void writeRecord(byte[] bytes, int offset, int length) throws IOException {
        if (handshaking) {
            flight.write(bytes, offset, length);
        } else if (!over) {
            out.write(bytes, offset, length);
            out.flush();
        }
    }

    /** What was written since the client was last heard is one message. */
    private void sendFlight() throws IOException {
        if (flight.size() > 0) {
            new TdsChannel(in, out).send(TdsMessage.PRELOGIN, flight.toByteArray());
            flight.reset();
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return readRecord(buffer, offset, length);
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                writeRecord(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writeRecord(bytes, offset, length);
            }
        };
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    /** The socket beneath is closed by who owns it. */
    @Override
    public void close() {}

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getPort() {
        return PORT;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    // What is not answered here would open a socket, only to ask it.

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public void setSoLinger(boolean on, int linger) {}

    @Override
    public void shutdownInput() {}

    @Override
    public void shutdownOutput() {}

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void setSoTimeout(int timeout) {}
}
