package dev.hawser.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A client of an event stream, over a socket of its own that reads only when it is told to. For one thread. */
public final class SseClient implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader reader;
    private final String status;
    private final Map<String, String> headers = new HashMap<>();

    /** One event. */
    public record Event(String kind, long id, String data) {

        /** Its data as JSON. */
        public JsonNode json() {
            return Json.MAPPER.readTree(data);
        }
    }

    /** Asks for {@code path}, and reads the headers of the answer. {@code receiveBuffer} is what the system keeps for a client that does not read; 0 for the usual. */
    public SseClient(int port, String path, int receiveBuffer, String... headers) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(20_000);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
                + (headers.length == 0 ? "" : "\r\n") + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        status = headLine(in);
        for (String line = headLine(in); !line.isEmpty(); line = headLine(in)) {
            String[] parts = line.split(": ", 2);
            this.headers.put(parts[0].toLowerCase(java.util.Locale.ROOT), parts[1]);
        }
        reader = new BufferedReader(new InputStreamReader(new Chunks(in), StandardCharsets.UTF_8));
    }

    /** A line of the head, read byte by byte so that nothing of the body is taken. */
    private static String headLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    public int status() {
        return Integer.parseInt(status.split(" ")[1]);
    }

    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }

    /** The next event, comments left out. */
    public Event next() throws IOException {
        String kind = "";
        long id = -1;
        String data = "";
        for (String line = reader.readLine(); ; line = reader.readLine()) {
            if (line == null) {
                throw new IOException("the stream has ended");
            }
            if (line.startsWith("event: ")) {
                kind = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = Long.parseLong(line.substring(4));
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty() && !kind.isEmpty()) {
                return new Event(kind, id, data);
            }
        }
    }

    /** The next event of this kind. */
    public Event next(String kind) throws IOException {
        Event event = next();
        while (!event.kind().equals(kind)) {
            event = next();
        }
        return event;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The body without its framing. */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private int left;
        private boolean over;
        private boolean first = true;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !over) {
                String size = first ? headLine(in) : lineAfterChunk();
                first = false;
                over = size.isEmpty() || size.equals("0");
                left = over ? 0 : Integer.parseInt(size, 16);
            }
            if (over) {
                return -1;
            }
            int count = in.read(bytes, offset, Math.min(length, left));
            if (count < 0) {
                over = true;
                return -1;
            }
            left -= count;
            return count;
        }

        /** The end of a chunk may come with the next one. */
        private String lineAfterChunk() throws IOException {
            String rest = headLine(in);
            return rest.isEmpty() ? headLine(in) : rest;
        }
    }
}
