package dev.hawser.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Clients of the event stream, all of them on one thread that reads what comes. */
final class Listeners implements AutoCloseable {

    private static final Pattern STATE = Pattern.compile("data: \\{\"at\":\"([^\"]+)\"");

    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
    private final List<Long> latenesses = new ArrayList<>();

    Listeners(int number, int port, String token) throws IOException {
        byte[] request = ("GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < number; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channels.add(channel);
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
    }

    /** Reads for so long. Returns how late each state came, in milliseconds after the moment that it tells. */
    List<Long> read(Duration time) throws IOException {
        latenesses.clear();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                read((SocketChannel) key.channel());
            }
            selector.selectedKeys().clear();
        }
        return List.copyOf(latenesses);
    }

    private void read(SocketChannel channel) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            throw new IOException("the server has ended a stream");
        }
        long now = Instant.now().toEpochMilli();
        Matcher state = STATE.matcher(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
        while (state.find()) {
            latenesses.add(now - Instant.parse(state.group(1)).toEpochMilli());
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
