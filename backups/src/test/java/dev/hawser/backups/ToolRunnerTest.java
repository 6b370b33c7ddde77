package dev.hawser.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.config.Secret;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.LeakCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@Timeout(30)
class ToolRunnerTest {

    private static final String PASSWORD = "c4nary p@ss:word";
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    Path directory;

    private ToolRunner runner;

    @BeforeEach
    void makeRunner() {
        runner = new ToolRunner("shop", directory, List.of(Secret.of(PASSWORD)));
    }

    /** What is killed at any moment must be {@code exec}: a shell may just be making a process of it. */
    private static ToolCommand shell(String script) {
        return new ToolCommand(Path.of("/bin/sh"), "back up shop", List.of("-c", script), Map.of());
    }

    @Test
    void secretFile_forOthers_isClosed() throws IOException {
        Path file = runner.secretFile("pgpass", "secret");

        assertThat(file).hasContent("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void answer_environment_holdsNothingOfThisProcess() throws Exception {
        String environment =
                runner.answer(new ToolCommand(Path.of("/usr/bin/env"), "look", List.of(), Map.of("PGHOST", "db1")));

        List<String> names =
                environment.lines().map(line -> line.split("=", 2)[0]).toList();
        assertThat(names).contains("PGHOST", "HOME", "LC_ALL", "PATH");
        assertThat(names)
                .isSubsetOf(
                        "PGHOST",
                        "HOME",
                        "LC_ALL",
                        "PATH",
                        "LD_LIBRARY_PATH",
                        "TMPDIR",
                        "TZ",
                        "KRB5_CONFIG",
                        "KRB5CCNAME",
                        "SSL_CERT_FILE");
        assertThat(environment).contains("HOME=" + directory);
    }

    @Test
    void await_failedTool_saysWhatItSaidWithoutSecrets() throws Exception {
        String script = "echo \"no entry for '" + PASSWORD + "' nor c4nary%20p%40ss%3Aword\" >&2; exit 3";
        try (RunningTool tool = runner.start(shell(script))) {
            assertThat(tool.output().read()).isEqualTo(-1);

            assertThatThrownBy(tool::await)
                    .isInstanceOf(BackupException.class)
                    .hasMessage("cannot back up shop: sh failed with exit code 3:\nno entry for '******' nor ******");
        }
    }

    @Test
    void await_talkativeTool_keepsFirstAndLastLines() throws Exception {
        String script = "i=0; while [ $i -lt 5000 ]; do echo line $i >&2; i=$((i+1)); done; exit 1";
        try (RunningTool tool = runner.start(shell(script))) {
            assertThatThrownBy(tool::await)
                    .hasMessageContaining("line 0\n")
                    .hasMessageContaining("line 4999")
                    .hasMessageContaining("4980 lines")
                    .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(1000));
        }
    }

    @Test
    void await_killedTool_saysSoAndWhoMayHaveDoneIt() throws Exception {
        try (RunningTool tool = runner.start(shell("kill -9 $$"))) {
            assertThatThrownBy(tool::await)
                    .hasMessageContaining("sh was killed by signal 9")
                    .hasMessageContaining("lacks memory");
        }
    }

    @Test
    void start_missingProgram_namesIt() {
        ToolCommand command = new ToolCommand(directory.resolve("pg_dump"), "back up shop", List.of(), Map.of());

        assertThatThrownBy(() -> runner.start(command))
                .isInstanceOfSatisfying(
                        BackupException.class,
                        failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.RESOURCE))
                .hasMessageContaining(directory.resolve("pg_dump") + " does not start");
    }

    @Test
    void close_runningTool_killsItsDescendantsToo() throws Exception {
        List<ProcessHandle> family;
        try (RunningTool tool = runner.start(shell("trap '' TERM; sleep 60 & echo ready; wait; sleep 60"))) {
            assertThat(tool.output().read()).isEqualTo('r');
            ProcessHandle parent = ProcessHandle.of(tool.pid()).orElseThrow();
            family = List.of(parent, parent.children().findFirst().orElseThrow());
        }
        for (ProcessHandle one : family) {
            one.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void interrupt_whileToolIsSilent_endsTheReading() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (RunningTool tool = runner.start(shell("echo ready; exec sleep 60"))) {
            InputStream output = tool.output();
            assertThat(output.readNBytes(6)).hasSize(6);
            CountDownLatch begun = new CountDownLatch(1);
            Future<Boolean> reading = executor.submit(() -> {
                begun.countDown();
                assertThatThrownBy(output::read).isInstanceOf(InterruptedIOException.class);
                return Thread.currentThread().isInterrupted();
            });
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            executor.shutdownNow();

            assertThat(reading.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void interrupt_whileToolReadsNothing_endsTheWriting() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (RunningTool tool = runner.startWithInput(shell("exec sleep 60"))) {
            CountDownLatch begun = new CountDownLatch(1);
            Future<?> writing = executor.submit(() -> {
                OutputStream input = tool.input();
                begun.countDown();
                assertThatThrownBy(() -> input.write(new byte[4 * MEGABYTE]))
                        .isInstanceOf(InterruptedIOException.class);
            });
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            executor.shutdownNow();

            writing.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void feed_muchContent_comesThroughUnchanged() throws Exception {
        byte[] content = new byte[5 * MEGABYTE + 17];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 + i / 256);
        }
        try (RunningTool tool = runner.startWithInput(shell("cat"))) {
            tool.feed(new ByteArrayInputStream(content), true);

            assertThat(tool.output().readAllBytes()).isEqualTo(content);
            tool.await();
        }
    }

    @Test
    void feed_contentThatTurnsOutDamaged_killsTheToolBeforeItHasItAll() throws Exception {
        BackupException damaged =
                new BackupException(ErrorCategory.DATA, "the last frame is damaged", "shop", null, null);
        InputStream content = new InputStream() {
            private boolean given;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (given) {
                    throw damaged;
                }
                given = true;
                bytes[offset] = 'x';
                return 1;
            }
        };
        try (RunningTool tool = runner.startWithInput(shell("exec wc -c"))) {
            tool.feed(content, true);

            assertThat(new String(tool.output().readAllBytes(), StandardCharsets.UTF_8))
                    .isEmpty();
            assertThatThrownBy(tool::await).isSameAs(damaged);
        }
    }

    @Test
    void feed_toolThatIsContentEarly_readsTheRestForItsChecks() throws Exception {
        byte[] content = new byte[8 * MEGABYTE];
        ByteArrayInputStream stream = new ByteArrayInputStream(content);
        try (RunningTool tool = runner.startWithInput(shell("head -c 10 >/dev/null"))) {
            tool.feed(stream, true);
            tool.await();

            assertThat(stream.available()).isZero();
        }
    }
}
