package dev.hawser.backups;

import dev.hawser.error.ErrorCategory;
import java.util.List;
import java.util.stream.Collectors;

/** The engines that can be backed up. */
final class EngineBackups {

    private static final List<EngineBackup> ALL = List.of(
            new PostgresqlBackup(),
            new MysqlBackup(),
            new SqlServerBackup(),
            new MongodbBackup(),
            new SqliteCopy(),
            new AccessCopy());

    private EngineBackups() {}

    static EngineBackup of(String engine, String database) {
        return ALL.stream()
                .filter(backup -> backup.engines().contains(engine))
                .findFirst()
                .orElseThrow(() -> new BackupException(
                        ErrorCategory.REFUSED,
                        "there are no backups of databases of the engine " + engine,
                        database,
                        "There are some for " + known(),
                        null));
    }

    private static String known() {
        return ALL.stream()
                .flatMap(backup -> backup.engines().stream())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
