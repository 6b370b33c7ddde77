package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Session;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Alerts of real databases, from what happens to what is told. */
class AlertsApiTest {

    @TempDir
    Path directory;

    @Test
    void alerts_ofADatabaseThatDoesNotWork_andOfAnExhaustedPool_areShownAndTold() throws Exception {
        try (WatchedServer watched = WatchedServer.in(directory)) {
            JsonNode lost = watched.awaitAlert("active", "database-unhealthy");
            assertThat(lost.path("database").stringValue()).isEqualTo("lost");
            assertThat(lost.path("severity").stringValue()).isEqualTo("critical");
            assertThat(lost.path("message").stringValue()).contains("nowhere does not exist");
            JsonNode told = watched.told();
            assertThat(told.path("status").stringValue()).isEqualTo("firing");
            assertThat(told.path("rule").stringValue()).isEqualTo("database-unhealthy");

            Thread waiting;
            try (Session holder = watched.databases().sql("shop").session()) {
                holder.update("create table held (id integer)");
                waiting = new Thread(() -> watched.databases().sql("shop").update("create table later (id integer)"));
                waiting.start();
                JsonNode exhausted = watched.awaitAlert("active", "pool-exhausted");
                assertThat(exhausted.path("host").stringValue()).isEqualTo("writer");
                assertThat(exhausted.path("message").stringValue())
                        .isEqualTo("the only connection to writer is lent and 1 caller waits");
                assertThat(exhausted.path("ended").isNull()).isTrue();
                assertThat(watched.told().path("rule").stringValue()).isEqualTo("pool-exhausted");
            }
            waiting.join(20_000);
            JsonNode ended = watched.awaitAlert("recent", "pool-exhausted");
            assertThat(Instant.parse(ended.path("ended").stringValue()))
                    .isAfter(Instant.parse(ended.path("since").stringValue()));
            assertThat(watched.told().path("status").stringValue()).isEqualTo("resolved");
        }
    }
}
