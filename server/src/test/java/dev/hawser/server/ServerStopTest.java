package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.Deadline;
import dev.hawser.Session;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ServerStopTest {

    @TempDir
    Path directory;

    /** What the server says, up to this. */
    private static String read(Socket socket, String end) throws IOException {
        StringBuilder said = new StringBuilder();
        while (said.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("what comes behind: " + said).isNotNegative();
            said.append((char) next);
        }
        return said.toString();
    }

    @Test
    void requestsThatRun_areAnswered_whenTheServerIsClosed() throws Exception {
        try (DatabaseManager databases = DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")))
                .open()) {
            Server server = Server.start(databases, "127.0.0.1", 0);
            Session held = databases.sql("shop").session();
            held.update("create table held (id integer)");
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest slow = HttpRequest.newBuilder( // waits until the session has ended
                            URI.create(server.url() + "/api/databases/shop/pause?timeout=60"))
                    .header("Authorization", "Bearer " + server.token().orElseThrow())
                    .timeout(Duration.ofSeconds(60))
                    .POST(BodyPublishers.noBody())
                    .build();
            CompletableFuture<HttpResponse<String>> answer = client.sendAsync(slow, BodyHandlers.ofString());
            await("the request runs", () -> server.running() == 1);

            try (Socket kept = RawHttp.connect(server.port())) {
                String probe = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
                kept.getOutputStream().write(probe.getBytes(StandardCharsets.US_ASCII));
                assertThat(read(kept, "alive")).startsWith("HTTP/1.1 200");

                Thread closing = new Thread(server::close);
                closing.start();
                await("the server is closing", server::isClosing);
                kept.getOutputStream().write(probe.getBytes(StandardCharsets.US_ASCII));
                assertThat(read(kept, "the server is about to stop")).contains("HTTP/1.1 503", "\"success\":false");
                assertThat(answer).isNotDone();
                held.close();
                closing.join();
            }

            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(answer.get().body()).contains("\"cancelled\":0");
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> client.send(slow, BodyHandlers.ofString()));
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(deadline.expired()).as(what).isFalse();
            Thread.onSpinWait();
        }
    }
}
