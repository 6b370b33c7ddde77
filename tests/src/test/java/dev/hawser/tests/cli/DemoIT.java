package dev.hawser.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.tests.cli.HawserProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DemoIT {

    private static final Duration READY = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @TempDir
    Path temporary;

    @Test
    void demo_isReadyInSeconds_itsNumbersMove_andItLeavesNothing() throws Exception {
        // An environment with somebody's database must not matter: the demonstration writes.
        Map<String, String> environment = Map.of("DATABASE_URL", "sqlite:///precious.db");
        long startedAt = System.nanoTime();
        try (HawserProcess demo = HawserProcess.start(
                directory, environment, List.of("-Djava.io.tmpdir=" + temporary), "demo", "--port", "0")) {
            Http http = demo.http();
            assertThat(http.get("/health/ready").status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(READY);

            JsonNode first = metrics(http);
            JsonNode later = metrics(http);
            while (later.path("total_queries").longValue()
                    < first.path("total_queries").longValue() + 50) {
                assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(READY.plus(READY));
                later = metrics(http);
            }
            assertThat(later.path("failed_queries").longValue()).isZero();
            assertThat(later.path("total_query_time").doubleValue())
                    .isGreaterThan(first.path("total_query_time").doubleValue());
            assertThat(later.path("p95_query_time").doubleValue()).isPositive();
            assertThat(http.get("/api/database/health")
                            .json()
                            .at("/data/database_type")
                            .stringValue())
                    .isEqualTo("sqlite");

            Result result = demo.terminate();
            assertThat(result.exitCode()).isEqualTo(143);
            assertThat(result.out().lines()).hasSize(1).first().asString().startsWith("open http://");
            assertThat(result.err()).contains("curl http://127.0.0.1:").doesNotContain("\tat ");
            assertThat(result.err().lines())
                    .filteredOn(line -> line.contains("WARN"))
                    .as("but for statements that are slow on a busy machine, none of which failed")
                    .allMatch(line -> line.contains("db query"));
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("hawser-demo"));
        }
        assertThat(directory).isEmptyDirectory();
    }

    private static JsonNode metrics(Http http) throws Exception {
        return http.get("/api/database/metrics").json().path("data");
    }
}
