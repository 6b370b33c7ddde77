package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.SqlDatabase;
import dev.hawser.server.ApiClient.Answer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code POST /test}. What holds for each engine is in {@code ReadonlyContract}. */
class TestQueryTest {

    private static final String ENDLESS =
            "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

    @TempDir
    static Path directory;

    private static ServedDatabases served;
    private static SqlDatabase shop;
    private static ApiClient client;

    @BeforeAll
    static void start() throws IOException {
        served = ServedDatabases.in(directory);
        shop = served.shop();
        shop.update("create table t (id integer primary key, name text)");
        shop.update("insert into t (name) values ('a'), ('b'), ('c')");
        client = served.client();
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static Answer test(String query) throws Exception {
        return client.post("/api/database/test", Json.line(Map.of("query", query)));
    }

    @Test
    void query_givesColumnsAndRowsAsJsonHasThem() throws Exception {
        Answer answer = test(
                "select id, name, 1.5 as half, null as none, x'00ff' as bytes, 9e999 as infinite from t where id = 1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.data().path("columns").toString())
                .isEqualTo("[\"id\",\"name\",\"half\",\"none\",\"bytes\",\"infinite\"]");
        assertThat(answer.data().path("rows").toString()).isEqualTo("[[1,\"a\",1.5,null,\"AP8=\",\"Infinity\"]]");
        assertThat(answer.data().path("row_count").intValue()).isEqualTo(1);
        assertThat(answer.data().path("truncated").isNull()).isTrue();
        assertThat(answer.data().path("host").asString()).isNotEmpty();
    }

    @Test
    void integerThatADoubleHasNot_isText() throws Exception {
        Answer answer = test("select 9007199254740992, 9007199254740993, -9007199254740993, -9223372036854775808");
        assertThat(answer.data().path("rows").toString())
                .isEqualTo("[[9007199254740992,\"9007199254740993\",\"-9007199254740993\",\"-9223372036854775808\"]]");
    }

    @Test
    void decimal_isText_withEachOfItsDigits() {
        assertThat(Json.line(TestJson.value(List.of(
                        new BigDecimal("1.10"),
                        new BigDecimal("0.1000000000000000055"),
                        new BigInteger("18446744073709551615"),
                        BigInteger.TEN))))
                .isEqualTo("[\"1.10\",\"0.1000000000000000055\",\"18446744073709551615\",10]");
    }

    @Test
    void rowsBeyondTheLimit_areLeftOut_andThatIsSaid() throws Exception {
        JsonNode two = client.post("/api/database/test", "{\"query\": \"select id from t\", \"limit\": 2}")
                .data();
        assertThat(two.path("rows").size()).isEqualTo(2);
        assertThat(two.path("truncated").asString()).isEqualTo("rows");
        JsonNode three = client.post("/api/database/test", "{\"query\": \"select id from t\", \"limit\": 3}")
                .data();
        assertThat(three.path("truncated").isNull()).isTrue();
    }

    @Test
    void rowsBeyondOneMegabyte_areLeftOut() throws Exception {
        JsonNode data =
                test("select hex(zeroblob(100000)) from t, t as u limit 9").data();
        assertThat(data.path("rows").size()).isEqualTo(2);
        assertThat(data.path("truncated").asString()).isEqualTo("bytes");
        Answer none = test("select hex(zeroblob(600000))");
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.message()).contains("select fewer columns");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select nothing from t                         | syntax",
                "select                                        | syntax",
                "delete from t                                 | refused",
                "select 1; delete from t                       | refused",
                "with d as (select 1) delete from t            | refused",
                "pragma query_only = off                       | refused",
                "pragma optimize                               | refused",
                "attach 'other.db' as other                    | refused",
                "begin                                         | refused",
                "commit                                        | refused",
                "select 'open                                  | refused",
                "select id from t where id = :id               | refused",
            })
    void queryThatFailsOrWouldWrite_is400WithItsCategory(String query, String category) throws Exception {
        Answer answer = test(query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("category").asString()).isEqualTo(category);
        assertThat(shop.queryOne("select count(*) from t", Integer.class)).contains(3);
    }

    @Test
    void queryPastItsTime_is400WithCategoryTimeout_andNothingIsLeftOfIt() throws Exception {
        Answer answer = client.post("/api/database/test", Json.line(Map.of("query", ENDLESS, "timeout", 0.2)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("category").asString()).isEqualTo("timeout");
        assertThat(shop.stats().active()).isZero();
        shop.update("insert into t (id, name) values (9, 'z')");
        assertThat(shop.update("delete from t where id = 9")).isEqualTo(1);
    }

    @Test
    void queryThatRuns_isSeenAmongTheHolders() throws Exception {
        CompletableFuture<Answer> running = new CompletableFuture<>();
        Thread asking = new Thread(() -> {
            try {
                running.complete(client.post("/api/database/test", Json.line(Map.of("query", ENDLESS, "timeout", 30))));
            } catch (Exception failed) {
                running.completeExceptionally(failed);
            }
        });
        asking.start();
        JsonNode holder = client.get("/api/database/pool").data().at("/holders/0");
        while (holder.path("query").asString("").isEmpty()) {
            assertThat(running).isNotDone();
            holder = client.get("/api/database/pool").data().at("/holders/0");
        }
        assertThat(holder.path("label").asString()).isEqualTo("test query");
        assertThat(holder.path("query").asString()).startsWith("with recursive");
        assertThat(holder.path("in_transaction").booleanValue()).isTrue();
        client.post("/api/database/flush", "{\"mode\": \"all\"}");
        assertThat(running.get(20, TimeUnit.SECONDS).status()).isBetween(400, 503);
        assertThat(client.get("/api/database/pool").data().path("holders").size())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "7",
                "{",
                "{\"query\": \"select 1\"} {}",
                "{\"query\": \"select 1\", \"query\": \"select 2\"}",
                "{\"query\": 1}",
                "{\"query\": \" \"}",
                "{\"query\": \"select 1\", \"limit\": 1001}",
                "{\"query\": \"select 1\", \"limit\": 0}",
                "{\"query\": \"select 1\", \"limit\": 1.5}",
                "{\"query\": \"select 1\", \"limit\": \"5\"}",
                "{\"query\": \"select 1\", \"limit\": 99999999999999999999}",
                "{\"query\": \"select 1\", \"limit\": null}",
                "{\"query\": \"select 1\", \"timeout\": 61}",
                "{\"query\": \"select 1\", \"timeout\": -1}",
                "{\"query\": \"select 1\", \"timeout\": 1e999}",
                "{\"query\": \"select 1\", \"timeout\": \"1s\"}",
                "{\"query\": \"select 1\", \"sql\": 1}",
                "{'query': 'select 1'}"
            })
    void bodyThatIsWrong_is400ThatSaysWhatIsExpected(String body) throws Exception {
        Answer answer = client.post("/api/database/test", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("expected").doesNotContain("Exception", "tools.jackson");
    }

    @Test
    void bodyThatIsTooDeepOrTooLarge_isRefused() throws Exception {
        Answer deep = client.post("/api/database/test", "[".repeat(5_000) + "]".repeat(5_000));
        assertThat(deep.status()).isEqualTo(400);
        assertThat(deep.message()).contains("at most 16 levels deep");
        Answer large = client.post("/api/database/test", "{\"query\": \"" + "x".repeat(70_000) + "\"}");
        assertThat(large.status()).isEqualTo(413);
    }
}
