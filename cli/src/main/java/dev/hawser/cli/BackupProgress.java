package dev.hawser.cli;

import dev.hawser.backups.BackupListener;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Shows how far a backup is: a bar, bytes, how many a second, and how long it will take. For one thread at a time. */
final class BackupProgress implements BackupListener {

    private static final long BETWEEN_NANOS = Duration.ofMillis(100).toNanos();
    private static final double NANOS = 1e9;
    private static final int BAR = 24;

    private final Progress progress;
    private final LongSupplier clock;
    private long beganAt;
    private long shownAt;
    private long expected;

    BackupProgress(Progress progress) {
        this(progress, System::nanoTime);
    }

    /** {@code clock}: nanoseconds. */
    BackupProgress(Progress progress, LongSupplier clock) {
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public void started(Phase phase, long expectedBytes) {
        beganAt = clock.getAsLong();
        shownAt = beganAt;
        expected = expectedBytes;
        progress.show(name(phase));
    }

    @Override
    public void progressed(Phase phase, long bytes) {
        long now = clock.getAsLong();
        if (now - shownAt >= BETWEEN_NANOS) {
            shownAt = now;
            progress.show(text(phase, bytes, (now - beganAt) / NANOS));
        }
    }

    private String text(Phase phase, long bytes, double seconds) {
        if (phase == Phase.COMPARE) {
            return name(phase) + " " + ByteText.of(bytes); // most of it is counted in the databases
        }
        long rate = (long) (bytes / seconds);
        String soFar = ByteText.of(bytes) + ", " + ByteText.of(rate) + "/s";
        if (expected <= 0 || rate <= 0) {
            return name(phase) + " " + soFar;
        }
        double share = Math.min(1, (double) bytes / expected); // an estimate may be too small
        int full = (int) (share * BAR);
        long left = Math.max(0, expected - bytes + rate - 1) / rate;
        return name(phase) + " [" + "=".repeat(full) + " ".repeat(BAR - full) + "] " + (int) (share * 100) + " %, "
                + soFar + ", ETA " + ByteText.clock(left);
    }

    private static String name(Phase phase) {
        return switch (phase) {
            case TAKE -> "backing up";
            case CHECK -> "checking  ";
            case RESTORE -> "restoring ";
            case COMPARE -> "comparing ";
        };
    }

    void end() {
        progress.end();
    }
}
