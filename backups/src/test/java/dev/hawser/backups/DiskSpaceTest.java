package dev.hawser.backups;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.config.BackupCompression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {

    @TempDir
    private Path directory;

    @Test
    void require_stagedBackup_needsRoomForItTwice() throws IOException {
        OptionalLong most = OptionalLong.of(Files.getFileStore(directory).getUsableSpace() / 10 * 6);

        assertThatCode(() -> DiskSpace.require(directory, most, false, List.of(), BackupCompression.ZSTD, "shop"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> DiskSpace.require(directory, most, true, List.of(), BackupCompression.ZSTD, "shop"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("the backup of shop needs about ")
                .hasMessageContaining("Make room there");
    }
}
