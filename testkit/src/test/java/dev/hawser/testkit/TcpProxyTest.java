package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.HostSpec;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {

    private static final Duration LONG = Duration.ofSeconds(10);

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
    void at_anotherAddress_sharesThePort_andLeadsElsewhere() throws Exception {
        HostSpec beside = new HostSpec("127.0.0.2", proxy.host().port());
        try (EchoServer second = new EchoServer();
                TcpProxy other = TcpProxy.at(beside, second.host());
                Socket here = connected(proxy);
                Socket there = connected(other)) {
            assertThat(other.host()).isEqualTo(beside);
            assertThat(echo(here, 1)).isEqualTo(1);
            assertThat(echo(there, 2)).isEqualTo(2);
            assertThat(server.accepted).hasSize(1);
            assertThat(second.accepted).hasSize(1);
        }
    }

    @Test
    void at_aPortThatIsTaken_isRefused() {
        assertThatThrownBy(() -> TcpProxy.at(server.host(), server.host())).isInstanceOf(BindException.class);
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
        // Bound and not listening: a connect to a port that nobody has may reach itself, or another program.
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            HostSpec nobody = new HostSpec("127.0.0.1", taken.getLocalPort());
            try (TcpProxy toNobody = TcpProxy.to(nobody);
                    Socket client = new Socket("127.0.0.1", toNobody.host().port())) {
                assertThatThrownBy(() -> {
                            client.getOutputStream().write(1);
                            if (client.getInputStream().read() < 0) {
                                throw new SocketException("ended");
                            }
                        })
                        .isInstanceOf(SocketException.class);
            }
        }
    }

    @Test
    void refused_newConnections_areAndEstablishedOnesGoOn_andThePortIsKept() throws Exception {
        HostSpec host = proxy.host();
        try (Socket existing = connected()) {
            echo(existing, 1);

            proxy.arrivals(Arrivals.REFUSED);

            assertThatThrownBy(this::connected).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> new ServerSocket(host.port(), 1, InetAddress.getLoopbackAddress()))
                    .isInstanceOf(BindException.class);
            assertThat(echo(existing, 2)).isEqualTo(2);
        }
        proxy.arrivals(Arrivals.PASSED);
        try (Socket later = connected()) {
            assertThat(echo(later, 3)).isEqualTo(3);
        }
        assertThat(proxy.host()).isEqualTo(host);
    }

    @Test
    void silence_withUnansweredArrivals_acceptsAndSaysNothing_untilRestored() throws Exception {
        try (Socket existing = connected()) {
            echo(existing, 1);

            proxy.silence(Arrivals.UNANSWERED);

            try (Socket later = connected()) {
                assertThat(Polling.until(LONG, () -> proxy.silenced() == 2)).isTrue();
                for (Socket socket : List.of(existing, later)) {
                    socket.setSoTimeout(100);
                    assertThatThrownBy(() -> echo(socket, 2)).isInstanceOf(SocketTimeoutException.class);
                }
                proxy.restore();
                for (Socket socket : List.of(existing, later)) {
                    socket.setSoTimeout(10_000);
                    assertThatThrownBy(() -> socket.getInputStream().read()).hasMessageContaining("reset");
                }
            }
        }
        try (Socket afterwards = connected()) {
            assertThat(echo(afterwards, 3)).isEqualTo(3);
        }
        assertThat(proxy.connections()).isEqualTo(2);
    }

    @Test
    void dropped_newConnections_neverConnect_untilRestored() throws Exception {
        proxy.arrivals(Arrivals.DROPPED);
        assertThat(Polling.until(LONG, this::isDropped)).isTrue(); // the first one or two may be accepted
        for (int i = 0; i < 2; i++) {
            assertThat(isDropped()).isTrue();
        }
        proxy.restore();
        try (Socket later = connected()) {
            assertThat(echo(later, 3)).isEqualTo(3);
        }
    }

    private boolean isDropped() throws IOException {
        try (Socket client = new Socket()) {
            client.connect(
                    new InetSocketAddress(proxy.host().host(), proxy.host().port()), 150);
            return false;
        } catch (SocketTimeoutException dropped) {
            return true;
        }
    }

    @Test
    void target_moved_leadsNewConnectionsThere_andLeavesTheOthers() throws Exception {
        try (EchoServer second = new EchoServer();
                Socket existing = connected()) {
            echo(existing, 1);

            proxy.target(second.host());

            try (Socket later = connected()) {
                assertThat(echo(later, 2)).isEqualTo(2);
                assertThat(echo(existing, 3)).isEqualTo(3);
                assertThat(second.accepted).hasSize(1);
                assertThat(server.accepted).hasSize(1);
            }
        }
    }

    @Test
    void throttle_manyBytes_takeTheirTime() throws Exception {
        try (Socket client = connected()) {
            echo(client, 1);
            proxy.throttle(10_000);
            long startedAt = System.nanoTime();

            client.getOutputStream().write(new byte[2_000]);
            assertThat(client.getInputStream().readNBytes(2_000)).hasSize(2_000);

            assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void cutAfter_answers_letsExactlySoManyPass_onExistingAndOnLaterConnections() throws Exception {
        try (Socket existing = connected()) {
            echo(existing, 1);
            proxy.cutAfter(Direction.TO_CLIENT, 3);
            try (Socket later = connected()) {
                for (Socket client : List.of(existing, later)) {
                    for (int value = 1; value <= 3; value++) {
                        assertThat(echo(client, value)).isEqualTo(value);
                    }
                    assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
                }
            }
        }
        proxy.restore();
        try (Socket afterwards = connected()) {
            for (int value = 1; value <= 4; value++) {
                assertThat(echo(afterwards, value)).isEqualTo(value);
            }
        }
    }

    @Test
    void cutAfter_requests_countsWhatClientsSend() throws Exception {
        proxy.cutAfter(Direction.TO_SERVER, 5);
        try (Socket client = connected()) {
            client.getOutputStream().write(new byte[6]);
            assertThatThrownBy(() -> client.getInputStream().readNBytes(6)).hasMessageContaining("reset");
        }
        assertThat(Polling.until(LONG, () -> server.heard.get() == 5)).isTrue();
    }

    /** A protocol in which each byte is a message, and 'C' asks for a commit or says that there was one. */
    private static final WireProtocol BYTES = () -> (direction, bytes) -> {
        List<WireMessage> messages = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            char value = (char) bytes.get();
            messages.add(new WireMessage(direction, String.valueOf(value), "", value == 'C', start));
        }
        return messages;
    };

    @Test
    void fault_beforeARequest_letsPassWhatCameBeforeIt() throws Exception {
        try (TcpProxy knowing = TcpProxy.to(server.host(), BYTES);
                Socket client = connected(knowing)) {
            MessageFault fault = MessageFault.cutBeforeCommit().once();
            knowing.at(fault);

            client.getOutputStream().write("abC".getBytes(StandardCharsets.US_ASCII));

            assertThatThrownBy(() -> client.getInputStream().readNBytes(3)).isInstanceOf(SocketException.class);
            assertThat(fault.awaitHappened(1, LONG)).isTrue();
            assertThat(Polling.until(LONG, () -> server.heard.get() == 2)).isTrue();
            try (Socket later = connected(knowing)) {
                assertThat(echo(later, 'C')).isEqualTo('C');
            }
        }
    }

    @Test
    void fault_beforeAnAnswer_isAfterTheServerHasHeard_andMayBeSilent() throws Exception {
        try (TcpProxy knowing = TcpProxy.to(server.host(), BYTES);
                Socket client = connected(knowing)) {
            MessageFault fault = MessageFault.silenceAfterCommit();
            knowing.at(fault);
            client.getOutputStream().write("xC".getBytes(StandardCharsets.US_ASCII));

            assertThat(client.getInputStream().read()).isEqualTo('x');
            assertThat(fault.awaitHappened(1, LONG)).isTrue();
            assertThat(server.heard.get()).isEqualTo(2);
            client.setSoTimeout(100);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            client.getOutputStream().write('y');
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(server.heard.get()).isEqualTo(2);
        }
    }

    @Test
    void at_ofAProxyThatKnowsNoProtocol_isRefused() {
        assertThatThrownBy(() -> proxy.at(MessageFault.cutBeforeCommit())).isInstanceOf(IllegalStateException.class);
    }

    private Socket connected() throws IOException {
        return connected(proxy);
    }

    private static Socket connected(TcpProxy through) throws IOException {
        Socket socket = new Socket(through.host().host(), through.host().port());
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
        private final AtomicInteger heard = new AtomicInteger();

        EchoServer() throws IOException {
            daemon(() -> {
                while (true) {
                    Socket socket = listener.accept();
                    accepted.add(socket);
                    daemon(() -> answer(socket));
                }
            });
        }

        private void answer(Socket socket) throws IOException {
            byte[] data = new byte[1_024];
            for (int length = socket.getInputStream().read(data);
                    length >= 0;
                    length = socket.getInputStream().read(data)) {
                heard.addAndGet(length);
                socket.getOutputStream().write(data, 0, length);
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
