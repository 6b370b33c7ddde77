package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.Deadline;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.SilentServer;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ServerStopTest {

    @TempDir
    Path directory;

    @Test
    void requestsThatRun_areAnswered_whenTheServerIsClosed() throws Exception {
        try (SilentServer silent = SilentServer.silent();
                DatabaseManager databases = DatabaseManager.builder(ConfigSources.in(directory))
                        .database(DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")))
                        .database(DatabaseOptions.of("silent")
                                .url("postgresql://app@" + silent.host() + "/x")
                                .set("connect-timeout", "1s"))
                        .open()) {
            Server server = Server.start(databases, "127.0.0.1", 0);
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest slow = HttpRequest.newBuilder(
                            URI.create(server.url() + "/api/databases/silent/health?force=true"))
                    .header("Authorization", "Bearer " + server.token().orElseThrow())
                    .timeout(Duration.ofSeconds(20))
                    .build();
            CompletableFuture<HttpResponse<String>> answer = client.sendAsync(slow, BodyHandlers.ofString());
            Deadline deadline = Deadline.in(Duration.ofSeconds(20));
            while (server.running() == 0) {
                assertThat(deadline.expired()).isFalse();
                Thread.onSpinWait();
            }

            try (Socket kept = RawHttp.connect(server.port())) {
                String probe = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n";
                kept.getOutputStream().write(probe.getBytes(StandardCharsets.US_ASCII));
                byte[] first = kept.getInputStream().readNBytes("HTTP/1.1 200".length());
                assertThat(new String(first, StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 503"); // a critical one is silent

                Thread closing = new Thread(server::close);
                closing.start();
                while (!server.isClosing()) {
                    assertThat(deadline.expired()).isFalse();
                    Thread.onSpinWait();
                }
                kept.getOutputStream().write(probe.getBytes(StandardCharsets.US_ASCII));
                assertThat(RawHttp.readAll(kept))
                        .contains("HTTP/1.1 503", "\"success\":false", "the server is about to stop");
                closing.join();
            }

            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
            assertThat(answer.get().body()).contains("\"status\":\"unhealthy\"");
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> client.send(slow, BodyHandlers.ofString()));
        }
    }
}
