package dev.hawser.config;

import java.util.Locale;

/** How a backup is made smaller. */
public enum BackupCompression {
    /** Zstandard. */
    ZSTD,
    /** gzip. */
    GZIP,
    /** Not at all. */
    NONE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
