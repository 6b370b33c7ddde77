package dev.hawser.benchmarks.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection on which the same question is asked again and again. For one thread. */
final class KeepAlive implements AutoCloseable {

    private static final byte[] LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final byte[] request;
    private final byte[] buffer = new byte[64 * 1024];

    KeepAlive(int port, String path, String token) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Asks, and waits for the whole answer. Returns its status. */
    int ask() throws IOException {
        socket.getOutputStream().write(request);
        InputStream in = socket.getInputStream();
        int filled = 0;
        int end = -1;
        while (end < 0 || filled < end) {
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                throw new IOException("the server has closed the connection");
            }
            filled += count;
            if (end < 0) {
                end = end(filled);
            }
        }
        return (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + buffer[11] - '0';
    }

    /** Where the answer ends; negative while its head is not complete. */
    private int end(int filled) {
        for (int i = 3; i < filled; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n' && buffer[i - 3] == '\r') {
                return i + 1 + length(i);
            }
        }
        return -1;
    }

    private int length(int headEnd) {
        for (int i = 0; i < headEnd - LENGTH.length; i++) {
            if (java.util.Arrays.equals(buffer, i, i + LENGTH.length, LENGTH, 0, LENGTH.length)) {
                int length = 0;
                for (int j = i + LENGTH.length; buffer[j] >= '0' && buffer[j] <= '9'; j++) {
                    length = length * 10 + buffer[j] - '0';
                }
                return length;
            }
        }
        throw new IllegalStateException("an answer without Content-Length");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
