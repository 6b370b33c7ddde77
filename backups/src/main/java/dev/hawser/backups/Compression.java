package dev.hawser.backups;

/** How a backup is made smaller before it is encrypted. */
public enum Compression {
    /** Zstandard: quick, and small. */
    ZSTD,
    /** For tools that know nothing newer; several times slower. */
    GZIP,
    /** As it is: for content that is compressed already. */
    NONE
}
