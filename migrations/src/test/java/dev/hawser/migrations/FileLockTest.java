package dev.hawser.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class FileLockTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void create() throws IOException {
        file = Files.createDirectory(directory.resolve("real")).resolve("shop.db");
    }

    @Test
    void linkAndItsFile_shareALock() throws IOException {
        Files.createFile(file);
        Path link = Files.createSymbolicLink(directory.resolve("other.db"), file);
        requireShared(link);
    }

    @Test
    void fileThatIsNotThereYet_hasOneLock_throughWhateverDirectory() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file.getParent());
        requireShared(link.resolve("shop.db"));
    }

    private void requireShared(Path other) {
        FileLock first = new FileLock(file);
        FileLock second = new FileLock(other);
        assertThat(first.tryTake()).isTrue();
        try {
            assertThat(second.tryTake()).isFalse();
        } finally {
            first.release();
        }
        assertThat(second.tryTake()).isTrue();
        second.release();
        assertThat(file.resolveSibling("shop.db.hawser-lock")).exists();
    }
}
