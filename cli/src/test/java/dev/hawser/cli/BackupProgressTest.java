package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.backups.BackupListener.Phase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackupProgressTest {

    private final StringWriter err = new StringWriter();
    private final AtomicLong clock = new AtomicLong();

    private BackupProgress progress(Progress.Style style) {
        return new BackupProgress(new Progress(new PrintWriter(err), style), clock::get);
    }

    private String lastAfter(BackupProgress progress, Duration more, long bytes) {
        clock.addAndGet(more.toNanos());
        progress.progressed(Phase.TAKE, bytes);
        String all = err.toString();
        return all.substring(all.lastIndexOf("\u001b[K") + "\u001b[K".length());
    }

    @Test
    void onATerminal_thereAreABarBytesRateAndTimeLeft() {
        BackupProgress progress = progress(Progress.Style.REWRITTEN);
        progress.started(Phase.TAKE, 400_000_000);
        assertThat(lastAfter(progress, Duration.ofSeconds(2), 100_000_000))
                .isEqualTo("backing up [======                  ] 25 %, 100.0 MB, 50.0 MB/s, ETA 0:06");
        assertThat(lastAfter(progress, Duration.ofMillis(99), 200_000_000))
                .as("no more than ten times a second")
                .contains("100.0 MB");
        assertThat(lastAfter(progress, Duration.ofSeconds(1), 500_000_000))
                .as("more than was expected")
                .contains("100 %, 500.0 MB", "ETA 0:00");
    }

    @Test
    void howMuchItWillBe_isNotKnown_thereIsNoBar() {
        BackupProgress progress = progress(Progress.Style.REWRITTEN);
        progress.started(Phase.TAKE, 0);
        assertThat(lastAfter(progress, Duration.ofSeconds(1), 999)).isEqualTo("backing up 999 bytes, 999 bytes/s");
    }

    @Test
    void quiet_nothingIsSaid() {
        BackupProgress progress = progress(Progress.Style.NONE);
        progress.started(Phase.TAKE, 400);
        progress.end();
        clock.addAndGet(Duration.ofSeconds(20).toNanos());
        progress.progressed(Phase.TAKE, 100);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void times_areWrittenAsClocksShowThem() {
        assertThat(ByteText.clock(65)).isEqualTo("1:05");
        assertThat(ByteText.clock(7_200)).isEqualTo("2:00:00");
        assertThat(ByteText.of(1_400_000_000)).isEqualTo("1.4 GB");
    }
}
