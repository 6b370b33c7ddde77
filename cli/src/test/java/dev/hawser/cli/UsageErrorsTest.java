package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class UsageErrorsTest {

    private static final String CANARY = "c4nary-b1rd";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void nothing_saysThatACommandIsMissing() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err).hasToString(String.format("hawser: a command is missing%nSee: hawser --help%n"));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void misspeltCommand_suggestsTheRightOne() {
        assertThat(run("helth")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("unknown command helth", "hawser health");
    }

    @Test
    void unknownOption_isNamed_withoutItsValue() {
        assertThat(run("health", "--colour=" + CANARY)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("unknown option --colour").doesNotContain(CANARY);
    }

    @Test
    void missingStatement_isNamed() {
        assertThat(run("query")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("SQL", "hawser query --help");
    }

    @Test
    void limitBelowOne_isRefused() {
        assertThat(run("query", "select 1", "--limit", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--limit must be at least 1");
    }

    @Test
    void urlOrPasswordAsArgument_isRefused_withWhatToDoInstead_andNeverRepeated() {
        String url = "postgresql://app:" + CANARY + "@db/shop";
        for (String[] arguments : new String[][] {
            {"health", url},
            {"health", "--url", url},
            {"health", "--url=" + url},
            {"health", "--password", CANARY},
            {"health", "--password=" + CANARY},
            {"query", "select 1", url},
            {url},
        }) {
            err.getBuffer().setLength(0);
            assertThat(run(arguments)).isEqualTo(ExitCode.USAGE);
            assertThat(err.toString())
                    .contains("not taken as arguments", "DATABASE_URL", "--config")
                    .doesNotContain(CANARY);
        }
    }

    @Test
    void portOutOfRange_isRefused() {
        assertThat(run("demo", "--port", "65536")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--port must be from 0 to 65535");
    }

    @Test
    void publicAddress_isRefused() {
        assertThat(run("demo", "--host", "0.0.0.0", "--port", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("host = 0.0.0.0", "jwt.secret", "127.0.0.1");
    }
}
