package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter err = new StringWriter();

    private void showTwice(Progress.Style style) {
        Progress progress = new Progress(new PrintWriter(err), style);
        progress.show("one");
        progress.show("two");
        progress.end();
    }

    @Test
    void onATerminal_theLineIsWrittenAnew() {
        showTwice(Progress.Style.REWRITTEN);
        assertThat(err).hasToString("\r\u001b[Kone\r\u001b[Ktwo" + System.lineSeparator());
    }

    @Test
    void elsewhere_thereIsNoControlCharacter_andNoFlood() {
        showTwice(Progress.Style.LINES);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void quiet_saysNothing() {
        showTwice(Progress.Style.NONE);
        assertThat(err.toString()).isEmpty();
    }
}
