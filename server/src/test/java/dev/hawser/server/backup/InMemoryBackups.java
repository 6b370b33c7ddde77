package dev.hawser.server.backup;

import dev.hawser.BackupSummary;
import dev.hawser.spi.BackupService;
import dev.hawser.spi.OpenDatabase;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Backups without a file: a catalogue for each database. That of one whose name is {@code lost} cannot be read. Thread-safe. */
public class InMemoryBackups implements BackupService {

    private final Ticker ticker;
    private final Map<String, List<BackupSummary>> catalogues = new ConcurrentHashMap<>();

    public InMemoryBackups(Ticker ticker) {
        this.ticker = ticker;
    }

    /** What is in the catalogue of a database, the newest first. */
    public List<BackupSummary> of(String database) {
        return catalogues.computeIfAbsent(database, name -> new CopyOnWriteArrayList<>());
    }

    /** Adds one that somebody else has taken. */
    public InMemoryBackups with(
            String database, String id, Instant takenAt, boolean verified, @Nullable String problem) {
        of(database)
                .add(
                        0,
                        new BackupSummary(
                                id,
                                takenAt,
                                Duration.ofSeconds(2),
                                4_200_000,
                                true,
                                verified ? takenAt : null,
                                problem));
        return this;
    }

    @Override
    public List<BackupSummary> list(OpenDatabase database) {
        if (database.config().name().equals("lost")) {
            throw new IllegalStateException("no such directory");
        }
        return List.copyOf(of(database.config().name()));
    }

    @Override
    public BackupSummary take(OpenDatabase database) {
        String name = database.config().name();
        with(name, name + "-" + of(name).size(), ticker.instant(), false, null);
        return of(name).get(0);
    }

    @Override
    public BackupSummary verify(OpenDatabase database, String id) {
        BackupSummary taken = of(database.config().name()).remove(0);
        with(database.config().name(), id, taken.takenAt(), true, null);
        return of(database.config().name()).get(0);
    }

    @Override
    public void prune(OpenDatabase database) {}
}
