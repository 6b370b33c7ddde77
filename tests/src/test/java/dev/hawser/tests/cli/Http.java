package dev.hawser.tests.cli;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests to a server that runs as a process. */
final class Http {

    static final JsonMapper JSON = JsonMapper.shared();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    /** A server answers 100 requests a second of one client. */
    private static final Duration PAUSE = Duration.ofMillis(15);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String token;

    record Answer(int status, String body, HttpResponse<String> response) {

        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    Http(String url, String token) {
        this.url = url;
        this.token = token;
    }

    String port() {
        return String.valueOf(URI.create(url).getPort());
    }

    Answer get(String path) throws Exception {
        return send(request(path));
    }

    Answer post(String path) throws Exception {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    /** Returns when every critical database is set up: {@code serve} is there before. */
    void awaitReady() throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (get("/health/ready").status() != 200) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not ready within " + PATIENCE);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + token)
                .timeout(PATIENCE);
    }

    private Answer send(HttpRequest.Builder request) throws Exception {
        LockSupport.parkNanos(PAUSE.toNanos());
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }

    /** The first line of the answer to a request for another host, which the client refuses to send. */
    String statusLineFor(String path, String host) throws IOException {
        URI uri = URI.create(url);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
