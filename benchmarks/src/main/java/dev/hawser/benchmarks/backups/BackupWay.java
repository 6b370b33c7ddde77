package dev.hawser.benchmarks.backups;

import dev.hawser.benchmarks.results.Contender;

/** What backs up. */
enum BackupWay implements Contender {
    /** Encrypted, with rows counted in the same snapshot, and forced to the disk. */
    HAWSER("Hawser", false),
    PIPE("pg_dump -Fc -Z0 | zstd -3", true);

    private final String title;
    private final boolean peer;

    BackupWay(String title, boolean peer) {
        this.title = title;
        this.peer = peer;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public boolean isPeer() {
        return peer;
    }
}
