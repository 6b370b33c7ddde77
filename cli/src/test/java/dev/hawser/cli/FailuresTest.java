package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.error.ConfigurationException;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.SetupFailedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class FailuresTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** A command that fails as it is told. */
    @Command(name = "failing")
    private static final class Failing extends HawserCommand {

        private final Exception error;

        @Option(names = "--json")
        private boolean json;

        Failing(Exception error) {
            this.error = error;
        }

        @Override
        boolean json() {
            return json;
        }

        @Override
        public Integer call() throws Exception {
            throw error;
        }
    }

    private int run(Exception error, String... arguments) {
        return new CommandLine(new Failing(error))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(new Failures())
                .execute(arguments);
    }

    private static DatabaseException refused() {
        DatabaseException error = new DatabaseException(
                ErrorCategory.CONNECTION_REFUSED,
                "shop: no answer",
                "shop",
                "db1:5432",
                null,
                0,
                "Check that the server runs",
                null);
        error.attempted(4, Instant.parse("2026-01-15T10:30:00Z"));
        return error;
    }

    @Test
    void databaseError_saysWhatHappened_howOften_whatKind_andWhatToDo() {
        assertThat(run(refused())).isEqualTo(ExitCode.FAILED);
        assertThat(err)
                .hasToString(String.format(
                        "hawser: shop: no answer (4 attempts, the last at 2026-01-15T10:30:00Z) (CONNECTION_REFUSED)%n"
                                + "advice: Check that the server runs%n"));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void databaseError_asJson_isAnObjectOnStandardOutput() {
        assertThat(run(refused(), "--json")).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString().replaceAll("\\s+", " ").trim())
                .isEqualTo(
                        "{ \"success\" : false, \"error\" : \"CONNECTION_REFUSED\", \"message\" : \"shop: no answer\","
                                + " \"category\" : \"connection_refused\", \"advice\" : \"Check that the server runs\","
                                + " \"retry_count\" : 3, \"last_attempt\" : \"2026-01-15T10:30:00Z\" }");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void setupOfASingleDatabase_failsAsThatDatabase() {
        assertThat(run(new SetupFailedException(Map.of("shop", refused())))).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).startsWith("hawser: shop: no answer").contains("advice: ");
    }

    @Test
    void configuration_exits2_withEveryProblem() {
        ConfigurationException error = new ConfigurationException(List.of("first", "second"));
        assertThat(run(error)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("2 problems", "- first", "- second");
        assertThat(run(error, "--json")).isEqualTo(ExitCode.USAGE);
        assertThat(out.toString())
                .contains("\"error\" : \"CONFIGURATION\"", "\"problems\" : [ \"first\", \"second\" ]");
    }

    @Test
    void stackTrace_isForThoseWhoAsk() {
        run(new IllegalStateException("broken"));
        assertThat(err.toString()).contains("unexpected", "broken", "--verbose").doesNotContain("\tat ");
        run(new IllegalStateException("broken"), "--verbose");
        assertThat(err.toString()).contains("\tat dev.hawser.cli.FailuresTest");
    }
}
