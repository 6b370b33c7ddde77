package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.server.ApiClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is asked: a refusal in the shape of a problem that says what to change, and never a failure of the server. */
class BadInputTest {

    @TempDir
    static Path directory;

    private static ServedDatabases served;

    @BeforeAll
    static void start() throws IOException {
        served = ServedDatabases.in(directory);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static void refused(Answer answer, int status, String says) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("success").booleanValue()).isFalse();
        assertThat(answer.json().path("error").asString()).isNotEmpty();
        assertThat(answer.message()).contains(says).doesNotContain("Exception", "dev.hawser", "java.", "jackson");
    }

    @Test
    void everyOperation_ofADatabaseThatNobodyHas_is404ThatListsTheNames() throws Exception {
        for (ApiDescription.Operation operation :
                ApiDescription.OF_THE_SERVER.operations().values()) {
            if (operation.path().contains("{name}")) {
                for (String name : List.of("nobody", "%3Cb%3E", "x".repeat(500), "sh%20op")) {
                    String path = operation.path().replace("{name}", name);
                    refused(served.client().send(operation.method(), path, null), 404, "shop");
                }
            }
        }
    }

    @Test
    void everyPath_withAMethodThatItHasNot_is405ThatNamesThoseItHas() throws Exception {
        for (ApiDescription.Operation operation :
                ApiDescription.OF_THE_SERVER.operations().values()) {
            String path = operation.path().replace("{name}", "shop").replace("{path}", "x");
            for (String method :
                    List.of("PUT", "DELETE", "PATCH", operation.method().equals("GET") ? "POST" : "GET")) {
                Answer answer = served.client().send(method, path, null);
                refused(answer, 405, "");
                assertThat(answer.header("Allow")).as(method + " " + path).contains(operation.method());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | health?force=maybe              | force: expected true or false",
                "POST | pause?timeout=                  | timeout: expected seconds from 0 to 60",
                "POST | pause?timeout=61                | timeout: expected seconds from 0 to 60",
                "POST | pause?timeout=NaN               | timeout: expected seconds from 0 to 60",
                "GET  | queries?order=rows              | order: expected one of total, mean, max, calls, failed",
                "GET  | queries?order=TOTAL             | order: expected one of total, mean, max, calls, failed",
                "GET  | queries?limit=0                 | limit: expected a whole number from 1 to 2000",
                "GET  | queries?limit=1e2               | limit: expected a whole number from 1 to 2000",
                "GET  | queries?limit=99999999999999999999 | limit: expected a whole number from 1 to 2000",
                "GET  | history?resolution=hour         | resolution: expected one of second, minute",
                "GET  | history?from=yesterday          | from: expected a whole number from 0",
                "GET  | history?from=-1                 | from: expected a whole number from 0",
                "GET  | events?limit=1001               | limit: expected a whole number from 1 to 1000",
                "GET  | events?limit=%00                | limit: expected a whole number from 1 to 1000",
            })
    void parameterThatIsWrong_is400ThatSaysWhatIsExpected(String method, String path, String says) throws Exception {
        refused(served.client().send(method, "/api/database/" + path, null), 400, says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "flush | {}                       | mode: expected one of idle, graceful, all",
                "flush | {\"mode\": \"ALL\"}      | mode: expected one of idle, graceful, all",
                "flush | {\"mode\": 1}            | mode: expected one of idle, graceful, all",
                "flush | {\"modus\": \"all\"}     | the field \"modus\" is unknown; expected are mode",
                "flush | nonsense                 | the body: expected well-formed JSON",
                "flush | \"all\"                  | the body: expected a JSON object with mode",
                "test  | {\"query\": {}}          | query: expected a text that is not empty",
                "test  | {\"query\": \"\\ud800\"} | ",
            })
    void bodyThatIsWrong_is400ThatSaysWhatIsExpected(String path, String body, String says) throws Exception {
        refused(served.client().post("/api/database/" + path, body), 400, says == null ? "" : says);
    }

    @Test
    void unknownPaths_andIdsThatAreNone_areRefused() throws Exception {
        for (String path : List.of("/api", "/api/database", "/api/databases/shop", "/nothing", "/health")) {
            refused(served.client().get(path), 404, "");
        }
        refused(
                served.client().send("GET", "/api/events", null, "Last-Event-ID", "9".repeat(40)),
                400,
                "Last-Event-ID");
        refused(served.client().post("/api/database/test"), 415, "Content-Type: application/json");
    }
}
