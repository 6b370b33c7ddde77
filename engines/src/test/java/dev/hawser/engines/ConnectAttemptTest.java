package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.config.TcpConfig;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

class ConnectAttemptTest {

    private final ConnectAttempt attempt =
            new ConnectAttempt(new TcpConfig(Duration.ofSeconds(5), Duration.ofMillis(900), 4));

    @Test
    void socket_looksForItsPeer_asIsConfigured() throws Exception {
        try (Socket socket = new Socket()) {
            attempt.opened(socket);
            assertThat(socket.getKeepAlive()).isTrue();
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(5);
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)).isEqualTo(1);
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(4);
        }
    }

    @Test
    void socket_ofAnAttemptThatWasAborted_isRefusedAndClosed() throws Exception {
        try (Socket early = new Socket();
                Socket late = new Socket()) {
            attempt.opened(early);
            attempt.abort();
            assertThat(early.isClosed()).isTrue();
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> attempt.opened(late));
            assertThat(late.isClosed()).isTrue();
        }
    }

    @Test
    void sockets_afterASuccess_areTheConnections() throws Exception {
        try (Socket socket = new Socket()) {
            attempt.opened(socket);
            assertThat(attempt.succeeded()).containsExactly(socket);
            attempt.abort();
            assertThat(socket.isClosed()).isFalse();
        }
    }
}
