package dev.hawser.backups;

import dev.hawser.config.BackupsConfig.Retention;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Removes the backups that are not kept. */
final class Pruning {

    private final Catalogue catalogue;
    private final Retention retention;

    Pruning(Catalogue catalogue, Retention retention) {
        this.catalogue = catalogue;
        this.retention = retention;
    }

    /** Says what was removed, the newest first. */
    List<StoredBackup> run() throws IOException {
        try (CatalogueLock lock = catalogue.lock("removing old backups")) {
            List<StoredBackup> all = catalogue.list().stream()
                    .filter(backup -> catalogue.hasManifest(backup.id())) // a payload alone is nobody's to remove
                    .toList();
            Set<String> expired = expired(all);
            List<StoredBackup> removed = new ArrayList<>();
            for (StoredBackup backup : all) {
                if (expired.contains(backup.id())) {
                    catalogue.remove(backup.id());
                    removed.add(backup);
                }
            }
            return removed;
        }
    }

    private Set<String> expired(List<StoredBackup> backups) {
        List<Expiry.Candidate> candidates = backups.stream()
                .map(backup ->
                        new Expiry.Candidate(backup.id(), backup.startedAt(), backup.isGood(), backup.isVerified()))
                .toList();
        return Expiry.of(candidates, retention, ZoneId.systemDefault());
    }
}
