package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Diagnosis;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The file, and who has it open. */
final class AccessDiagnosis implements Diagnosis {

    @Override
    public List<Finding> before(DatabaseConfig config) {
        List<Finding> findings = new ArrayList<>();
        findings.add(DatabaseFile.finding(config, config.createDb()));
        Path file = AccessConnections.real(Path.of(config.database()));
        if (!config.readonly() && Files.isRegularFile(file)) {
            findings.add(lock(file));
        }
        return findings;
    }

    private static Finding lock(Path file) {
        AccessLock lock = new AccessLock(file);
        try {
            lock.hold();
            lock.release();
            return Finding.fine("lock", "nobody else has it open");
        } catch (SQLException held) {
            return Finding.wrong("lock", String.valueOf(held.getMessage()), "One process may write at a time");
        }
    }

    @Override
    public List<Finding> connected(DatabaseConfig config, EngineConnection connection) {
        return ScratchFinding.inFiles();
    }
}
