package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Deadline;
import dev.hawser.config.ServerProperty;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send a byte in a while, or take nothing, are cut. The limit is so short here that nobody else should be asked to keep it. */
class SlowClientsTest {

    private static final Duration SLOW = Duration.ofMillis(400);
    /** Far beyond the limit, and below the time-out of an idle connection. */
    private static final Duration CUT = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static LeakCheck leaks;
    private static Serving serving;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        leaks = LeakCheck.begin(Duration.ofSeconds(20));
        serving = new Serving(
                directory,
                Map.of(ServerProperty.LIMITS_SLOW_CLIENT, SLOW, ServerProperty.LIMITS_REQUESTS_PER_SECOND, 0));
        port = serving.server().port();
    }

    @AfterAll
    static void stop() {
        serving.close();
        leaks.close();
    }

    @AfterEach
    void server_afterEachAttack_holdsNoThread() {
        assertThat(within(() -> serving.server().running() == 0))
                .as("no request is left")
                .isTrue();
    }

    private static boolean within(BooleanSupplier condition) {
        Deadline deadline = Deadline.in(CUT);
        while (!condition.getAsBoolean() && !deadline.expired()) {
            Thread.onSpinWait();
        }
        return condition.getAsBoolean();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String authorized() {
        return "Authorization: Bearer " + serving.server().token().orElseThrow() + "\r\n";
    }

    /** Sends a beginning, then a byte in a while, until the connection is cut. */
    private static void assertCutWhileTrickling(String beginning) throws Exception {
        try (Socket socket = RawHttp.connect(port)) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes(beginning));
            socket.setSoTimeout(50);
            Deadline deadline = Deadline.in(CUT);
            while (!isClosed(socket)) {
                assertThat(deadline.expired()).as("still connected").isFalse();
                try {
                    out.write('x');
                } catch (IOException cut) {
                    return;
                }
            }
        }
    }

    /** Waits a little for it. */
    private static boolean isClosed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void head_thatComesByteByByte_isCut() throws Exception {
        assertCutWhileTrickling("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    }

    @Test
    void head_thatComesByteByByte_afterAGoodRequest_isCut() throws Exception {
        assertCutWhileTrickling("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health/live HTTP/1.1\r\nX: ");
    }

    @Test
    void body_thatComesByteByByte_isCut_andTakesNoThread() throws Exception {
        List<Thread> attackers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Thread attacker = new Thread(() -> {
                try {
                    assertCutWhileTrickling("POST /api/database/test HTTP/1.1\r\nHost: localhost\r\n" + authorized()
                            + "Content-Type: application/json\r\nContent-Length: 2000\r\n\r\n{");
                } catch (Exception failed) {
                    throw new AssertionError(failed);
                }
            });
            attackers.add(attacker);
            attacker.start();
        }
        assertCutWhileTrickling("POST /api/database/test HTTP/1.1\r\nHost: localhost\r\n" + authorized()
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n{");
        for (Thread attacker : attackers) {
            attacker.join(CUT.toMillis());
            assertThat(attacker.isAlive()).isFalse();
        }
    }

    @Test
    void answers_thatTheClientDoesNotTake_areCut() throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            String request = "GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n";
            Deadline deadline = Deadline.in(CUT);
            for (boolean open = sends(socket, request.repeat(2_000)); open; open = sends(socket, "x")) {
                assertThat(deadline.expired()).as("still connected").isFalse();
                Deadline pause = Deadline.in(SLOW.dividedBy(10));
                while (!pause.expired()) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** Whether more can be sent, without taking anything. */
    private static boolean sends(Socket socket, String more) {
        try {
            socket.getOutputStream().write(bytes(more));
            return true;
        } catch (IOException cut) {
            return false;
        }
    }
}
