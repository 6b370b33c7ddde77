package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Deadline;
import dev.hawser.config.ServerProperty;
import dev.hawser.testkit.LeakCheck;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody may try who means harm. Nothing of it gives a 500, a stack trace, or holds a thread. Forged tokens are in {@code AccessTest} and {@code JwtVerifierTest}, clients that are slow on purpose in {@code SlowClientsTest}. */
class AttacksTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static LeakCheck leaks;
    private static Serving serving;
    private static int port;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        leaks = LeakCheck.begin(Duration.ofSeconds(20));
        serving = new Serving(
                directory,
                Map.of(
                        ServerProperty.LIMITS_SLOW_CLIENT,
                        Duration.ofSeconds(2),
                        ServerProperty.LIMITS_REQUEST_BYTES,
                        "2KB",
                        ServerProperty.LIMITS_HEADER_BYTES,
                        "2KB",
                        ServerProperty.LIMITS_CONNECTIONS,
                        20,
                        ServerProperty.LIMITS_REQUESTS_PER_SECOND,
                        0));
        port = serving.server().port();
        token = serving.server().token().orElseThrow();
    }

    @AfterAll
    static void stop() {
        serving.close();
        leaks.close();
    }

    @AfterEach
    void server_afterEachAttack_servesOn_andHoldsNoThread() throws Exception {
        assertThat(within(() -> serving.server().running() == 0))
                .as("no request is left")
                .isTrue();
        assertThat(serving.get("/api/database/health", token).status()).isEqualTo(200);
    }

    private static boolean within(BooleanSupplier condition) {
        Deadline deadline = Deadline.in(SOON);
        while (!condition.getAsBoolean() && !deadline.expired()) {
            Thread.onSpinWait();
        }
        return condition.getAsBoolean();
    }

    private static String authorized() {
        return "Authorization: Bearer " + token + "\r\n";
    }

    /** Refused as the contract has it: with a status that blames the client, in JSON, without insides, and for nobody else to read. */
    private static void assertRefused(String what, String answer) {
        assertThat(answer).as(what).matches("(?s)HTTP/1\\.1 (4\\d\\d|501|505) .*");
        assertThat(answer)
                .as(what)
                .contains("\"success\":false", "\"error\":", "\"message\":")
                .containsIgnoringCase("Content-Security-Policy: default-src 'none'")
                .doesNotContain("\tat ", "Exception", "Access-Control-", "org.eclipse", "Set-Cookie")
                .doesNotContainIgnoringCase("jetty");
    }

    @Test
    void connections_thatDoNothing_keepNobodyOut() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                idle.add(RawHttp.connect(port));
            }
            assertThat(RawHttp.get(port, "/health/live", "Host: localhost")).startsWith("HTTP/1.1 200");
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void body_thatIsTooLarge_is413_howeverItsLengthIsTold() throws Exception {
        String head = "POST /api/database/test HTTP/1.1\r\nHost: localhost\r\n" + authorized()
                + "Connection: close\r\nContent-Type: application/json\r\n";
        String told = RawHttp.send(port, head + "Content-Length: 3000000000\r\n\r\n{");
        assertRefused("told", told);
        assertThat(told).startsWith("HTTP/1.1 413").contains("server.limits.request-bytes");
        String chunk = "400\r\n" + "x".repeat(1_024) + "\r\n";
        assertThat(RawHttp.send(port, head + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(3) + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertRefused("negative", RawHttp.send(port, head + "Content-Length: -1\r\n\r\n{"));
    }

    @Test
    void body_withoutAToken_isNotLookedAt() throws Exception {
        String answer = RawHttp.send(
                port,
                "POST /api/database/test HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3\r\n\r\n{{{");
        assertThat(answer).startsWith("HTTP/1.1 401");
    }

    @Test
    void body_withoutAToken_isNotWaitedFor() throws Exception {
        String answer = RawHttp.send(
                port,
                "POST /api/database/test HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2000\r\n\r\n{");
        assertRefused("the beginning of a body", answer);
        assertThat(answer).startsWith("HTTP/1.1 401");
    }

    @Test
    void head_thatIsTooLarge_is431Or414() throws Exception {
        String flood = "X-Flood: 0123456789\r\n".repeat(500);
        String headers = RawHttp.send(port, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n" + flood + "\r\n");
        assertRefused("flood", headers);
        assertThat(headers).startsWith("HTTP/1.1 431").contains("server.limits.header-bytes");
        assertRefused("one", RawHttp.get(port, "/health/live", "Host: localhost", "X: " + "y".repeat(10_000)));
        String address = RawHttp.get(port, "/health/live?" + "y".repeat(10_000), "Host: localhost");
        assertRefused("address", address);
        assertThat(address).startsWith("HTTP/1.1 414");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../etc/passwd",
                "/assets/../../etc/passwd",
                "/assets/%2e%2e/%2e%2e/etc/passwd",
                "/assets/..%2f..%2fetc/passwd",
                "/assets/%252e%252e%252fetc/passwd",
                "/assets/..\\..\\etc\\passwd",
                "/assets/%5c..%5cetc",
                "/assets/;/../../etc/passwd",
                "/assets/..;/..;/etc/passwd",
                "//etc/passwd",
                "/assets/%00",
                "/assets/%c0%ae%c0%ae/etc/passwd",
                "/dashboard/index.html",
                "/assets/dashboard/../openapi.yaml",
                "/%zz",
                "/%",
                "/api/databases/..%2f..%2fhealth%2flive/info",
                "/API/../api/databases",
                "/api//databases",
                "http://attacker.example/api/databases"
            })
    void path_thatLeadsElsewhere_leadsNowhere(String path) throws Exception {
        assertRefused(path, RawHttp.get(port, path, "Host: localhost"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRACE",
                "OPTIONS",
                "CONNECT",
                "PUT",
                "DELETE",
                "PATCH",
                "PROPFIND",
                "get",
                "G%45T",
                "DEBUG",
                "GETGETGETGETGETGETGETGETGET"
            })
    void method_thatThereIsNot_isRefused_withoutAnEcho(String method) throws Exception {
        for (String path : List.of("/api/databases", "/health/live", "/", "*")) {
            String answer = RawHttp.send(
                    port,
                    method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nX-Canary: c4nary-echo\r\n" + authorized()
                            + "Connection: close\r\n\r\n");
            assertRefused(method + " " + path, answer);
            assertThat(answer).doesNotContain("c4nary-echo", token);
        }
    }

    @Test
    void method_thatIsOverridden_isNotBelieved() throws Exception {
        for (String trick : List.of("X-HTTP-Method-Override: POST", "X-Http-Method: POST", "X-Method-Override: POST")) {
            String answer = RawHttp.get(
                    port,
                    "/api/database/resume?_method=POST",
                    "Host: localhost",
                    trick,
                    authorized().strip());
            assertRefused(trick, answer);
        }
    }

    @Test
    void otherSites_getNothing_andNoPermissionToAsk() throws Exception {
        for (String origin : List.of(
                "https://attacker.example",
                "null",
                "http://localhost.attacker.example",
                "file://",
                "http://[::",
                "%%")) {
            String preflight = RawHttp.send(
                    port,
                    "OPTIONS /api/database/reconnect HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin
                            + "\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n\r\n");
            assertRefused("preflight of " + origin, preflight);
            assertThat(preflight).startsWith("HTTP/1.1 403");
            assertThat(RawHttp.get(
                            port,
                            "/api/databases",
                            "Host: localhost",
                            "Origin: " + origin,
                            "Authorization: Bearer " + token))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: attacker.example",
                "Host: 127.0.0.1.attacker.example",
                "Host: localhost\r\nHost: attacker.example",
                "Host: ",
                "X-Host: localhost",
                "Host: localhost:99999999",
                "Host: local host",
                "Host: localhost@attacker.example",
                "Host: 10.0.0.1"
            })
    void host_thatIsAnother_isRefused(String header) throws Exception {
        assertRefused(header, RawHttp.get(port, "/health/live", header));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "Transfer-Encoding: xchunked\r\n\r\nhello",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello",
                "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello",
                "Content-Length: 1e3\r\n\r\nhello",
                " Folded: x\r\n\r\n",
                "No colon\r\n\r\n",
                "Bad\u0000Name: x\r\n\r\n",
                "Content-Length : 5\r\n\r\nhello"
            })
    void framing_thatCanBeReadInTwoWays_isRefused(String rest) throws Exception {
        String answer = RawHttp.send(
                port,
                "POST /api/database/test HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + authorized() + rest);
        assertRefused(rest, answer);
        assertThat(answer.split("HTTP/1\\.1 ", -1)).as("one answer").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
                "GET /health/live HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET /health/live\r\n\r\n",
                "\r\n\r\n\r\n\r\nnonsense\r\n\r\n"
            })
    void bytes_thatAreNoHttp_areRefused(String bytes) throws Exception {
        String answer = RawHttp.send(port, bytes);
        assertThat(answer).doesNotContain("\tat ", "Exception").doesNotContainIgnoringCase("jetty");
        assertThat(answer).matches("(?s)|HTTP/1\\.1 (4\\d\\d|505) .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "application/json; charset=nonsense",
                "application/json; charset=utf-32",
                "a/b/c",
                "/",
                ";;;",
                "text/html",
                "application/xml"
            })
    void contentType_thatIsAbsurd_isTheClientsFault(String type) throws Exception {
        for (String body : List.of("{\"query\":", "[".repeat(2_000), "", "--x\r\n\r\n", "a=%zz&&&=")) {
            Serving.Answer answer = serving.send(serving.request("/api/database/test", token)
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofString(body)));
            assertThat(answer.status()).as(type + " with " + body).isBetween(400, 499);
            assertThat(answer.json().path("success").booleanValue()).isFalse();
            assertThat(answer.response().body()).doesNotContain("Exception", "\tat ");
        }
    }
}
