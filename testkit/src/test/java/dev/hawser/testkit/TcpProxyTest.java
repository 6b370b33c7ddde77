package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.HostSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {

    private EchoServer server;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new EchoServer();
        proxy = TcpProxy.to(server.host());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void connect_nothingAsked_passesBothWays() throws Exception {
        try (Socket client = connected()) {
            assertThat(echo(client, 7)).isEqualTo(7);
            assertThat(echo(client, 8)).isEqualTo(8);
        }
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void silence_anExistingConnection_hearsNothingAndALaterOneWorks() throws Exception {
        try (Socket existing = connected()) {
            echo(existing, 1);

            proxy.silence();

            existing.setSoTimeout(200);
            assertThatThrownBy(() -> echo(existing, 2)).isInstanceOf(SocketTimeoutException.class);
            try (Socket later = connected()) {
                assertThat(echo(later, 3)).isEqualTo(3);
            }
        }
    }

    @Test
    void silence_theServerEnds_isNotTold() throws Exception {
        try (Socket existing = connected()) {
            echo(existing, 1);
            proxy.silence();

            server.close();

            existing.setSoTimeout(200);
            assertThatThrownBy(() -> existing.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void cut_anExistingConnection_isResetAndALaterOneWorks() throws Exception {
        try (Socket existing = connected()) {
            echo(existing, 1);

            proxy.cut();

            assertThatThrownBy(() -> existing.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            try (Socket later = connected()) {
                assertThat(echo(later, 3)).isEqualTo(3);
            }
        }
    }

    @Test
    void delay_aByte_takesSoMuchLongerEachWay() throws Exception {
        try (Socket client = connected()) {
            echo(client, 1);
            proxy.delay(Duration.ofMillis(50));
            long startedAt = System.nanoTime();

            assertThat(echo(client, 2)).isEqualTo(2);

            assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        }
    }

    @Test
    void connect_noServer_isReset() throws Exception {
        server.close();

        try (Socket client = connected()) {
            assertThatThrownBy(() -> {
                        client.getOutputStream().write(1);
                        if (client.getInputStream().read() < 0) {
                            throw new SocketException("ended");
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(proxy.host().host(), proxy.host().port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static int echo(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    /** Says back what it hears. */
    private static final class EchoServer implements AutoCloseable {

        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();

        EchoServer() throws IOException {
            daemon(() -> {
                while (true) {
                    Socket socket = listener.accept();
                    accepted.add(socket);
                    daemon(() -> answer(socket));
                }
            });
        }

        private static void answer(Socket socket) throws IOException {
            for (int value = socket.getInputStream().read();
                    value >= 0;
                    value = socket.getInputStream().read()) {
                socket.getOutputStream().write(value);
            }
            socket.close();
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void daemon(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException over) {
                    // closed, or reset by the proxy
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        HostSpec host() {
            return new HostSpec("127.0.0.1", listener.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }
}
