package dev.hawser.backups;

/**
 * What makes and restores the backups of an engine. Immutable.
 *
 * @param name such as {@code pg_dump}
 * @param version as it tells it itself, such as {@code 15.14}
 */
public record BackupTool(String name, String version) {

    @Override
    public String toString() {
        return name + " " + version;
    }
}
