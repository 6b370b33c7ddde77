package dev.hawser.tests.dashboard;

import dev.hawser.BackupSummary;
import dev.hawser.spi.BackupService;
import dev.hawser.spi.OpenDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Backups to be looked at: what a test says. Thread-safe. */
final class ShownBackups implements BackupService {

    private volatile List<BackupSummary> catalogue = List.of();

    void show(BackupSummary... newestFirst) {
        catalogue = List.of(newestFirst);
    }

    static BackupSummary backup(String id, Duration age, boolean verified, @Nullable String problem) {
        Instant at = Instant.now().minus(age);
        return new BackupSummary(
                id, at, Duration.ofMillis(2_500), 4_200_000, true, verified ? at.plusSeconds(60) : null, problem);
    }

    @Override
    public List<BackupSummary> list(OpenDatabase database) {
        return catalogue;
    }

    @Override
    public BackupSummary take(OpenDatabase database) {
        throw new UnsupportedOperationException("backups are only shown here");
    }

    @Override
    public BackupSummary verify(OpenDatabase database, String id) {
        throw new UnsupportedOperationException("backups are only shown here");
    }

    @Override
    public void prune(OpenDatabase database) {}
}
