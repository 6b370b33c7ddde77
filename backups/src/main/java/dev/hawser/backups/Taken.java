package dev.hawser.backups;

import dev.hawser.Position;
import org.jspecify.annotations.Nullable;

/**
 * What an engine tells of a backup that it has just made. Immutable.
 *
 * @param tool what made it
 * @param serverVersion as the server tells it
 * @param format what the payload is, in a word that {@link EngineBackup#restore} of any later version understands, such as {@code pg_dump-custom}
 * @param position the point in the database's history that it holds; null if the engine has none
 * @param contents what was counted on the source at that same moment; {@link Contents#NONE} if that cannot be had
 */
record Taken(
        BackupTool tool,
        String serverVersion,
        String format,
        @Nullable Position position,
        Contents contents) {}
