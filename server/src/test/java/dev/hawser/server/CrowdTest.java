package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.config.ServerProperty;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Many hostile clients at once, and somebody beside them who means well. */
@ExtendWith(LeakCheck.class)
class CrowdTest {

    private static final int MORE_THAN_THREADS = 70;
    /** Below the time after which slow clients are cut. */
    private static final int PATIENCE_MILLIS = 15_000;

    @TempDir
    Path directory;

    private static String probe(int port) throws IOException {
        try (Socket socket = RawHttp.connect(port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write(bytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
            return RawHttp.readAll(socket);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void clients_thatTakeNoAnswers_holdNoThreads() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try (Serving serving = new Serving(
                directory,
                Map.of(
                        ServerProperty.LIMITS_REQUESTS_PER_SECOND,
                        0,
                        ServerProperty.LIMITS_CONNECTIONS_PER_ADDRESS,
                        100,
                        ServerProperty.LIMITS_SLOW_CLIENT,
                        Duration.ofMinutes(5)))) {
            int port = serving.server().port();
            for (int i = 0; i < MORE_THAN_THREADS; i++) {
                Socket socket = new Socket();
                crowd.add(socket);
                socket.setReceiveBufferSize(4_096);
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                socket.getOutputStream()
                        .write(bytes("GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200)));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(probe(port)).startsWith("HTTP/1.1 200");
            }
            close(crowd);
        } finally {
            close(crowd);
        }
    }

    @Test
    void heads_thatAreNeverFinished_keepNobodyOut() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try (Serving serving = new Serving(
                directory,
                Map.of(
                        ServerProperty.LIMITS_CONNECTIONS,
                        10,
                        ServerProperty.LIMITS_SLOW_CLIENT,
                        Duration.ofMinutes(5)))) {
            int port = serving.server().port();
            for (int i = 0; i < 30; i++) {
                Socket socket = RawHttp.connect(port);
                crowd.add(socket);
                socket.getOutputStream().write(bytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
                assertThat(probe(port)).startsWith("HTTP/1.1 200");
            }
        } finally {
            close(crowd);
        }
    }
}
