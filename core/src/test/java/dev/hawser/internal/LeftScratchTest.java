package dev.hawser.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeftScratchTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void among_thoseOfYesterday_notYoungOnes_andNothingElse() {
        assertThat(LeftScratch.among(
                        List.of(
                                "shop",
                                "hawser_scratch_20261121_115959_c0ffee",
                                "hawser_scratch_20261121_120001_c0ffee",
                                "hawser_scratch_20269999_000000_c0ffee",
                                "hawser_scratch_",
                                "hawser_scratch_20200101_000000_c0ffee; drop database shop",
                                "my_hawser_scratch_20200101_000000_c0ffee",
                                "hawser_scratch_20200101_000000_0"),
                        NOW))
                .containsExactly("hawser_scratch_20200101_000000_0", "hawser_scratch_20261121_115959_c0ffee");
    }

    @Test
    void directories_thoseThatNothingWasWrittenToForADay() throws IOException {
        Path left = Files.createTempDirectory("hawser_scratch_");
        Path young = Files.createTempDirectory("hawser_scratch_");
        try {
            Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            assertThat(LeftScratch.directories(Instant.now())).contains(left).doesNotContain(young);
        } finally {
            Files.delete(left);
            Files.delete(young);
        }
    }
}
