package dev.hawser.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import dev.hawser.tests.cli.HawserProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code hawser doctor} of the packaged jar. What each step finds is {@code ExaminationIT}'s matter. */
class DoctorIT {

    private static final TestDatabase DATABASE = TestDatabases.postgres();
    private static final String URL = "postgresql://" + DATABASE.user() + "@" + DATABASE.host() + "/" + DATABASE.name();

    @TempDir
    private Path directory;

    private Result doctor(Map<String, String> environment, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 1];
        all[0] = "doctor";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return HawserProcess.run(directory, environment, all);
    }

    @Test
    void url_everythingInOrder_isFine_whateverElseIsConfigured() throws Exception {
        Files.writeString(
                directory.resolve("hawser.yaml"), "databases: {other: {url: 'postgresql://nowhere.invalid/x'}}");
        Result result =
                doctor(Map.of("DB_PASSWORD", DATABASE.password(), "DATABASE_URL", "mysql://nowhere.invalid/x"), URL);
        assertThat(result.exitCode()).as(result.everything()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains(DATABASE.host().toString(), "fine", "dns", "tcp", "authentication", "limits", "ms")
                .contains("PostgreSQL", "nothing is wrong")
                .doesNotContain(DATABASE.password());
    }

    @Test
    void configured_wrongPassword_isUnhealthy_inJson() throws Exception {
        Result result = doctor(Map.of("DATABASE_URL", URL, "DB_PASSWORD", "c4nary"), "--json");
        assertThat(result.exitCode()).as(result.everything()).isEqualTo(3);
        JsonNode json = JsonMapper.shared().readTree(result.out());
        assertThat(json.path("fine").booleanValue()).isFalse();
        JsonNode login = json.path("steps")
                .valueStream()
                .filter(step -> step.path("step").stringValue().equals("authentication"))
                .findFirst()
                .orElseThrow();
        assertThat(login.path("state").stringValue()).isEqualTo("wrong");
        assertThat(login.path("advice").stringValue()).contains("Check user and password");
        assertThat(login.path("took_ms").isNumber()).isTrue();
        assertThat(result.everything()).doesNotContain("c4nary");
    }

    @Test
    void access_theFileIsExaminedByTheJarsOwnDriver() throws Exception {
        Result created = HawserProcess.run(
                directory,
                Map.of("DATABASE_URL", "access:///orders.accdb", "HAWSER_DEFAULT_CREATE_DB", "true"),
                "query",
                "create table t (id int)");
        assertThat(created.exitCode()).as(created.everything()).isZero();
        assertThat(created.err()).isEmpty();
        Result result = doctor(Map.of(), "access:///orders.accdb");
        assertThat(result.exitCode()).as(result.everything()).isZero();
        assertThat(result.out())
                .contains("orders.accdb can be read and written", "nobody else has it open", "MS Access V2010");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void arguments_thatAreNot_areUsageErrors() throws Exception {
        for (String[] wrong : new String[][] {
            {"postgresql://app:c4nary@localhost/x"},
            {"jdbc:postgresql://localhost/x?password=c4nary"},
            {URL, "--database", "orders"}
        }) {
            Result result = doctor(Map.of(), wrong);
            assertThat(result.exitCode()).as(result.everything()).isEqualTo(2);
            assertThat(result.everything()).doesNotContain("c4nary");
        }
    }
}
