package dev.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class BackupsApiTest {

    @TempDir
    static Path directory;

    private static ServedDatabases served;

    @BeforeAll
    static void start() throws Exception {
        served = ServedDatabases.in(directory);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static JsonNode data(String path) throws Exception {
        ApiClient.Answer answer = served.client().get(path);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().path("data");
    }

    @Test
    void backups_newestFirst_withWhatIsKnownOfEach() throws Exception {
        JsonNode backups = data("/api/databases/shop/backups");
        assertThat(backups.path("configured").booleanValue()).isTrue();
        assertThat(backups.path("schedule").stringValue()).isEqualTo("365d");
        assertThat(backups.path("too_old").booleanValue()).isFalse();
        assertThat(backups.path("backups")
                        .valueStream()
                        .map(each -> each.path("id").stringValue()))
                .containsExactly("new", "old", "bad");
        JsonNode newest = backups.at("/backups/0");
        assertThat(newest.path("bytes").longValue()).isEqualTo(4_200_000);
        assertThat(newest.path("verified_at").isNull()).isFalse();
        assertThat(backups.at("/backups/1/verified_at").isNull()).isTrue();
        assertThat(backups.at("/backups/2/problem").stringValue()).contains("2 rows instead of 3");
    }

    @Test
    void backups_catalogueThatCannotBeRead_is503_withWhatToDo() throws Exception {
        ApiClient.Answer answer = served.client().get("/api/databases/lost/backups");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().path("message").stringValue())
                .contains(
                        "lost: the backups in ", "cannot be read: no such directory", "Check that backups.to is there");
    }

    @Test
    void health_andMetrics_tellOfTheNewestGoodBackup() throws Exception {
        JsonNode backup = data("/api/database/health?force=true").path("backup");
        assertThat(backup.path("age_ms").longValue()).isBetween(86_000_000L, 87_000_000L);
        assertThat(backup.path("verified_at").isNull()).isFalse();
        assertThat(backup.path("failure").isNull()).isTrue();
        assertThat(served.client().get("/metrics").body())
                .containsPattern(
                        "hawser_backup_age_seconds\\{db_system_name=\"sqlite\",hawser_database=\"shop\"} 86\\d{3}\\.")
                .contains("hawser_backup_failed{db_system_name=\"sqlite\",hawser_database=\"shop\"} 0");
    }
}
