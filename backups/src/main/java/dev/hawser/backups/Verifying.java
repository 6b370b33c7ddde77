package dev.hawser.backups;

import dev.hawser.ScratchDatabase;
import dev.hawser.backups.BackupListener.Phase;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.OpenDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Restores one backup into a database of its own, and compares. */
final class Verifying {

    private final EngineBackup engine;
    private final Manifest manifest;
    private final Payload payload;
    private final int jobs;
    private final BackupListener listener;
    private final long began = System.nanoTime();

    Verifying(EngineBackup engine, Manifest manifest, Payload payload, int jobs, BackupListener listener) {
        this.engine = engine;
        this.manifest = manifest;
        this.payload = payload;
        this.jobs = jobs;
        this.listener = listener;
    }

    /** {@code config}: how the database is configured that the backup is of. */
    Verification run(DatabaseConfig config) throws IOException, SQLException, InterruptedException {
        try (ScratchDatabase scratch = ScratchDatabase.like(config)) {
            OpenDatabase target = new OpenDatabase(scratch.config(), scratch.database());
            new Restoring(engine, manifest, payload, jobs, listener).run(target, false);
            listener.started(Phase.COMPARE, 0);
            Verification verification = compare(target);
            listener.completed(Phase.COMPARE);
            return verification;
        }
    }

    private Verification compare(OpenDatabase restored) throws IOException, SQLException, InterruptedException {
        try (OpenSite open = Restoring.site(restored, jobs, bytes -> listener.progressed(Phase.COMPARE, bytes))) {
            BackupSite site = open.site();
            Contents found = engine.contents(site);
            Set<String> problems = new LinkedHashSet<>(engine.problems(site));
            if (!manifest.contents().equals(Contents.NONE)) {
                problems.addAll(manifest.contents().differences(found));
            }
            Optional<Contents> archived = archived(site);
            archived.ifPresent(contents -> problems.addAll(contents.differences(found)));
            return new Verification(
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    Duration.ofNanos(System.nanoTime() - began).truncatedTo(ChronoUnit.MILLIS),
                    found.tables().size(),
                    found.rows(),
                    compared(found, archived.orElse(Contents.NONE)),
                    new ArrayList<>(problems));
        }
    }

    private Optional<Contents> archived(BackupSite site) throws IOException, SQLException, InterruptedException {
        try (InputStream content = payload.open(bytes -> listener.progressed(Phase.COMPARE, bytes))) {
            return engine.archived(site, manifest.format(), content);
        }
    }

    /** Of how many tables there are checksums on both sides. */
    private int compared(Contents found, Contents archived) {
        return (int) found.tables().entrySet().stream()
                .filter(table -> table.getValue().checksum() != null)
                .filter(table -> List.of(manifest.contents(), archived).stream()
                        .map(contents -> contents.tables().get(table.getKey()))
                        .anyMatch(content -> content != null && content.checksum() != null))
                .count();
    }
}
